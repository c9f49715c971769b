import type { Claim } from "../report/index.node.ts";
import type { Result } from "./experiment.ts";
import { grouped } from "./grouped.ts";
import type { BoundName, BoundsCell, BoundsOutcome } from "./theory-bounds.ts";

type Results = readonly Result<BoundsCell, BoundsOutcome>[];

/** Of eq. 1.3, 4.1 and 4.3, as printed and corrected. */
export function boundClaims(results: Results): Claim[] {
  return [
    {
      statement: "The error of the dense model is below eq. 1.3.",
      by: "paper",
      verdict: largest(results, "radius R") === 0 ? "holds" : "fails",
      reason: `With R as printed, ${violations(results, "radius R")}, but it says something for only ${percent(telling(results, "radius R"))} of the patterns: at R, that of the closest pair never does. With the queries’ own distance for R it does for ${percent(telling(results, "free radius"))}.`,
    },
    {
      statement: "The error of the sparse-structured model is below eq. 4.1 as printed.",
      by: "paper",
      verdict: largest(results, "as printed") === 0 ? "holds" : "fails",
      reason: `With the maximum over ⟨ξ_μ, ξ_ν⟩, ${violations(results, "as printed")}; where that is most, ${worstPlace(results)}.`,
    },
    {
      statement: "With R as printed, all patterns can be well separated by eq. 4.3.",
      by: "paper",
      verdict: results.some(({ outcome }) => outcome.separatedByR === 1) ? "holds" : "fails",
      reason: `The closest pair has Δ ≤ 2mR, which eq. 4.3 exceeds. At most ${percent(Math.max(...results.map(({ outcome }) => outcome.separatedByR)))} of the patterns of a memory are well separated by R; with the queries’ own distance, up to ${percent(Math.max(...results.map(({ outcome }) => outcome.separatedByDistance)))}.`,
    },
    ownClaim(results, "free radius", "Eq. 1.3 holds with any radius up to R that the query is within."),
    ownClaim(results, "corrected", "Eq. 4.1 holds with the maximum over ⟨x, ξ_ν⟩."),
    ownClaim(results, "kept set", "Softmax over a kept set errs by at most 2m(k − 1) exp(−β lead)."),
    {
      statement:
        "A well-separated pattern’s sphere is mapped into itself (theorem 4.2, with the queries’ distance for R).",
      by: "here",
      verdict: results.every(({ outcome }) => outcome.escaped === 0) ? "holds" : "fails",
      reason: `${percent(mean(results.map(({ outcome }) => outcome.separatedByDistance)))} of the patterns are well separated; of those, retrieval takes ${percent(mean(results.map(({ outcome }) => outcome.escaped)))} out of their sphere.`,
    },
  ];
}

function ownClaim(results: Results, name: BoundName, statement: string): Claim {
  return {
    statement,
    by: "here",
    verdict: largest(results, name) === 0 ? "holds" : "fails",
    reason: `In ${results.length} memories ${violations(results, name)}. It says something for ${percent(telling(results, name))} of the patterns.`,
  };
}

function largest(results: Results, name: BoundName): number {
  return Math.max(...results.map(({ outcome }) => outcome.bounds[name].violated));
}

function telling(results: Results, name: BoundName): number {
  return mean(results.map(({ outcome }) => outcome.bounds[name].telling));
}

function violations(results: Results, name: BoundName): string {
  const share = mean(results.map(({ outcome }) => outcome.bounds[name].violated));
  return share === 0 ? "no error is above it" : `${percent(share)} of the errors are above it`;
}

function worstPlace(results: Results): string {
  const places = grouped(results, ({ cell: { data, beta, share, direction } }) =>
    JSON.stringify([data, beta, share, direction]),
  );
  const shareOf = (place: Results): number =>
    mean(place.map(({ outcome }) => outcome.bounds["as printed"].violated));
  const worst = places.reduce((a, b) => (shareOf(b) > shareOf(a) ? b : a));
  const { data, beta, share, direction } = worst[0].cell;
  const where = data === "mnist" ? "on MNIST" : "on the sphere";
  const way = direction === "any" ? "in any direction" : "towards the nearest neighbour";
  return `${percent(shareOf(worst))} of them, ${where} with β = ${beta} and queries at ${100 * share} % of R ${way}`;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function percent(share: number): string {
  const value = 100 * share;
  return `${value === 0 || value >= 10 ? Math.round(value) : value.toPrecision(2)} %`;
}
