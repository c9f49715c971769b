/** Up to this many steps, all are shown. */
const mostSteps = 5;

/** Of more, so many of the first and the last one. */
const firstSteps = 3;

/** Which of `count` steps are shown, by index, and null where others are left out. */
export function shownSteps(count: number): (number | null)[] {
  const all = Array.from({ length: count }, (_, i) => i);
  return count <= mostSteps ? all : [...all.slice(0, firstSteps), null, count - 1];
}

/** How many are left out. */
export function skippedSteps(count: number): number {
  return count <= mostSteps ? 0 : count - firstSteps - 1;
}
