import {
  allocatePatterns,
  createRandom,
  type Matrix,
  normal,
  type Random,
  rowOf,
  sample,
  squaredDistance,
  zeros,
} from "madeleine/math";
import { openRetriever } from "madeleine/memory";
import type { ModelChoice } from "../models/choice.ts";
import { definitionOf } from "../models/definition.ts";

export interface CapacitySettings {
  /** d: numbers per memory. */
  readonly dimension: number;
  /** The share of numbers that are set to 0 in what the memory is asked with. */
  readonly hidden: number;
  readonly models: readonly ModelChoice[];
  /** The most memories that are stored. */
  readonly most: number;
  readonly seed: number;
}

/** How many memories came back. */
export interface CapacityPoint {
  /** Which of the models. */
  readonly model: number;
  readonly stored: number;
  /** The share of memories that came back, in [0, 1], and of how many. */
  readonly rate: number;
  readonly asked: number;
  /** How many threads computed. */
  readonly threads: number;
}

/** A state within this share of its memory's length is that memory. */
export const NEAR = 0.1;

const mostAsked = 100;
const steps = 30;

/** How many memories are stored, one after the other: 2, 3, 4, 6, 8, 12, … */
export function storedCounts(most: number): number[] {
  const counts: number[] = [];
  for (let power = 2; power <= most; power *= 2) counts.push(power, power * 1.5);
  return counts.filter((count) => Number.isInteger(count) && count <= most);
}

/**
 * Random memories of unit length, asked for with some of their numbers hidden: how many come back, for more and more of
 * them. Same settings, same curve.
 */
export async function* capacityCurve(settings: CapacitySettings): AsyncGenerator<CapacityPoint> {
  const { dimension, hidden, models, most, seed } = settings;
  for (const stored of storedCounts(most)) {
    const random = createRandom(seed, `${dimension} ${stored}`);
    const patterns = drawn(stored, dimension, random);
    const { items, queries } = asked(patterns, hidden, random);
    const retriever = await openRetriever(patterns);
    try {
      for (const [model, choice] of models.entries()) {
        const definition = definitionOf(choice, patterns);
        const { states } = await retriever.retrieve(queries, { ...definition, steps, tolerance: 1e-3 });
        const right = items.filter((item, b) => isNear(rowOf(states, b), rowOf(patterns, item)));
        const rate = right.length / items.length;
        yield { model, stored, rate, asked: items.length, threads: retriever.threads };
      }
    } finally {
      await retriever.close();
    }
  }
}

function drawn(N: number, d: number, random: Random): Matrix {
  const patterns = allocatePatterns(N, d);
  for (let n = 0; n < N; n++) {
    const row = rowOf(patterns, n);
    for (let i = 0; i < d; i++) row[i] = normal(random);
    const length = Math.hypot(...row);
    for (let i = 0; i < d; i++) row[i] /= length;
  }
  return patterns;
}

/** Some of the memories, each with other numbers hidden. */
function asked(patterns: Matrix, hidden: number, random: Random): { items: number[]; queries: Matrix } {
  const { rows, columns } = patterns;
  const items = sample(random, numbersTo(rows), mostAsked);
  const queries = zeros(items.length, columns);
  const coordinates = numbersTo(columns);
  const count = Math.round(hidden * columns);
  items.forEach((item, b) => {
    const query = rowOf(queries, b);
    query.set(rowOf(patterns, item));
    for (const i of sample(random, coordinates, count)) query[i] = 0;
  });
  return { items, queries };
}

function numbersTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

function isNear(state: Float32Array, pattern: Float32Array): boolean {
  return squaredDistance(state, pattern) <= NEAR * NEAR;
}
