import {
  type Answer,
  barConfidence,
  type Calibration,
  calibrate,
  Memory,
  type Outcome,
  runTrials,
  separates,
} from "madeleine/bank";
import { createRandom } from "madeleine/math";
import type { Cue } from "../cue/cue.ts";
import {
  type Album,
  albumOf,
  type NamedPicture,
  readOutShown,
  rgbaOf,
  type Share,
  type Shown,
  type Size,
} from "../picture/album.ts";
import { energiesOnTheWay } from "./film.ts";

/** Pictures with the memory of them. */
export interface KeptMemory {
  readonly album: Album;
  readonly memory: Memory;
}

/** A memory of pictures, not calibrated yet. */
export async function rememberPictures(pictures: readonly NamedPicture[]): Promise<KeptMemory> {
  const album = albumOf(pictures);
  const memory = await Memory.create(
    album.names.map((path, item) => ({ path, picture: album.picture(item) })),
  );
  return { album, memory };
}

/** How often the memory's claims are right and wrong, as measured on its own items. Shares in [0, 1]. */
export interface Measured {
  readonly trueRecallRate: number;
  readonly falseRecallRate: number;
  readonly trials: number;
  /** The least confidence with which anything is claimed. */
  readonly bar: number;
  /** False where own cues can't be told from strangers'; nothing is claimed then. */
  readonly separates: boolean;
}

/** At most so many of its items' damaged copies are tried: 3,000 would take a minute in a page. */
const MOST_TRIALS = 600;

export interface MeasureOptions {
  readonly onProgress: (done: number, total: number) => void;
  /** Awaited now and then. */
  readonly breathe: () => Promise<unknown>;
  /** How many damaged copies. Default: two of each item, but 300 at least and 600 at most. */
  readonly copies?: number;
}

/** The same memory, calibrated on its own items damaged and taken away. */
export async function calibrated(
  { album, memory }: KeptMemory,
  { onProgress, breathe, copies = Math.min(MOST_TRIALS, Math.max(300, 2 * memory.size)) }: MeasureOptions,
): Promise<KeptMemory> {
  const source = async (item: number): Promise<ReturnType<Album["picture"]>> => {
    await breathe();
    return album.picture(item);
  };
  const trials = await runTrials(memory, source, { random: createRandom(1), count: copies, onProgress });
  return { album, memory: memory.calibrated(calibrate(trials)) };
}

export function measuredOf(calibration: Calibration): Measured {
  const { trueRecallRate, falseRecallRate, trials } = calibration;
  const bar = barConfidence(calibration);
  return { trueRecallRate, falseRecallRate, trials, bar, separates: separates(calibration) };
}

/** One step of a recall. */
export interface FilmStep {
  /** What the step reads out. */
  readonly picture: Shown;
  /** The largest shares, largest first, and what all others have together. */
  readonly shares: readonly Share[];
  readonly rest: number;
  /** The energy on the way there. */
  readonly energies: readonly number[];
}

export interface FilmItem extends Share {
  readonly name: string;
  readonly similarity: number;
}

/** A recall, to be watched. */
export interface Film {
  readonly outcome: Outcome;
  /** How sure, in [0, 1]; null as long as the memory isn't calibrated. */
  readonly confidence: number | null;
  readonly items: readonly FilmItem[];
  readonly steps: readonly FilmStep[];
  readonly converged: boolean;
  readonly note: string | undefined;
  /** The stored picture that answers best. */
  readonly original: Shown;
  readonly measured: Measured | undefined;
}

/** So many shares are told of each step. */
const TOLD = 5;

/** Asks the memory and keeps what is to be seen of it. */
export async function filmOf({ album, memory }: KeptMemory, { picture, known }: Cue): Promise<Film> {
  const answer = await memory.recall(picture, { count: 6, ...(known && { known }) });
  const pattern = await memory.encode(picture, known);
  const rows = new Map(album.names.map((name, item) => [name, item]));
  const items = answer.items.map(({ id, similarity, weight }) => ({
    ...{ item: rows.get(id) ?? 0, name: id, similarity, weight },
  }));
  const best = album.picture(items[0].item);
  return {
    outcome: answer.outcome,
    confidence: answer.confidence,
    items,
    steps: stepsOf(album, answer, { ways: energiesOnTheWay(memory, pattern, answer), size: picture }),
    converged: answer.termination === "converged",
    note: answer.note,
    original: { width: best.width, height: best.height, rgba: rgbaOf(best) },
    measured: memory.calibration && measuredOf(memory.calibration),
  };
}

function stepsOf(
  album: Album,
  { steps }: Answer,
  { ways, size }: { ways: readonly number[][]; size: Size },
): FilmStep[] {
  return steps.map(({ weights }, k) => ({
    picture: readOutShown(album, weights, size),
    shares: weights.slice(0, TOLD),
    rest: weights.slice(TOLD).reduce((sum, { weight }) => sum + weight, 0),
    energies: ways[k],
  }));
}

/** The share of `one` at which a double exposure of two items is as alike to the one as to the other. */
export async function evenShare(
  { memory }: KeptMemory,
  [one, other]: readonly [number, number],
  exposed: (share: number) => Cue,
): Promise<number> {
  let [low, high] = [0, 1];
  for (let round = 0; round < 12; round++) {
    const middle = (low + high) / 2;
    const scores = memory.similarities(await memory.encode(exposed(middle).picture)).data;
    if (scores[one] > scores[other]) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}
