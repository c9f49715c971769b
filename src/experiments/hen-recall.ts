import type { Picture } from "../data/index.ts";
import { argmaxOf, type Matrix, matrix, norm, rowOf, rowsOf, unitRows } from "../math/index.ts";
import {
  dot,
  meanSquaredError,
  nearestPatterns,
  negativeEuclidean,
  negativeSquaredEuclidean,
  overlapCosine,
  type Retriever,
  type RetrieverResult,
  retrieve,
  type Similarity,
  structuralDissimilarity,
} from "../memory/index.ts";
import { type HenMemory, inBytes } from "./hen-memory.ts";

/** f_sim: the inner product, or minus the distance or its square. */
export const henSimilarities: Readonly<Record<HenSimilarity, Similarity>> = {
  dot: dot,
  "−‖·‖": negativeEuclidean,
  "−‖·‖²": negativeSquaredEuclidean,
};

export type HenSimilarity = "dot" | "−‖·‖" | "−‖·‖²";

/** Codes as they are, of unit length, or of unit length after their mean is taken off. */
export type HenScale = "raw" | "unit" | "centred";

/** T_f of the paper. */
export const mostSteps = 100;

/** How far recalled pictures are from others: means of 1 − SSIM and of (a − b)². */
export type Difference = { readonly dissimilarity: number; readonly error: number };

/** What came back for some queries. */
export type HenScore = {
  /** The share whose state is its own memory, with at least 0.9999 of the weight. */
  readonly exact: number;
  /** The share whose largest weight is on its own memory. */
  readonly identified: number;
  /** The share whose state mixes memories. */
  readonly mixed: number;
  /** From the decoded stored code. */
  readonly fromStored: Difference;
  /** From the original picture. */
  readonly fromOriginal: Difference;
  /** Steps taken, the confirming one included, on average. */
  readonly steps: number;
  /** The share that settled within T_f steps. */
  readonly settled: number;
};

/** From this weight on a state is a memory. */
const wholeWeight = 0.9999;

/** So many queries at most that didn't bring back their memory are decoded and measured, evenly spaced. */
const measuredMisses = 150;

/** What a query settled on. */
export interface SettledQuery {
  /** The number of the memory that it asks for. */
  readonly target: number;
  /** The memory with the largest weight. */
  readonly best: number;
  /** That memory's weight. */
  readonly weight: number;
  /** Σ p ξ of codes as the codec gives them, `[d]`. */
  readonly code: Float32Array;
}

/** Codes in another scale, `[n, d]`; `mean` is that of the stored codes. */
export function scaled(codes: Matrix, scale: HenScale, mean: Float64Array): Matrix {
  if (scale === "raw") return codes;
  if (scale === "unit") return unitRows(codes);
  const centred = matrix(
    codes.data.map((value, i) => value - mean[i % codes.columns]),
    codes.rows,
    codes.columns,
  );
  return unitRows(centred);
}

export function meanOfRows({ rows, columns, data }: Matrix): Float64Array {
  const mean = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) mean[i % columns] += data[i] / rows;
  return mean;
}

/** How queries are retrieved. */
export interface SettleOptions {
  readonly queries: Matrix;
  readonly targets: readonly number[];
  readonly similarity: Similarity;
  readonly beta: number;
  /** Patterns that the first step compares by `overlapCosine`, where queries know; default: the first step is as any. */
  readonly firstLook?: Matrix | undefined;
}

export interface Settled {
  readonly found: SettledQuery[];
  /** Steps taken on average. */
  readonly steps: number;
  /** The share that settled. */
  readonly settled: number;
}

/**
 * Retrieval of T_f steps, or fewer where queries settle, from a retriever whose values are the codes. States that have
 * come within a thousandth of their norm of each other on the way go on as one.
 */
export async function settle(retriever: Retriever, options: SettleOptions): Promise<Settled> {
  const { queries, targets, similarity, beta, firstLook } = options;
  let states = firstLook ? looked(queries, firstLook, beta) : queries;
  let active = targets.map((_, i) => i);
  let taken = firstLook ? 1 : 0;
  let sum = 0;
  const found = new Array<SettledQuery | undefined>(targets.length).fill(undefined);
  for (const [round, until] of rounds.entries()) {
    const { leaders, leaderOf } = round === 0 ? everyOne(states) : groupsOf(states);
    const result = await retriever.retrieve(rowsOf(states, leaders), {
      ...{ similarity, beta, support: true, tolerance: 1e-4, steps: until - taken },
    });
    const moving: number[] = [];
    for (const [i, query] of active.entries()) {
      const at = leaderOf[i];
      const ended = result.termination[at] === "converged";
      if (ended || until === mostSteps) found[query] = settledQuery(result, at, targets[query]);
      if (ended) sum += taken + result.steps[at];
      else moving.push(i);
    }
    states = rowsOf(
      result.states,
      moving.map((i) => leaderOf[i]),
    );
    active = moving.map((i) => active[i]);
    taken = until;
    if (active.length === 0) break;
  }
  const all = found.flatMap((each) => each ?? []);
  const [N, left] = [targets.length, active.length];
  return { found: all, steps: (sum + left * mostSteps) / N, settled: (N - left) / N };
}

/** After so many steps states are looked at for equals. */
const rounds = [4, 8, 16, 32, mostSteps];

interface Groups {
  /** The rows that go on, and for every row the place of its own among them. */
  readonly leaders: number[];
  readonly leaderOf: number[];
}

function everyOne({ rows }: Matrix): Groups {
  const all = Array.from({ length: rows }, (_, i) => i);
  return { leaders: all, leaderOf: all };
}

