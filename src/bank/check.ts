import { createRandom, type Matrix, norm, rowOf, sample } from "../math/index.ts";
import { type Advice, itemWarnings, type Norms, triedText } from "./check/advice.ts";
import { type Apart, workPerPair } from "./check/apart.ts";
import type { Compared } from "./check/compared.ts";
import { type ConfusableGroup, confusableGroups } from "./check/groups.ts";
import {
  type Capacity,
  type ExactRetrieval,
  exactRetrieval,
  type MarginQuantiles,
  predictedCapacity,
  quantilesOf,
  type WellSeparation,
  wellSeparation,
} from "./check/margins.ts";
import { meanRecall, type RecallLevel, recallCurve, type Subject } from "./check/recall-curve.ts";

/** What cues lose: pixels of pictures (black), places of patterns (known to be lost), or numbers of vectors (set to their mean). */
export type Loss = "pixels" | "places" | "numbers";

/** Whether a memory will hold. Plain data; items by number. */
export interface Check {
  patternCount: number;
  dimension: number;
  /** The items whose margins were computed, each against all others: all, or a sample of a large memory. */
  rows: readonly number[];
  /** K(ξ_μ, ξ_μ) − max_{ν≠μ} K(ξ_ν, ξ_μ) of those items in the advised similarity; ∞ for a single item. */
  margins: Float64Array;
  marginQuantiles: MarginQuantiles;
  /** R = half the smallest distance between two patterns as they are compared; of a sample, to one of it. */
  radius: number;
  /** m, the largest norm of a pattern as it is compared. */
  largestNorm: number;
  /** The norms of the vectors as they are kept. */
  norms: Norms;
  /** Items without a number other than 0: alike to nothing. */
  blank: number[];
  /** At the advised β; null where the theory doesn't apply (distances, d < 2). */
  capacity: Capacity | null;
  wellSeparation: WellSeparation | null;
  exactRetrieval: ExactRetrieval[];
  /** Items that the advised model mixes, or takes for each other: a margin below 1/β joins two. */
  confusable: { threshold: number; groups: ConfusableGroup[] };
  recall: {
    loss: Loss;
    /** How many items were tried at each level of damage. */
    items: number;
    levels: RecallLevel[];
    /** The mean of recall@1 over the levels. */
    mean: number;
  };
  /** Ways to compare, tried on the same cues; empty for a memory, which has its own. */
  compared: Compared[];
  advice: Advice;
}

export interface CheckOptions {
  /** Seeds what is drawn by chance: items, losses. Default: 1. */
  seed?: number;
  /** How many items are tried at each level of damage. Default: 200, down to 50 where the memory is very large. */
  cues?: number;
  /** What is compared instead of the patterns themselves, as of a learned kernel: `[n, d]` to `[n, D]`. */
  features?: { name: string; map(vectors: Matrix): Matrix };
  onProgress?: (stage: string, done: number, total: number) => void;
}

/** What a kind of check brings of its own. */
export interface Given {
  loss: Loss;
  compared: Compared[];
  advice: Advice;
  norms: Norms;
}

/** What is common to all checks: the numbers of the geometry, the groups, and recall against damage. */
export async function checked(
  apart: Apart,
  subject: Subject,
  { loss, compared, advice, norms }: Given,
  options: CheckOptions,
): Promise<Check> {
  const { space, distinct, rivals, margins, geometry, blank } = apart;
  const threshold = 1 / advice.beta;
  const groups = confusableGroups(space, distinct, apart, { threshold, blank });
  const items = drawn(distinct, options, "tried");
  const levels = await recallCurve(withoutBlank(subject, blank), {
    ...{ items, random: createRandom(options.seed ?? 1, "cues"), batch: batchOf(distinct.rows) },
    onProgress: stage(options, "trying damaged cues"),
  });
  const inner = space.by === "product";
  return {
    ...{ patternCount: distinct.rows, dimension: distinct.columns, rows: rivals.rows, margins },
    marginQuantiles: quantilesOf(margins),
    ...{ radius: geometry.radius, largestNorm: geometry.largestNorm, norms, blank: [...blank] },
    capacity: inner ? predictedCapacity(geometry, distinct.columns, advice.beta) : null,
    wellSeparation: inner ? wellSeparation(geometry, rivals.rows, advice.beta) : null,
    exactRetrieval: exactRetrieval(margins, advice.beta),
    confusable: { threshold, groups },
    recall: { loss, items: items.length, levels, mean: meanRecall(levels) },
    compared,
    advice: {
      ...advice,
      reasons: [...advice.reasons, triedText(levels)],
      warnings: [...advice.warnings, ...itemWarnings({ groups, blank: blank.size })],
    },
  };
}

/** The same subject, whose blank items never come back, not even as each other's twins. */
function withoutBlank(subject: Subject, blank: ReadonlySet<number>): Subject {
  if (blank.size === 0) return subject;
  const nothing = { right: false, landed: false, nearest: false };
  return {
    cues: subject.cues,
    judge: (cues, items) =>
      subject.judge(cues, items).map((judged, b) => {
        if (!blank.has(items[b])) return judged;
        return { ...nothing, recognised: judged.recognised === undefined ? undefined : false };
      }),
  };
}

/** Items drawn by chance, for a use that `what` names. */
export function drawn({ rows, columns }: Matrix, { seed = 1, cues }: CheckOptions, what: string): number[] {
  const all = Array.from({ length: rows }, (_, n) => n);
  const affordable = Math.floor(mostTried / (rows * (columns + workPerPair)));
  return sample(createRandom(seed, what), all, cues ?? Math.min(200, Math.max(50, affordable)));
}

/** Trying more items than this many multiplications allow, with all that is done to each, would take minutes. */
const mostTried = 3.2e9;

/** As many cues are compared with N items at once. */
export function batchOf(count: number): number {
  return Math.max(1, Math.min(200, Math.floor(2 ** 23 / count)));
}

/** Tells how far one stage of a check has come. */
export function stage({ onProgress }: CheckOptions, name: string): (done: number, total: number) => void {
  return (done, total) => onProgress?.(name, done, total);
}

/** The least and the largest norm. */
export function normsOf(patterns: Matrix): Norms {
  let [least, largest] = [Number.POSITIVE_INFINITY, 0];
  for (let n = 0; n < patterns.rows; n++) {
    const length = norm(rowOf(patterns, n));
    least = Math.min(least, length);
    largest = Math.max(largest, length);
  }
  return { least, largest };
}
