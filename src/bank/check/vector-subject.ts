import { argmaxOf, bestBackend, type Matrix, type Random, rowOf, zeros } from "../../math/index.ts";
import { negativeSquaredEuclidean, retrieve, type Separation } from "../../memory/index.ts";
import type { Judged, Subject } from "./recall-curve.ts";
import type { Space } from "./space.ts";

/** A step that gives so much weight to the right item has arrived. */
export const landedFrom = 0.99;

/** Retrieval that hasn't settled by then is read as it stands. */
export const mostSteps = 20;

/** Tells whether two items count as one. */
export type IsTwin = (a: number, b: number) => boolean;

/** Makes copies of some patterns with a share of their numbers lost, each number by chance. */
export type Lose = (items: readonly number[], lost: number, randoms: readonly Random[]) => Matrix;

/** Losses by which a number becomes that of `fill`, `[d]`. */
export function losing(patterns: Matrix, fill: Float32Array): Lose {
  return (items, lost, randoms) => {
    const cues = zeros(items.length, patterns.columns);
    items.forEach((item, b) => {
      const cue = rowOf(cues, b);
      rowOf(patterns, item).forEach((value, i) => {
        cue[i] = randoms[b].next() < lost ? fill[i] : value;
      });
    });
    return cues;
  };
}

/** The best item of each row of scores. */
export function bestItems(scores: Matrix): number[] {
  return Array.from({ length: scores.rows }, (_, b) => argmaxOf(rowOf(scores, b)));
}

/** The weight of an item and its twins together. */
export function weightOn(weights: Float32Array, item: number, isTwin: IsTwin): number {
  let sum = 0;
  for (let n = 0; n < weights.length; n++) {
    if (n === item || (weights[n] > 1e-3 && isTwin(item, n))) sum += weights[n];
  }
  return sum;
}

/** How cues of vectors are made and judged. */
export interface Trying {
  lose: Lose;
  isTwin: IsTwin;
  /** What is compared instead of the vectors themselves. */
  features?: (vectors: Matrix) => Matrix;
}

export interface VectorModel {
  space: Space;
  separation: Separation;
  beta: number;
}

/**
 * Vectors under a model, beside the nearest neighbour by distance.
 * @param patterns as they were given, `[N, d]`; `features`, where given, of patterns and cues are what is compared.
 */
export function vectorSubject(
  patterns: Matrix,
  { space, separation, beta }: VectorModel,
  { lose, isTwin, features = (vectors) => vectors }: Trying,
): Subject {
  const stored = space.enter(features(patterns));
  const nearest = negativeSquaredEuclidean.prepare(patterns, bestBackend());
  return {
    cues: async (items, lost, randoms) => lose(items, lost, randoms),
    judge: (cues, items) => {
      let first: Matrix | undefined;
      const { weights } = retrieve(space.enter(features(cues)), stored, {
        ...{ similarity: space.similarity, separation, beta, steps: mostSteps, energies: false },
        onStep: (_, __, now) => {
          first ??= { ...now, data: now.data.slice() };
        },
      });
      const found = bestItems(weights);
      const neighbours = bestItems(nearest.scores(zeros(cues.rows, patterns.rows), cues));
      return items.map(
        (item, b): Judged => ({
          right: isTwin(item, found[b]),
          landed: weightOn(rowOf(first ?? weights, b), item, isTwin) >= landedFrom,
          nearest: isTwin(item, neighbours[b]),
          recognised: undefined,
        }),
      );
    },
  };
}
