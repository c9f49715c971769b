import { type Matrix, norm, rankOf, rowOf } from "../math/index.ts";
import type { BandChart, Claim, ComparedNumber } from "../report/index.node.ts";
import type { ExperimentData } from "./data.ts";
import { defineExperiment, type Experiment, type Result } from "./experiment.ts";
import { type HenBench, type HenSubject, henBench, queriesOf } from "./hen-bench.ts";
import { range } from "./hen-memory.ts";
import { henPaper, maskSetting, retrievalSetting, sizeSetting, substituteSetting } from "./hen-settings.ts";

export type RankCell = HenSubject & { readonly beta: number };

export type RankOutcome = {
  /** rank(Ξ). */
  readonly rank: number;
  readonly points: readonly RankPoint[];
};

type RankPoint = {
  /** After so many steps. */
  readonly t: number;
  /** rank(S)/rank(Ξ). */
  readonly relativeRank: number;
  /** The share of states within 1 % of their own memory's norm of it. */
  readonly right: number;
  /** The mean of |x − ξ|/|ξ|. */
  readonly error: number;
};

/** Steps after which states are looked at, until all have settled. */
const times = [0, 1, 3, 10, 30, 100];

const [lowBetas, highBetas] = [
  [20, 50],
  [80, 150],
];

/** Collapse of the states' rank: HEN appendix, section 3 and figure 1. */
export const henRank: Experiment<RankCell, RankOutcome> = defineExperiment({
  name: "hen-rank",
  version: 1,
  title: "The rank of recalled states, step by step",
  paper: `${henPaper}, appendix, section 3 and figure 1`,
  question:
    "As all memories are asked for at once from their right halves, does the rank of the matrix of states tell whether recall collapses onto mixtures?",
  settings: [
    substituteSetting,
    sizeSetting,
    maskSetting,
    retrievalSetting,
    {
      name: "Rank",
      text: "RR = rank(S)/rank(Ξ), S and Ξ of one row a memory; singular values above the largest · max(N, d) · 2⁻²³ count. With more memories than numbers in a code the rank is capped by those, so RR = 1 says little: beside it stands the share of states that are their own memory. Codes are of unit length. The paper’s encoder is dVAE; here it is TAEF2.",
    },
  ],
  presets: {
    quick: {
      about: "48 generated scenes of 16 × 16 as wavelets.",
      seconds: 6,
      data: [],
      cells: cellsOf({ set: "scenes", codec: "wavelets", memories: 48 }),
    },
    paper: {
      about: "6,000 photographs as codes of TAEF2, all of them asked for.",
      seconds: 1500,
      data: ["photos", "weights"],
      cells: cellsOf({ set: "photos", codec: "TAEF2", memories: 6000 }),
    },
  },
  run,
  summarise: (results) => ({ claims: claimsOf(results), numbers: numbersOf(results) }),
  chart: chartsOf,
});

type RankResult = Result<RankCell, RankOutcome>;

function cellsOf(subject: HenSubject): RankCell[] {
  return [...lowBetas, ...highBetas].map((beta) => ({ ...subject, beta }));
}

/** rank(Ξ), which takes a while. */
const ranks = new WeakMap<HenBench, number>();

async function run(cell: RankCell, { data }: { data: ExperimentData }): Promise<RankOutcome> {
  const bench = await henBench(cell, data);
  const targets = range(0, cell.memories);
  const patterns = bench.patterns("unit");
  const rank = ranks.get(bench) ?? rankOf(patterns);
  ranks.set(bench, rank);
  const retriever = await bench.retriever("unit");
  let states = await queriesOf(bench, { targets, damage: "half:left", scale: "unit" });
  const points: RankPoint[] = [];
  let settled = false;
  for (const [i, t] of times.entries()) {
    if (i > 0 && !settled) {
      const result = await retriever.retrieve(states, {
        beta: cell.beta,
        steps: t - times[i - 1],
        tolerance: 1e-4,
      });
      settled = result.termination.every((end) => end === "converged");
      states = result.states;
      points.push(pointOf(t, states, { patterns, rank }));
    } else if (i > 0) points.push({ ...points[points.length - 1], t });
    else points.push(pointOf(t, states, { patterns, rank }));
  }
  return { rank, points };
}

