import { fromRows, type Matrix, normal, type Random } from "../math/index.ts";
import { representation as representationOf } from "../memory/index.ts";
import type { BandPoint, Claim } from "../report/index.node.ts";
import { defineExperiment, type Experiment, type Result, type Summary } from "./experiment.ts";
import { meanOf } from "./mean.ts";

type Cell = {
  readonly features: Features;
  /** M and d. */
  readonly patterns: number;
  readonly dimension: number;
  /** How many features are independent; M where not said. */
  readonly rank?: number;
  readonly beta: number;
  readonly run: number;
};

/** Orthonormal, drawn from N(0, 1), or drawn and all but parallel (a cosine of about 0.99). */
type Features = "separated" | "random" | "alike";

type Outcome = {
  readonly error: number;
  readonly logError: number;
  readonly leastLogError: number;
  readonly rank: number;
};

const betas = [0.5, 1, 8];

/** Whether attention over separated features can give any weights, and what lost rank costs. U-Hop, theorem 3.1. */
export const representation: Experiment<Cell, Outcome> = defineExperiment({
  name: "representation",
  version: 1,
  title: "Whether attention can give any weights: theorem 3.1 constructed",
  paper: "Wu et al. 2024 (U-Hop), theorem 3.1 and appendix E.4",
  question:
    "For any positive weights P there are to be W_Q and W_K with softmax(β (W_K Φ)ᵀ W_Q Φ) = P, if the features Φ are separated and M ≤ d. Does the construction give them, does it need separation, and what does lost rank cost?",
  settings: [
    {
      name: "Weights",
      text: "P of random positive rows, exp(2 N(0, 1)) over their sum; the paper has columns where this has rows.",
    },
    {
      name: "Features",
      text: "Separated: orthonormal. Random: entries from N(0, 1). Alike: one common vector with a tenth of such noise, so that cosines are about 0.99. Of lost rank: r independent random ones, and the others mixtures of them.",
    },
    {
      name: "Construction",
      text: "Appendix E.4’s, with the pseudo-inverse where features depend on each other, in float64; W_Q and W_K are stored in float32.",
    },
    {
      name: "What rank costs",
      text: "The distance between the logarithms of the weights reached and of P, rows centred, beside the least that any maps of features of that rank can reach (Eckart and Young).",
    },
  ],
  presets: {
    quick: {
      about: "8 patterns in 12 dimensions; 3 runs.",
      seconds: 1,
      data: [],
      cells: cellsOf([[8, 12]], 3),
    },
    paper: {
      about: "8 to 64 patterns in 12 to 64 dimensions; 20 runs. The paper has no numbers for this.",
      seconds: 30,
      data: [],
      cells: cellsOf(
        [
          [8, 12],
          [16, 16],
          [64, 64],
        ],
        20,
      ),
    },
  },
  run: ({ features, patterns, dimension, rank = patterns, beta }, { random }) => {
    const Phi = featuresFor(features, { M: patterns, d: dimension, rank }, random);
    const found = representationOf(Phi, weightsFor(patterns, random), { beta });
    const { error, logError, leastLogError } = found;
    return { error, logError, leastLogError, rank: found.rank };
  },
  summarise,
  chart: (results) => [
    {
      title: "What lost rank costs",
      description:
        "The distance of the logarithms of the weights from those asked for, by the share of features that are independent; dashed, the least that any W_Q and W_K can reach.",
      xLabel: "rank / patterns",
      yLabel: "distance of logarithms",
      panels: sizesOf(results).map((patterns) => ({
        title: `${patterns} patterns`,
        lines: [
          { name: "constructed", points: pointsOf(results, patterns, "logError") },
          {
            name: "least possible",
            kind: "baseline" as const,
            points: pointsOf(results, patterns, "leastLogError"),
          },
        ],
      })),
    },
  ],
});

function cellsOf(sizes: readonly (readonly [number, number])[], runs: number): Cell[] {
  return sizes.flatMap(([patterns, dimension]) =>
    Array.from({ length: runs }, (_, run) => run).flatMap((run): Cell[] => [
      ...(["separated", "random", "alike"] as const).flatMap((features) =>
        betas.map((beta) => ({ features, patterns, dimension, beta, run })),
      ),
      ...[1, 2, 4, 6, 7].map((eighths) => {
        const rank = Math.max(1, (eighths * patterns) / 8);
        return { features: "random" as const, patterns, dimension, rank, beta: 1, run };
      }),
    ]),
  );
}

