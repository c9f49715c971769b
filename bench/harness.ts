/** One way of doing the work that a bench measures. */
export interface Contender {
  readonly name: string;
  /** Does the work once. */
  run(): unknown;
  /** Whether `run` gives its own milliseconds, measured in another process. Default: the harness's clock counts. */
  readonly timesItself?: boolean;
  /** Compares the result of the last run with the reference; the first difference in words, if any. */
  check(reference: Float32Array): Difference | Promise<Difference>;
}

/** What differs, or undefined. */
export type Difference = string | undefined;

/** A question a bench answers: the same work, done by several contenders. */
export interface Question {
  readonly name: string;
  /** The right answer, computed plainly. */
  readonly reference: Float32Array;
  readonly contenders: readonly Contender[];
  /** The contender whose time the others are divided by. Default: none. */
  readonly peer?: string | undefined;
}

export interface MeasureOptions {
  /** Default: 25. */
  readonly rounds?: number;
  /** Runs per contender before the first round. Default: 3. */
  readonly warmUps?: number;
  /** Milliseconds since some start. Default: `performance.now`. */
  readonly clock?: () => number;
}

/** The times of one contender, in milliseconds. */
export interface Timing {
  readonly name: string;
  readonly minimum: number;
  readonly median: number;
  /** Median over the rounds of (own time ÷ the peer's time in the same round); below 1 is faster. */
  readonly ratio: number | undefined;
}

/** The answer to a question. */
export interface Measurement {
  readonly name: string;
  readonly peer: string | undefined;
  readonly rounds: number;
  readonly timings: readonly Timing[];
}

/**
 * Checks every contender against the reference, then times them: in each round every contender runs once, and
 * the one that starts changes from round to round, so that a slow moment of the machine hits all alike.
 * @throws Error naming every contender whose result differs; then nothing is timed.
 */
export async function measure(question: Question, options: MeasureOptions = {}): Promise<Measurement> {
  const { name, contenders, peer } = question;
  const { rounds = 25, warmUps = 3, clock = () => performance.now() } = options;
  requireKnown(question);
  await requireAgreement(question);
  for (let i = 0; i < warmUps; i++) for (const contender of contenders) await contender.run();
  const times = new Map<string, number[]>(contenders.map((contender) => [contender.name, []]));
  for (let round = 0; round < rounds; round++) {
    const first = round % contenders.length;
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      times.get(contender.name)?.push(await elapsed(contender, clock));
    }
  }
  const peerTimes = peer === undefined ? undefined : times.get(peer);
  const timings = [...times].map(([who, own]) => timingOf(who, own, peerTimes));
  return { name, peer, rounds, timings };
}

/** The largest |actual − expected| as a sentence where it exceeds tolerance · (1 + |expected|). */
export function difference(actual: Float32Array, expected: Float32Array, tolerance: number): Difference {
  if (actual.length !== expected.length) return `${actual.length} numbers instead of ${expected.length}`;
  let [at, worst] = [-1, tolerance];
  for (let i = 0; i < expected.length; i++) {
    const relative = Math.abs(actual[i] - expected[i]) / (1 + Math.abs(expected[i]));
    if (!(relative <= worst)) [at, worst] = [i, relative];
  }
  return at < 0 ? undefined : `${actual[at]} instead of ${expected[at]} at ${at} (tolerance ${tolerance})`;
}

/** The middle value, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function requireKnown({ name, contenders, peer }: Question): void {
  const names = contenders.map((contender) => contender.name);
  if (new Set(names).size < names.length) throw new Error(`${name}: two contenders share a name`);
  if (peer !== undefined && !names.includes(peer))
    throw new Error(`${name}: the peer ${peer} does not take part`);
}

async function requireAgreement({ name, reference, contenders }: Question): Promise<void> {
  const faults: string[] = [];
  for (const contender of contenders) {
    await contender.run();
    const fault = await contender.check(reference);
    if (fault !== undefined) faults.push(`${contender.name} gives ${fault}`);
  }
  if (faults.length > 0) throw new Error(`${name}: not timed, ${faults.join("; ")}`);
}

async function elapsed(contender: Contender, clock: () => number): Promise<number> {
  const start = clock();
  const outcome = contender.run();
  if (contender.timesItself) return Number(await outcome);
  if (outcome instanceof Promise) await outcome;
  return clock() - start;
}

function timingOf(name: string, own: readonly number[], peer: readonly number[] | undefined): Timing {
  const ratio = peer && median(own.map((time, round) => time / (peer[round] ?? Number.NaN)));
  return { name, minimum: Math.min(...own), median: median(own), ratio };
}
