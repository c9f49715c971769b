import { type Matrix, normal, type Random, rowOf, rowsOf, sample, squaredDistance } from "../math/index.ts";
import { argmax, negativeSquaredEuclidean, recallAtOne, retrieve, successRate } from "../memory/index.ts";
import type { DataName, ExperimentData } from "./data.ts";
import { lineUp } from "./models.ts";

/**
 * One run of the recall task of Nonparametric, appendix E.1: memories drawn from a set of pictures, some of them
 * damaged, every model of the line-up asked for the originals.
 */
export type RecallCell = {
  readonly data: DataName;
  readonly reading: ReadingName;
  readonly memories: number;
  /** The variance (`published`, `sharp`) or the deviation (`coded`) of Gaussian noise; null: the upper half is lost. */
  readonly noise: number | null;
  readonly run: number;
};

export type ReadingName = "published" | "coded" | "sharp";

/** By model: shares in [0, 1] of the queries, and the mean error. */
export type RecallOutcome = { readonly [model: string]: RecallRates };

export type RecallRates = {
  /** The error is at most the reading's threshold. */
  readonly success: number;
  /** The stored picture nearest to what was retrieved is the right one. */
  readonly identified: number;
  /** The mean of the reading's error. */
  readonly error: number;
};

/** The grid: readings, sets of pictures, places along the curve, runs. */
export function recallCells({
  data,
  places,
  runs,
}: {
  data: readonly DataName[];
  places: (reading: ReadingName) => readonly { memories: number; noise: number | null }[];
  runs: Readonly<Record<ReadingName, number>>;
}): RecallCell[] {
  return (["published", "coded", "sharp"] as const).flatMap((reading) =>
    data.flatMap((name) =>
      places(reading).flatMap(({ memories, noise }) =>
        Array.from({ length: runs[reading] }, (_, run) => ({ data: name, reading, memories, noise, run })),
      ),
    ),
  );
}

/** How a text is taken: what is stored, how often is it asked, what counts as success. */
interface Reading {
  readonly normalised: boolean;
  readonly steps: number;
  readonly queries: (M: number) => number;
  readonly beta: (data: DataName) => number;
  readonly threshold: (data: DataName) => number;
  /** What is compared: pixels in [0, 1], or the numbers that are stored. */
  readonly compared: "pixels" | "stored";
  /** The error of what was retrieved, x, against the original ξ. */
  readonly error: (x: Float32Array, original: Float32Array) => number;
}

const publishedBeta = (data: DataName): number => (data === "mnist" ? 0.01 : 0.1);

export const readings: Readonly<Record<ReadingName, Reading>> = {
  published: {
    normalised: false,
    steps: 1,
    queries: (M) => Math.min(20, M),
    beta: publishedBeta,
    threshold: () => 0.2,
    compared: "pixels",
    error: relativeError,
  },
  coded: {
    normalised: true,
    steps: 10,
    queries: (M) => M,
    beta: publishedBeta,
    threshold: (data) => (data === "mnist" ? 0.1 : 0.2),
    compared: "stored",
    error: clampedError,
  },
  sharp: {
    normalised: true,
    steps: 1,
    queries: (M) => Math.min(20, M),
    beta: () => 1,
    threshold: () => 0.2,
    compared: "pixels",
    error: relativeError,
  },
};

/** Mean and deviation by which the published code normalises pixels. */
const normalisers: Readonly<Record<DataName, readonly [number, number]>> = {
  mnist: [0.1307, 0.3081],
  cifar10: [0.5, 0.5],
  scenes: [0.5, 0.5],
};

/** Runs a cell. */
export function recall(
  cell: RecallCell,
  { random, data }: { random: Random; data: ExperimentData },
): RecallOutcome {
  const { patterns, pictures } = data.pictures(cell.data);
  const reading = readings[cell.reading];
  const numbers = Array.from({ length: patterns.rows }, (_, i) => i);
  const originals = rowsOf(patterns, sample(random, numbers, cell.memories));
  const [mean, deviation] = reading.normalised ? normalisers[cell.data] : ([0, 1] as const);
  const stored = mapped(originals, (v) => (v - mean) / deviation);
  const targets = sample(random, numbers.slice(0, cell.memories), reading.queries(cell.memories));
  const queries = damaged(rowsOf(stored, targets), pictures[0], { cell, random });

  const beta = reading.beta(cell.data);
  const threshold = reading.threshold(cell.data);
  const occasion = { beta, queryCount: targets.length, dimension: patterns.columns, random };
  const rates = lineUp.map(({ name, make }): [string, RecallRates] => {
    const { states } = make(occasion).store(stored).retrieve(queries, { steps: reading.steps });
    const [found, wanted] =
      reading.compared === "stored"
        ? [states, stored]
        : [mapped(states, (v) => v * deviation + mean), originals];
    const errors = targets.map((target, b) => reading.error(rowOf(found, b), rowOf(wanted, target)));
    return [
      name,
      {
        success: successRate(errors, threshold),
        identified: recallAtOne(retrieve(states, stored, nearest).weights, targets),
        error: errors.reduce((sum, error) => sum + error, 0) / errors.length,
      },
    ];
  });
  return Object.fromEntries(rates);
}

/** The queries, their upper half 0 or with noise. */
function damaged(
  queries: Matrix,
  { width, height, channels }: { width: number; height: number; channels: number },
  { cell: { noise, reading }, random }: { cell: RecallCell; random: Random },
): Matrix {
  if (noise === null) {
    const copy = mapped(queries, (v) => v);
    for (let b = 0; b < copy.rows; b++) rowOf(copy, b).fill(0, 0, Math.floor(height / 2) * width * channels);
    return copy;
  }
  if (reading !== "coded") {
    const deviation = Math.sqrt(noise);
    return mapped(queries, (v) => v + normal(random, 0, deviation));
  }
  // As coded: one number a column, the same for all rows, channels and pictures; then clamp(|v|, 0, 1).
  const byColumn = Float64Array.from({ length: width }, () => normal(random, 0, noise));
  return mapped(queries, (v, i) => Math.min(1, Math.abs(v + byColumn[Math.floor(i / channels) % width])));
}

function mapped({ rows, columns, data }: Matrix, map: (value: number, i: number) => number): Matrix {
  return { rows, columns, data: data.map((value, i) => map(value, i % columns)) };
}

/** Σ (x − ξ)² / Σ ξ². */
function relativeError(x: Float32Array, original: Float32Array): number {
  return squaredDistance(x, original) / squaredDistance(original, new Float32Array(original.length));
}

/** The mean of |clamp(x) − clamp(ξ)|, both clamped to [0, 1]. */
function clampedError(x: Float32Array, original: Float32Array): number {
  const clamp = (v: number): number => Math.min(1, Math.max(0, v));
  return x.reduce((sum, v, i) => sum + Math.abs(clamp(v) - clamp(original[i])), 0) / x.length;
}

/** Weight 1 on the stored picture that a state is nearest to. */
const nearest = { similarity: negativeSquaredEuclidean, separation: argmax, energies: false } as const;
