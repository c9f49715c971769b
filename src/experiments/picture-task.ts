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

/** `published`: pixels in [0, 1], β of figure 1. `sharp`: pixels normalised and β = 1, so that one memory can win. */
export type PictureReading = "published" | "sharp";

/** Pictures that are drawn to be stored, some of them to be asked for. */
export interface PictureTask {
  /** As stored, `[M, d]`. */
  readonly stored: Matrix;
  readonly targets: readonly number[];
  readonly beta: number;
  /** What a stored number is as a pixel. */
  readonly pixel: (value: number) => number;
}

/** By model: shares in [0, 1] of the queries, and the mean of Σ(x − ξ)² / Σξ² in pixels. */
export type PictureOutcome = { readonly [model: string]: PictureRates };

export type PictureRates = {
  /** The error is at most 20 %. */
  readonly success: number;
  /** The stored picture nearest to what was read out is the right one. */
  readonly identified: number;
  readonly error: number;
};

/** Mean and deviation by which the published code normalises pixels. */
const normalisers: Readonly<Record<DataName, readonly [number, number]>> = {
  mnist: [0.1307, 0.3081],
  cifar10: [0.5, 0.5],
  scenes: [0.5, 0.5],
};

/** Draws M pictures, and at most 20 of them to be asked for. */
export function drawPictures(
  { data, reading, memories }: { data: DataName; reading: PictureReading; memories: number },
  { random, data: source }: { random: Random; data: ExperimentData },
): PictureTask {
  const { patterns } = source.pictures(data);
  const numbers = Array.from({ length: patterns.rows }, (_, i) => i);
  const originals = rowsOf(patterns, sample(random, numbers, memories));
  const [mean, deviation] = reading === "sharp" ? normalisers[data] : ([0, 1] as const);
  return {
    stored: mapped(originals, (v) => (v - mean) / deviation),
    targets: sample(random, numbers.slice(0, memories), Math.min(20, memories)),
    beta: reading === "sharp" ? 1 : data === "mnist" ? 0.01 : 0.1,
    pixel: (value) => value * deviation + mean,
  };
}

/** How near to the pictures that were asked for what was read out is. */
export function ratesOf(outputs: Matrix, { stored, targets, pixel }: PictureTask): PictureRates {
  const [found, wanted] = [mapped(outputs, pixel), mapped(stored, pixel)];
  const errors = targets.map((target, b) => {
    const original = rowOf(wanted, target);
    return (
      squaredDistance(rowOf(found, b), original) /
      squaredDistance(
        original,
        original.map(() => 0),
      )
    );
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

export function mapped({ rows, columns, data }: Matrix, map: (value: number, i: number) => number): Matrix {
  return { rows, columns, data: data.map((value, i) => map(value, i % columns)) };
}
