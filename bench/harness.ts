import { type Goal, goalResults, type Reached } from "./goal.ts";
import { median } from "./median.ts";

/** One way of doing the work that a bench measures. */
export interface Contender {
  readonly name: string;
  /** Does the work once. */
  run(): unknown;
  /** Whether `run` gives its own milliseconds, measured in another process. Default: the harness's clock counts. */
  readonly timesItself?: boolean;
  /** Compares the result of the last run with the reference; the first difference in words, if any. */
  check(reference: Float32Array): Difference | Promise<Difference>;
  /** What else the last run told, in a few words for the table. */
  note?(): string | undefined;
}

/** What differs, or undefined. */
export type Difference = string | undefined;

/** A question a bench answers: the same work, done by several contenders. */
export interface Question {
  readonly name: string;
  /** The right answer, computed plainly. */
  readonly reference: Float32Array;
  readonly contenders: readonly Contender[];
  /** Whose time is divided by the others'; of several, the fastest by its median counts. Default: nobody's. */
  readonly peer?: string | readonly string[] | undefined;
  /** What we want to reach here. */
  readonly goals?: readonly Goal[];
}

export interface MeasureOptions {
  /** Default: 25. */
  readonly rounds?: number;
  /** Runs per contender before the first round. Default: 3. */
  readonly warmUps?: number;
  /** Milliseconds of rest before each timed run, in which the threads of the one before go to sleep. Default: 0. */
  readonly pause?: number;
  /** Milliseconds since some start. Default: `performance.now`. */
  readonly clock?: () => number;
}

/** The times of one contender, in milliseconds. */
export interface Timing {
  readonly name: string;
  readonly minimum: number;
  readonly median: number;
  /** Median over the rounds of (the peer's time ÷ own time in the same round); above 1 is faster than the peer. */
  readonly ratio: number | undefined;
  readonly note: string | undefined;
  /** The time of each round. */
  readonly times: readonly number[];
}

/** The answer to a question. */
export interface Measurement {
  readonly name: string;
  /** The fastest of the peers. */
  readonly peer: string | undefined;
  readonly rounds: number;
  readonly timings: readonly Timing[];
  readonly goals: readonly Reached[];
}

/**
 * Checks every contender against the reference, then times them: in each round every contender runs once, and
 * the one that starts changes from round to round, so that a slow moment of the machine hits all alike.
 * @throws Error naming every contender whose result differs; then nothing is timed.
 */
export async function measure(question: Question, options: MeasureOptions = {}): Promise<Measurement> {
  const { name, contenders } = question;
  const { rounds = 25, warmUps = 3, pause = 0, clock = () => performance.now() } = options;
  const peers = peersOf(question);
  await requireAgreement(question);
  for (let i = 0; i < warmUps; i++) for (const contender of contenders) await contender.run();
  const times: TimesByName = new Map(contenders.map((contender) => [contender.name, []]));
  for (let round = 0; round < rounds; round++) {
    const first = round % contenders.length;
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      if (pause > 0) {
        await new Promise((resolve) => setTimeout(resolve, pause));
        wakeUp(clock);
      }
      times.get(contender.name)?.push(await elapsed(contender, clock));
    }
  }
  const peer = fastest(times, peers);
  const timings = contenders.map((contender) => timingOf(contender, times, peer));
  const goals = goalResults(question.goals ?? [], (ours, others = peers) => ratioOf(times, ours, others));
  return { name, peer, rounds, timings, goals };
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

type TimesByName = Map<string, number[]>;

/** The peers by name, after a look at whether the question makes sense. */
function peersOf({ name, contenders, peer = [] }: Question): readonly string[] {
  const names = contenders.map((contender) => contender.name);
  if (new Set(names).size < names.length) throw new Error(`${name}: two contenders share a name`);
  const peers = typeof peer === "string" ? [peer] : peer;
  const missing = peers.find((one) => !names.includes(one));
  if (missing !== undefined) throw new Error(`${name}: the peer ${missing} does not take part`);
  return peers;
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

/** Milliseconds in which a processor comes back from its sleep; torch_peer.py does the same before it measures. */
const AWAKE = 0.5;

function wakeUp(clock: () => number): void {
  for (const start = clock(); clock() - start < AWAKE; );
}

async function elapsed(contender: Contender, clock: () => number): Promise<number> {
  const start = clock();
  const outcome = contender.run();
  if (contender.timesItself) return Number(await outcome);
  if (outcome instanceof Promise) await outcome;
  return clock() - start;
}

/** Of the contenders named, the one with the smallest median; names of contenders that don't take part are passed over. */
function fastest(times: TimesByName, names: readonly string[]): string | undefined {
  const known = names.filter((name) => times.has(name));
  const medians = known.map((name) => median(times.get(name) ?? []));
  return known[medians.indexOf(Math.min(...medians))];
}

/** Median over the rounds of theirs ÷ ours, between the fastest of each; undefined where one side is missing. */
function ratioOf(times: TimesByName, ours: readonly string[], theirs: readonly string[]): number | undefined {
  const own = times.get(fastest(times, ours) ?? "");
  const other = times.get(fastest(times, theirs) ?? "");
  return own && other && median(own.map((time, round) => (other[round] ?? Number.NaN) / time));
}

function timingOf(contender: Contender, times: TimesByName, peer: string | undefined): Timing {
  const { name } = contender;
  const own = times.get(name) ?? [];
  const ratio = ratioOf(times, [name], peer === undefined ? [] : [peer]);
  const note = contender.note?.();
  return { name, minimum: Math.min(...own), median: median(own), ratio, note, times: own };
}
