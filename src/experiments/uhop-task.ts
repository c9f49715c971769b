import type { PictureSet } from "../data/index.ts";
import { type Matrix, norm, normal, type Random, rowOf, rowsOf, sample } from "../math/index.ts";
import { recallAtOne, squaredError } from "../memory/index.ts";
import type { Model, StoredModel } from "../zoo/index.ts";

/** What U-Hop, section 4.1, asks of a model: pictures back from damaged ones, in one step. */
export type UhopScore = {
  /** Σ (x − ξ)² over both clamped to [0, 1], the mean over all memories. U-Hop, appendix F.2. */
  readonly error: number;
  /** The share of queries whose largest weight is on their own picture. */
  readonly identified: number;
};

/** How pictures of a set lie in memory. */
export interface Drawn {
  /** Ξ, `[M, d]`, values in [0, 1]. */
  readonly patterns: Matrix;
  /** A pixel is so many numbers side by side. */
  readonly channels: number;
  /** The mean of Σ ξ²: the error of an empty picture. */
  readonly energy: number;
}

/** M pictures of a set, drawn without replacement. */
export function drawMemories({ patterns: all, pictures }: PictureSet, M: number, random: Random): Drawn {
  const numbers = Array.from({ length: all.rows }, (_, i) => i);
  const patterns = rowsOf(all, sample(random, numbers, M));
  const energy = rowsIn(patterns).reduce((sum, row) => sum + norm(row) ** 2, 0) / M;
  return { patterns, channels: pictures[0].channels, energy };
}

/** The pictures with exactly half of their pixels 0, drawn for each. U-Hop, appendix F.2. */
export function halfMasked({ patterns, channels }: Drawn, random: Random): Matrix {
  const queries = { ...patterns, data: patterns.data.slice() };
  const pixels = Array.from({ length: patterns.columns / channels }, (_, i) => i);
  for (const row of rowsIn(queries)) {
    for (const pixel of sample(random, pixels, Math.floor(pixels.length / 2))) {
      row.fill(0, pixel * channels, (pixel + 1) * channels);
    }
  }
  return queries;
}

/** ξ + level r/|r| with r from N(0, 1): noise of the norm `level`. U-Hop, appendix F.3. */
export function withNoiseOfNorm({ patterns }: Drawn, level: number, random: Random): Matrix {
  const queries = { ...patterns, data: patterns.data.slice() };
  for (const row of rowsIn(queries)) {
    const noise = Float64Array.from(row, () => normal(random));
    const factor = level / norm(noise);
    for (let i = 0; i < row.length; i++) row[i] += factor * noise[i];
  }
  return queries;
}

/** clamp(|ξ + r|, 0, 1) with r from N(0, level²) for every value, as one of the published scripts has it. */
export function withNoiseOnPixels({ patterns }: Drawn, level: number, random: Random): Matrix {
  const noisy = (value: number): number => Math.min(1, Math.abs(value + normal(random, 0, level)));
  return { ...patterns, data: patterns.data.map(noisy) };
}

/** One step of a model from queries `[M, d]`, each made from the memory of its number. */
export function scoreOf(model: Model, drawn: Drawn, queries: Matrix): UhopScore {
  return scoreOfStored(model.store(drawn.patterns), drawn, queries);
}

/**
 * The same, of a model that holds the memories.
 * @throws RangeError for a model that forms no weights.
 */
export function scoreOfStored(stored: StoredModel, { patterns }: Drawn, queries: Matrix): UhopScore {
  const { states, weights } = stored.retrieve(queries);
  const own = Array.from({ length: patterns.rows }, (_, i) => i);
  const errors = own.map((i) => squaredError(clamped(rowOf(states, i)), clamped(rowOf(patterns, i))));
  if (!weights) throw new RangeError("scoreOf: expected a model that forms weights, got one that doesn’t");
  return {
    error: errors.reduce((sum, error) => sum + error, 0) / errors.length,
    identified: recallAtOne(weights, own),
  };
}

function clamped(values: Float32Array): Float32Array {
  return values.map((value) => Math.min(1, Math.max(0, value)));
}

function rowsIn(matrix: Matrix): Float32Array[] {
  return Array.from({ length: matrix.rows }, (_, i) => rowOf(matrix, i));
}
