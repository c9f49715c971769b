import { type Matrix, normal, type Random, rowOf, rowsOf, sample, squaredDistance } from "../math/index.ts";
import {
  argmax,
  dot,
  masked,
  negativeSquaredEuclidean,
  recallAtOne,
  retrieve,
  softmax,
  successRate,
} from "../memory/index.ts";
import { attentionModel, type Model } from "../zoo/index.ts";
import type { DataName, ExperimentData } from "./data.ts";

/**
 * `published`: pixels in [0, 1], β of figure 1. `standardised`: every picture of mean 0 and variance 1, β = 30/d, so that
 * none wins by its brightness, and the right one can win.
 */
export type PictureReading = "published" | "standardised";

/** Pictures that are drawn to be stored, some of them to be asked for. */
export interface PictureTask {
  /** As stored, `[M, d]`. */
  readonly stored: Matrix;
  readonly targets: readonly number[];
  readonly beta: number;
}

/** By model: shares in [0, 1] of the queries, and the mean of Σ(x − ξ)² / Σξ². */
export type PictureOutcome = { readonly [model: string]: PictureRates };

export type PictureRates = {
  /** The error is at most 20 %. */
  readonly success: number;
  /** The stored picture nearest to what was read out is the right one. */
  readonly identified: number;
  readonly error: number;
};

/** Draws M pictures, and at most 20 of them to be asked for. */
export function drawPictures(
  { data, reading, memories }: { data: DataName; reading: PictureReading; memories: number },
  { random, data: source }: { random: Random; data: ExperimentData },
): PictureTask {
  const { patterns } = source.pictures(data);
  const numbers = Array.from({ length: patterns.rows }, (_, i) => i);
  const originals = rowsOf(patterns, sample(random, numbers, memories));
  return {
    stored: reading === "published" ? originals : standardised(originals),
    targets: sample(random, numbers.slice(0, memories), Math.min(20, memories)),
    beta: reading === "standardised" ? 30 / patterns.columns : data === "mnist" ? 0.01 : 0.1,
  };
}

/** How near to the pictures that were asked for what was read out is. */
export function ratesOf(outputs: Matrix, { stored, targets }: PictureTask): PictureRates {
  const errors = targets.map((target, b) => {
    const original = rowOf(stored, target);
    const nothing = new Float32Array(original.length);
    return squaredDistance(rowOf(outputs, b), original) / squaredDistance(original, nothing);
  });
  const nearest = { similarity: negativeSquaredEuclidean, separation: argmax, energies: false } as const;
  return {
    success: successRate(errors, 0.2),
    identified: recallAtOne(retrieve(outputs, stored, nearest).weights, [...targets]),
    error: errors.reduce((sum, error) => sum + error, 0) / errors.length,
  };
}

/**
 * Softmax over a share of the patterns, drawn for each query, but always with its own among them: what lemma 3.2 assumes
 * and random masking doesn't see to.
 */
export function ownKept(
  keep: number,
  { beta, targets, random }: { beta: number; targets: readonly number[]; random: Random },
): Model {
  return attentionModel({ name: "own kept", source: "Nonparametric, eq. 3.10" }, ({ rows: N }) => {
    const count = Math.max(1, Math.floor(keep * N + 1e-9));
    const masks = targets.map((target) => {
      const others = Array.from({ length: N }, (_, n) => n).filter((n) => n !== target);
      const kept = new Set([target, ...sample(random, others, count - 1)]);
      return Array.from({ length: N }, (_, n) => kept.has(n));
    });
    return { similarity: dot, separation: masked(softmax, masks), beta };
  });
}

/** A copy with Gaussian noise of this variance. */
export function noisy(source: Matrix, variance: number, random: Random): Matrix {
  const deviation = Math.sqrt(variance);
  return mapped(source, (v) => v + normal(random, 0, deviation));
}

/** A copy with every row of mean 0 and variance 1; a row of one value becomes 0. */
function standardised(source: Matrix): Matrix {
  const result = mapped(source, (v) => v);
  for (let b = 0; b < result.rows; b++) {
    const row = rowOf(result, b);
    const mean = row.reduce((sum, v) => sum + v, 0) / row.length;
    const deviation = Math.sqrt(row.reduce((sum, v) => sum + (v - mean) ** 2, 0) / row.length);
    row.forEach((v, i) => {
      row[i] = deviation > 0 ? (v - mean) / deviation : 0;
    });
  }
  return result;
}

function mapped({ rows, columns, data }: Matrix, map: (value: number) => number): Matrix {
  return { rows, columns, data: data.map((value) => map(value)) };
}