function featuresFor(
  kind: Features,
  { M, d, rank }: { M: number; d: number; rank: number },
  random: Random,
): Matrix {
  const vector = (): number[] => Array.from({ length: d }, () => normal(random));
  if (kind === "separated") return orthonormal(M, vector);
  if (kind === "alike") {
    const common = vector();
    return fromRows(Array.from({ length: M }, () => vector().map((x, i) => common[i] + 0.1 * x)));
  }
  const base = Array.from({ length: rank }, vector);
  const mixture = (): number[] => {
    const shares = base.map(() => normal(random) / Math.sqrt(rank));
    return base[0].map((_, i) => shares.reduce((sum, share, r) => sum + share * base[r][i], 0));
  };
  return fromRows([...base, ...Array.from({ length: M - rank }, mixture)]);
}

/** Gram and Schmidt, twice, for rounding. */
function orthonormal(M: number, vector: () => number[]): Matrix {
  const rows: number[][] = [];
  while (rows.length < M) {
    let row = vector();
    for (const other of [...rows, ...rows]) {
      const along = row.reduce((sum, x, i) => sum + x * other[i], 0);
      row = row.map((x, i) => x - along * other[i]);
    }
    const length = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));
    rows.push(row.map((x) => x / length));
  }
  return fromRows(rows);
}

function weightsFor(M: number, random: Random): Matrix {
  return fromRows(
    Array.from({ length: M }, () => {
      const row = Array.from({ length: M }, () => Math.exp(2 * normal(random)));
      const sum = row.reduce((total, value) => total + value, 0);
      return row.map((value) => value / sum);
    }),
  );
}

type Results = readonly Result<Cell, Outcome>[];

const tolerance = 1e-5;

function summarise(results: Results): Summary {
  const worst = (features: Features): number =>
    Math.max(...whole(results, features).map(({ outcome }) => outcome.error));
  const [separated, random, alike] = [worst("separated"), worst("random"), worst("alike")];
  const lost = results.filter(({ cell }) => cell.rank !== undefined);
  const below = lost.filter(({ outcome }) => outcome.logError < outcome.leastLogError * (1 - 1e-4));
  const missed = lost.filter(({ outcome }) => outcome.error > 0.01);
  const claims: Claim[] = [
    {
      by: "paper",
      statement: "Over separated features, W_Q and W_K exist for any positive weights.",
      verdict: separated <= tolerance ? "holds" : "fails",
      reason: `The construction of appendix E.4 errs by at most ${separated.toExponential(1)} over ${whole(results, "separated").length} draws, at β of ${betas.join(", ")}; 1e-5 is float32’s rounding of the maps.`,
    },
    {
      by: "paper",
      statement: "Separation is what lets attention out of its low-rank bottleneck.",
      verdict: random <= 1e-3 && alike <= 1e-3 ? "fails" : "holds",
      reason: `Features that are merely independent give the same weights: the error is at most ${random.toExponential(1)} for random ones, ${alike.toExponential(1)} for ones with cosines of 0.99, which is rounding, larger as the inverse is. What counts is rank.`,
    },
    {
      by: "here",
      statement:
        "Where features depend on each other the weights are missed, and never by less than their rank allows.",
      verdict: below.length === 0 && missed.length === lost.length ? "holds" : "fails",
      reason: `${missed.length} of ${lost.length} draws of lost rank err by more than 0.01; none is nearer than the singular values of log P allow.`,
    },
  ];
  const numbers = (["separated", "random", "alike"] as const).map((features) => {
    const { mean, spread } = meanOf(whole(results, features).map(({ outcome }) => outcome.error));
    return { name: `Largest error in a weight, ${features} features`, published: null, ours: mean, spread };
  });
  return { claims, numbers };
}

function whole(results: Results, features: Features): Results {
  return results.filter(({ cell }) => cell.features === features && cell.rank === undefined);
}

function sizesOf(results: Results): number[] {
  return [...new Set(results.map(({ cell }) => cell.patterns))];
}

function pointsOf(results: Results, patterns: number, of: "logError" | "leastLogError"): BandPoint[] {
  const some = results.filter(
    ({ cell }) => cell.patterns === patterns && cell.features === "random" && cell.beta === 1,
  );
  const ranks = [...new Set(some.map(({ cell }) => cell.rank ?? patterns))].sort((a, b) => a - b);
  return ranks.map((rank) => {
    const values = some
      .filter(({ cell }) => (cell.rank ?? patterns) === rank)
      .map(({ outcome }) => outcome[of]);
    const { mean, spread } = meanOf(values);
    return { x: rank / patterns, y: mean, low: mean - (spread ?? 0), high: mean + (spread ?? 0) };
  });
}
