/** Milliseconds of repeated runs. */
export type Durations = {
  readonly median: number;
  readonly shortest: number;
  readonly longest: number;
};

export interface DurationOptions {
  /** Milliseconds since some start. */
  readonly clock: () => number;
  /** The most runs that are timed. */
  readonly runs: number;
  /** No run but the third is begun after so many milliseconds. Default: 3000. */
  readonly enough?: number;
}

/** Runs `work` once unmeasured, then at least min(3, runs) and at most `runs` times. */
export async function durationsOf(
  work: () => void | Promise<void>,
  { clock, runs, enough = 3000 }: DurationOptions,
): Promise<Durations> {
  const times: number[] = [];
  await work();
  for (let spent = 0; times.length < runs && (times.length < 3 || spent < enough); ) {
    const start = clock();
    await work();
    const time = clock() - start;
    times.push(time);
    spent += time;
  }
  return summaryOf(times);
}

/** Of at least one time. */
export function summaryOf(times: readonly number[]): Durations {
  const sorted = times.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return { median: (low + high) / 2, shortest: sorted[0], longest: sorted[sorted.length - 1] };
}
