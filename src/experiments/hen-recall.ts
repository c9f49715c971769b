import type { Picture } from "../data/index.ts";
import { argmaxOf, type Matrix, matrix, rowOf, rowsOf, unitRows } from "../math/index.ts";
import {
  dot,
  meanSquaredError,
  nearestPatterns,
  negativeEuclidean,
  negativeSquaredEuclidean,
  overlapCosine,
  type Retriever,
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

/** Retrieval of T_f steps, or fewer where queries settle, from a retriever whose values are the codes. */
export async function settle(
  retriever: Retriever,
  { queries, targets, similarity, beta, firstLook }: SettleOptions,
): Promise<Settled> {
  const found: SettledQuery[] = [];
  let [steps, settled] = [0, 0];
  for (let from = 0; from < targets.length; from += queriesTogether) {
    const some = targets.slice(from, from + queriesTogether);
    const cues = rowsOf(
      queries,
      some.map((_, i) => from + i),
    );
    const start = firstLook ? looked(cues, firstLook, beta) : cues;
    const result = await retriever.retrieve(start, {
      ...{ similarity, beta, support: true, tolerance: 1e-4 },
      steps: firstLook ? mostSteps - 1 : mostSteps,
    });
    for (const [i, target] of some.entries()) {
      const support = result.support?.[i];
      const top = support ? argmaxOf(support.weights) : -1;
      found.push({
        target,
        best: support ? support.indices[top] : -1,
        weight: support ? support.weights[top] : 0,
        code: rowOf(result.outputs, i),
      });
      steps += result.steps[i] + (firstLook ? 1 : 0);
      if (result.termination[i] === "converged") settled++;
    }
  }
  return { found, steps: steps / targets.length, settled: settled / targets.length };
}

/** The first step by the cosine over what the cues know: softmax(β s) Ξ. */
function looked(cues: Matrix, patterns: Matrix, beta: number): Matrix {
  return retrieve(cues, patterns, { similarity: overlapCosine(), beta, energies: false }).states;
}

/** As many queries are retrieved at once. */
const queriesTogether = 1000;

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