function pointOf(
  t: number,
  states: Matrix,
  { patterns, rank }: { patterns: Matrix; rank: number },
): RankPoint {
  const errors = range(0, states.rows).map((n) => {
    const pattern = rowOf(patterns, n);
    return norm(rowOf(states, n).map((value, i) => value - pattern[i])) / norm(pattern);
  });
  return {
    t,
    relativeRank: rankOf(states) / rank,
    right: errors.filter((error) => error <= 0.01).length / errors.length,
    error: errors.reduce((sum, error) => sum + error, 0) / errors.length,
  };
}

const lastOf = ({ outcome: { points } }: RankResult): RankPoint => points[points.length - 1];
const text = (value: number): string => String(Number(value.toPrecision(3)));

function claimsOf(results: readonly RankResult[]): Claim[] {
  const of = (betas: readonly number[]): RankResult[] =>
    results.filter(({ cell }) => betas.includes(cell.beta));
  const listed = (some: readonly RankResult[]): string =>
    some
      .map((result) => {
        const { relativeRank, right } = lastOf(result);
        return `β = ${result.cell.beta}: RR ${text(relativeRank)}, ${text(100 * right)} % their own memory`;
      })
      .join("; ");
  return [
    {
      statement: "For β = 20 and 50 the states collapse onto few directions: RR ends below 1.",
      by: "paper",
      verdict: of(lowBetas).every((result) => lastOf(result).relativeRank < 1) ? "holds" : "fails",
      reason: `${listed(of(lowBetas))}.`,
    },
    {
      statement: "For β = 80 and 150 they don’t, and recall is near perfect: RR ends at 1.",
      by: "paper",
      verdict: of(highBetas).every(
        (result) => lastOf(result).relativeRank > 0.99 && lastOf(result).right > 0.95,
      )
        ? "holds"
        : "fails",
      reason: `${listed(of(highBetas))}.`,
    },
    {
      statement: "A larger β never brings back fewer.",
      by: "here",
      verdict: results.every(
        (result, i) => i === 0 || lastOf(result).right >= lastOf(results[i - 1]).right - 0.01,
      )
        ? "holds"
        : "fails",
      reason: `${listed(results)}.`,
    },
  ];
}

function numbersOf(results: readonly RankResult[]): ComparedNumber[] {
  return results.flatMap((result) => {
    const { relativeRank, right, error } = lastOf(result);
    const number = (name: string, ours: number): ComparedNumber => {
      return { name: `β = ${result.cell.beta}, t = 100: ${name}`, published: null, ours, spread: null };
    };
    return [
      number("relative rank", relativeRank),
      number("share of states that are their own memory", right),
      number("mean distance from it, as a share of its norm", error),
    ];
  });
}

function chartsOf(results: readonly RankResult[]): BandChart[] {
  const chart = (title: string, yLabel: string, of: (point: RankPoint) => number): BandChart => ({
    ...{ title, yLabel, xLabel: "iteration t", yDomain: [0, 1] },
    description: "For every β, from the damaged cues on.",
    panels: [
      {
        title: `${results[0].cell.codec}, ${results[0].cell.memories} memories`,
        lines: results.map(({ cell, outcome }) => ({
          name: `β = ${cell.beta}`,
          points: outcome.points.map((point) => ({
            x: point.t,
            y: of(point),
            low: of(point),
            high: of(point),
          })),
        })),
      },
    ],
  });
  return [
    chart("Relative rank (figure 1)", "rank(S)/rank(Ξ)", ({ relativeRank }) => relativeRank),
    chart("States that are their own memory", "share of the states", ({ right }) => right),
  ];
}