/** Rows that lie within a thousandth of their norm of an earlier one go on with that. */
function groupsOf(states: Matrix): Groups {
  const leaders: number[] = [];
  const leaderOf = Array.from({ length: states.rows }, (_, i) => {
    const state = rowOf(states, i);
    const bar = (1e-3 * norm(state)) ** 2;
    const found = leaders.findIndex((leader) => nearer(state, rowOf(states, leader), bar));
    if (found >= 0) return found;
    leaders.push(i);
    return leaders.length - 1;
  });
  return { leaders, leaderOf };
}

/** Whether |a − b|² < bar; stops as soon as it can't be. */
function nearer(a: Float32Array, b: Float32Array, bar: number): boolean {
  let sum = 0;
  for (let i = 0; i < a.length && sum < bar; i++) sum += (a[i] - b[i]) ** 2;
  return sum < bar;
}

function settledQuery({ support, outputs }: RetrieverResult, at: number, target: number): SettledQuery {
  const { indices, weights } = support?.[at] ?? { indices: new Uint32Array(1), weights: new Float32Array(1) };
  const top = argmaxOf(weights);
  return { target, best: indices[top], weight: weights[top], code: rowOf(outputs, at).slice() };
}

/** The first step by the cosine over what the cues know: softmax(β s) Ξ. */
function looked(cues: Matrix, patterns: Matrix, beta: number): Matrix {
  return retrieve(cues, patterns, { similarity: overlapCosine(), beta, energies: false }).states;
}

/**
 * Measures what queries settled on. Where a query brought back its memory, its picture is the decoded stored one; of
 * the others, at most 150 are decoded and measured, evenly spaced, and count for all.
 */
export async function scoreOf(memory: HenMemory, { found, steps, settled }: Settled): Promise<HenScore> {
  const right = found.filter(({ target, best, weight }) => best === target && weight >= wholeWeight);
  const missed = found.filter(({ target, best, weight }) => best !== target || weight < wholeWeight);
  const exact = right.length / found.length;
  const own = await reconstruction(memory, spaced(right.map(({ target }) => target)));
  const measured = spaced(missed);
  const pictures = await picturesOf(memory, measured);
  const stored = meanDifference(pictures, await memory.decoded(measured.map(({ target }) => target)));
  const original = meanDifference(pictures, await memory.originals(measured.map(({ target }) => target)));
  return {
    exact,
    identified: found.filter(({ target, best }) => best === target).length / found.length,
    mixed: found.filter(({ weight }) => weight < wholeWeight).length / found.length,
    fromStored: mixture(exact, { dissimilarity: 0, error: 0 }, stored),
    fromOriginal: mixture(exact, own, original),
    ...{ steps, settled },
  };
}

/** What a lookup would give: the memory of the largest score, decoded. */
export async function lookupScore(
  memory: HenMemory,
  {
    queries,
    patterns,
    targets,
    similarity,
  }: { queries: Matrix; patterns: Matrix; targets: readonly number[]; similarity: Similarity },
): Promise<HenScore> {
  const nearest = nearestPatterns(queries, patterns, similarity);
  const found = targets.map((target, i) => {
    return { target, best: nearest[i], weight: 1, code: rowOf(memory.codes, nearest[i]) };
  });
  return scoreOf(memory, { found, steps: 1, settled: 1 });
}

/** How far stored pictures, encoded and decoded, are from their originals. */
async function reconstruction(memory: HenMemory, items: readonly number[]): Promise<Difference> {
  return meanDifference(await memory.decoded(items), await memory.originals(items));
}

/** The pictures of settled states: a memory's is decoded once, and so is a mixture that many states share. */
async function picturesOf(memory: HenMemory, found: readonly SettledQuery[]): Promise<Picture[]> {
  const wholes = found.filter(({ weight }) => weight >= wholeWeight).map(({ best }) => best);
  const stored = new Map<number, Picture>();
  for (const [i, picture] of (await memory.decoded(wholes)).entries()) stored.set(wholes[i], picture);
  const mixtures = new Map<string, Picture>();
  const pictures: Picture[] = [];
  for (const { best, weight, code } of found) {
    const whole = weight >= wholeWeight ? stored.get(best) : undefined;
    const key = `${best} ${weight.toFixed(4)} ${code[0].toFixed(3)} ${code[code.length >> 1].toFixed(3)}`;
    const picture =
      whole ?? mixtures.get(key) ?? inBytes((await memory.codec.decode(matrix(code, 1, code.length)))[0]);
    if (!whole) mixtures.set(key, picture);
    pictures.push(picture);
  }
  return pictures;
}

function meanDifference(pictures: readonly Picture[], others: readonly Picture[]): Difference {
  let [dissimilarity, error] = [0, 0];
  for (const [i, picture] of pictures.entries()) {
    dissimilarity += structuralDissimilarity(picture.pixels, others[i].pixels, picture) / pictures.length;
    error += meanSquaredError(picture.pixels, others[i].pixels) / pictures.length;
  }
  // Equal pictures differ by what is left of rounding.
  return { dissimilarity: Math.abs(dissimilarity) < 1e-12 ? 0 : dissimilarity, error };
}

function mixture(share: number, a: Difference, b: Difference): Difference {
  const of = (key: keyof Difference): number => share * a[key] + (1 - share) * b[key];
  return { dissimilarity: of("dissimilarity"), error: of("error") };
}

function spaced<T>(items: readonly T[]): T[] {
  const count = Math.min(items.length, measuredMisses);
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]);
}
