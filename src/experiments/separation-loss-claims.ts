import type { Claim, ComparedNumber } from "../report/index.node.ts";
import type { DataName } from "./data.ts";
import { meanOf } from "./mean.ts";
import { rankCorrelation } from "./rank-correlation.ts";
import { dataTitles } from "./recall-curves.ts";
import { short } from "./uhop-claims.ts";
import { split, type UhopCurve } from "./uhop-curves.ts";

/** A kernel learned at a rate drawn at random, and how it retrieves. */
export type LossRun = {
  readonly data: DataName;
  readonly memories: number;
  /** What W was drawn from. */
  readonly start: "N(0, 1/d)" | "N(0, 1)";
  readonly rate: number;
  readonly iterations: number;
  readonly loss: number;
  readonly error: number;
};

/** From here on a correlation counts as strong. */
const STRONG = 0.7;

/** What figures 1 and 7 say, over all runs and where the loss is low already, by set of pictures and start. */
export function lossClaims(runs: readonly LossRun[]): Claim[] {
  return [
    ...bySet(runs).flatMap((ofSet): Claim[] => [
      {
        statement: `Low separation loss and low retrieval error are strongly correlated (${titleOf(ofSet)}).`,
        by: "paper",
        ...strong(ofSet),
      },
      {
        statement: `They are among the half of the runs with the lower loss, too (${titleOf(ofSet)}).`,
        by: "paper",
        ...strong(lowerHalf(ofSet)),
      },
    ]),
    simplexBound(runs),
  ];
}

function strong(runs: readonly LossRun[]): Pick<Claim, "verdict" | "reason"> {
  const rho = correlation(runs);
  const rule = `Spearman’s ρ of loss and error, strong from ${STRONG} on`;
  if (rho === undefined) return { verdict: "untested", reason: `${rule}: all losses or errors are alike.` };
  return { verdict: rho >= STRONG ? "holds" : "fails", reason: `${rule}: ${short(rho)}.` };
}

/**
 * L ≥ −2tM/(M − 1) for features of length 1: by Jensen’s inequality L ≥ −t · the mean of |φ_i − φ_j|², which is largest
 * for the corners of a simplex.
 */
function simplexBound(runs: readonly LossRun[]): Claim {
  const found = bySet(runs).map((ofSet) => {
    const { memories: M } = ofSet[0];
    return {
      title: titleOf(ofSet),
      least: Math.min(...ofSet.map(({ loss }) => loss)),
      bound: (-4 * M) / (M - 1),
    };
  });
  return {
    statement: "No loss is below that of a simplex, −2tM/(M − 1).",
    by: "here",
    verdict: found.every(({ least, bound }) => least >= bound - 1e-3) ? "holds" : "fails",
    reason: `The least losses: ${found.map(({ title, least, bound }) => `${title} ${short(least)}, bound ${short(bound)}`).join("; ")}.`,
  };
}

export function lossNumbers(runs: readonly LossRun[]): ComparedNumber[] {
  return bySet(runs).flatMap((ofSet) => {
    const all = correlation(ofSet);
    const lower = correlation(lowerHalf(ofSet));
    const least = ofSet.reduce((best, each) => (each.error < best.error ? each : best));
    const lowest = ofSet.reduce((best, each) => (each.loss < best.loss ? each : best));
    const numbers: [string, number | undefined][] = [
      ["rank correlation of loss and error", all],
      ["the same, among the half with the lower loss", lower],
      ["the least error", least.error],
      ["the loss of the run with the least error", least.loss],
      ["the lowest loss", lowest.loss],
      ["the error of the run with the lowest loss", lowest.error],
    ];
    return numbers.flatMap(([name, ours]) =>
      ours === undefined ? [] : [{ name: `${titleOf(ofSet)}: ${name}`, published: null, ours, spread: null }],
    );
  });
}

/** Runs in the order of their loss, in groups of one size. */
export function binned(runs: readonly LossRun[], groups: number): UhopCurve[] {
  return bySet(runs).map((ofSet) => {
    const sorted = byLoss(ofSet);
    const points = Array.from({ length: groups }, (_, g) => {
      const group = sorted.slice((g * sorted.length) / groups, ((g + 1) * sorted.length) / groups);
      return {
        x: meanOf(group.map(({ loss }) => loss)).mean,
        y: meanOf(group.map(({ error }) => error)),
      };
    });
    return { data: ofSet[0].data, line: `from ${ofSet[0].start}`, points };
  });
}

function correlation(runs: readonly LossRun[]): number | undefined {
  return rankCorrelation(
    runs.map(({ loss }) => loss),
    runs.map(({ error }) => error),
  );
}

function lowerHalf(runs: readonly LossRun[]): LossRun[] {
  return byLoss(runs).slice(0, Math.ceil(runs.length / 2));
}

function byLoss(runs: readonly LossRun[]): LossRun[] {
  return [...runs].sort((a, b) => a.loss - b.loss);
}

function bySet(runs: readonly LossRun[]): LossRun[][] {
  return split(runs, ({ data, start }) => `${data} ${start}`);
}

function titleOf(runs: readonly LossRun[]): string {
  return `${dataTitles[runs[0].data]} from ${runs[0].start}`;
}
