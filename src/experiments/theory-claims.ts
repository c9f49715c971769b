import type { Claim } from "../report/index.node.ts";
import type { Result } from "./experiment.ts";
import { exponentOf } from "./exponent.ts";
import { grouped } from "./grouped.ts";
import { type Mean, meanOf } from "./mean.ts";
import { mean, percent } from "./theory-bound-claims.ts";
import type { CapacityCell, CapacityOutcome } from "./theory-capacity.ts";
import type { LimitsCell, LimitsOutcome, OrderCell, OrderOutcome } from "./theory-limits.ts";

/** Corollary 4.1.1. */
export function orderClaims(results: readonly Result<OrderCell, OrderOutcome>[]): Claim[] {
  const texts = results.map(
    ({ cell, outcome: { worse, sparseError, denseError } }) =>
      `${cell.patterns} patterns in ${cell.dimension} dimensions: ${percent(worse)} of ${cell.draws} draws; at worst sparse ${sparseError.toFixed(3)}, dense ${denseError.toFixed(3)}`,
  );
  return [
    {
      statement: "Sparse-structured retrieval never errs more than dense (corollary 4.1.1).",
      by: "paper",
      verdict: results.every(({ outcome }) => outcome.worse === 0) ? "holds" : "fails",
      reason: `It compares two upper bounds. Sparse errs more in: ${texts.join("; ")}. Leaving a pattern out can spoil a balance.`,
    },
  ];
}

/** Lemma 4.1, and what its proof says of the limit. */
export function limitClaims(results: readonly Result<LimitsCell, LimitsOutcome>[]): Claim[] {
  const places = grouped(results, ({ cell }) => `${cell.model} ${cell.beta}`).map((runs) => ({
    name: `${runs[0].cell.model}, β = ${runs[0].cell.beta}`,
    beta: runs[0].cell.beta,
    settled: mean(runs.map(({ outcome }) => outcome.settled)),
    exact: mean(runs.map(({ outcome }) => outcome.exact)),
    within: mean(runs.map(({ outcome }) => outcome.within)),
    distance: mean(runs.map(({ outcome }) => outcome.distance)),
  }));
  const most = Math.max(...places.map(({ beta }) => beta));
  const sharpest = places.filter(({ beta }) => beta === most);
  return [
    {
      statement: "Queries converge to a fixed point (lemma 4.1).",
      by: "paper",
      verdict: places.every(({ settled }) => settled === 1) ? "holds" : "fails",
      reason: `Settled within 10,000 steps: ${places.map(({ name, settled }) => `${name}: ${percent(settled)}`).join("; ")}.`,
    },
    {
      statement: "The limit is the pattern itself (the proof of lemma 4.1, B.33 and B.35).",
      by: "paper",
      verdict: places.every(({ exact }) => exact === 1) ? "holds" : "fails",
      reason: `But for 1e-4 of its norm it is for: ${places.map(({ name, exact, distance }) => `${name}: ${percent(exact)} (mean distance ${distance.toPrecision(2)})`).join("; ")}. A softmax gives every pattern some weight.`,
    },
    {
      statement: "Where β is large, the limit is near the pattern: within R.",
      by: "here",
      verdict: sharpest.every(({ within }) => within >= 0.95) ? "holds" : "fails",
      reason: `At least 95 % shall be. Within R: ${places.map(({ name, within }) => `${name}: ${percent(within)}`).join("; ")}.`,
    },
  ];
}

/** Means over the runs. */
export interface CapacityPlace {
  readonly dimension: number;
  readonly factor: number;
  readonly measured: Mean;
  /** Whether all that were tried could be stored, in some run. */
  readonly capped: boolean;
  readonly bound: number;
  readonly C: number;
}

export function capacityPlaces(results: readonly Result<CapacityCell, CapacityOutcome>[]): CapacityPlace[] {
  return grouped(results, ({ cell }) => `${cell.factor} ${cell.dimension}`).map((runs) => {
    const [{ cell, outcome }] = runs;
    return {
      ...{ dimension: cell.dimension, factor: cell.factor, bound: outcome.bound, C: outcome.C },
      measured: meanOf(runs.map((run) => run.outcome.measured)),
      capped: runs.some((run) => run.outcome.measured === cell.most),
    };
  });
}

/** Lemma 4.2 and remark 4.3. */
export function capacityClaims(results: readonly Result<CapacityCell, CapacityOutcome>[]): Claim[] {
  const places = capacityPlaces(results);
  const short = results.filter(({ outcome }) => outcome.measured < outcome.bound);
  const few = places.filter(({ bound }) => bound < 1).length;
  const nearest = places.reduce((a, b) => (b.measured.mean / b.bound < a.measured.mean / a.bound ? b : a));
  const exponential = grouped(places, ({ factor }) => String(factor)).map((line) => ({
    factor: line[0].factor,
    least: Math.min(...line.map(({ C }) => C)),
    factorADimension: growthOf(line),
    boundGrows: line[line.length - 1].bound > line[0].bound,
  }));
  const texts = exponential.map(
    ({ factor, least, factorADimension, boundGrows }) =>
      `m = ${factor}√(d − 1): C from ${least.toFixed(2)}, the bound ${boundGrows ? "grows" : "falls"}, what is stored is multiplied by ${factorADimension?.toFixed(2) ?? "an unknown factor"} a dimension`,
  );
  return [
    {
      statement: "At least as many patterns are stored and retrieved as lemma 4.2 says.",
      by: "paper",
      verdict: short.length === 0 ? "holds" : "fails",
      reason: `Measured is below the bound in ${short.length} of ${results.length} memories. In ${few} of ${places.length} places the bound is less than one pattern; where it is nearest, it says ${nearest.bound.toPrecision(3)} and ${nearest.measured.mean.toPrecision(3)} are (d = ${nearest.dimension}, m = ${nearest.factor}√(d − 1)).`,
    },
    {
      statement: "Capacity grows exponentially with the size of a pattern (remark 4.3).",
      by: "paper",
      verdict: exponential.every(
        ({ least, boundGrows, factorADimension }) => least > 1 && boundGrows && (factorADimension ?? 0) > 1,
      )
        ? "holds"
        : "fails",
      reason: `The bound is exponential only where C > 1. Of what is stored, places count where not all that were tried could be. ${texts.join("; ")}.`,
    },
    {
      statement: "With the radius that its proof needs, 2mR ≤ 1/β, lemma 4.2 is a lower bound.",
      by: "here",
      verdict: short.length === 0 ? "holds" : "fails",
      reason: `${results.length} memories were measured, ${short.length} of them below it.`,
    },
  ];
}

/** By how much what is stored is multiplied with each dimension; null where fewer than two places say. */
function growthOf(line: readonly CapacityPlace[]): number | null {
  const told = line.filter(({ capped }) => !capped);
  if (told.length < 2) return null;
  // ln y against d is ln y against ln x for x = exp d.
  return Math.exp(
    exponentOf(told.map(({ dimension, measured }) => ({ x: Math.exp(dimension), y: measured.mean }))),
  );
}
