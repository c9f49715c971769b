/** What we want to reach: so many times faster than the peers. */
export interface Goal {
  /** One name for all questions that the goal is measured by; the least ratio among them counts. */
  readonly name: string;
  readonly atLeast: number;
  /** Our contenders, of which the fastest counts. */
  readonly ours: readonly string[];
  /** Default: the question's peers. */
  readonly peers?: readonly string[];
}

/** A goal and the ratio measured: theirs ÷ ours. */
export interface Reached {
  readonly name: string;
  readonly atLeast: number;
  /** Undefined where one side doesn't take part. */
  readonly measured: number | undefined;
}

/** Every goal with what `ratio` says of it. */
export function goalResults(
  goals: readonly Goal[],
  ratio: (ours: readonly string[], peers: readonly string[] | undefined) => number | undefined,
): Reached[] {
  return goals.map(({ name, atLeast, ours, peers }) => ({ name, atLeast, measured: ratio(ours, peers) }));
}

/** One line per goal: the least of what its questions measured. */
export function leastByName(results: readonly Reached[]): Reached[] {
  const least = new Map<string, Reached>();
  for (const result of results) {
    const { measured = Number.POSITIVE_INFINITY } = result;
    const before = least.get(result.name);
    if (!before || measured < (before.measured ?? Number.POSITIVE_INFINITY)) least.set(result.name, result);
  }
  return [...least.values()];
}
