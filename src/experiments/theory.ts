import type { ComparedNumber } from "../report/index.node.ts";
import type { DataName } from "./data.ts";
import { defineExperiment, type Experiment } from "./experiment.ts";
import { nonparametricPaper } from "./recall-settings.ts";
import { boundClaims } from "./theory-bound-claims.ts";
import { sphereDimension } from "./theory-bounds.ts";
import { failure, keptCount } from "./theory-capacity.ts";
import { theoryCharts } from "./theory-charts.ts";
import { capacityClaims, capacityPlaces, limitClaims, orderClaims } from "./theory-claims.ts";
import { measureTheory, type TheoryCell, type TheoryOutcome, theoryPartsOf } from "./theory-task.ts";

/** What is proved beside what is measured: Nonparametric, section 4 and appendix B. */
export const theory: Experiment<TheoryCell, TheoryOutcome> = defineExperiment({
  name: "theory",
  version: 1,
  title: "What the theorems say, measured",
  paper: `${nonparametricPaper}, section 4 and appendix B`,
  question:
    "Do the error bounds hold as printed, and do they say anything? Does leaving patterns out make errors smaller, does retrieval end at the pattern, and how far is the capacity bound from what can be stored?",
  settings: [
    {
      name: "Error bounds",
      text: `50 patterns on the unit sphere of ${sphereDimension} dimensions, or 50 pictures of MNIST with pixels in [0, 1]; each asked for by a query at 10, 50 or 100 % of R, half the smallest distance, in any direction or straight towards its nearest neighbour. Eq. 1.3 for the dense model; eq. 4.1 for eq. 3.10 as printed (softmax over all patterns, then a mask of half of them that keeps the one asked for), with the maximum over ⟨x, ξ_ν⟩ (corrected) and over ⟨ξ_μ, ξ_ν⟩ (as printed); and for softmax over the kept patterns the bound 2m(k − 1) exp(−β lead). A bound says something where it is below 2m: no error is larger. 0.001 % of m is allowed for rounding.`,
    },
    {
      name: "Corollary 4.1.1",
      text: "Four Gaussian patterns in 2 dimensions, or 8 in 4, a query within R of one of them, a random mask that keeps it, β from 0.1 to 10. Sparse: softmax over the kept patterns.",
    },
    {
      name: "Fixed points",
      text: `Patterns on the unit sphere of ${sphereDimension} dimensions; queries at half of R towards the nearest neighbour; steps until the state moves by at most 1e-6, at most 10,000.`,
    },
    {
      name: "Capacity",
      text: `Patterns on a sphere of radius m = c √(d − 1), β = 1, R = 1/(2mβ), so that 2mR ≤ 1/β as the proof of lemma 4.2 needs; top-K with K = ${keptCount}. A pattern counts as stored and retrieved when one step takes queries at R from it, in a random direction and straight towards its nearest neighbour, back to within R. Measured: the largest number of patterns of which a share of 1 − p, p = ${failure}, are, by doubling and then to an eighth; at most 200 of them are asked for.`,
    },
  ],
  presets: {
    quick: {
      about: "Patterns on spheres alone, one run; capacity up to 512.",
      seconds: 5,
      data: [],
      cells: [
        ...boundsCells(["sphere"], [10, 100], 1),
        ...orderCells(300),
        ...limitsCells(1),
        ...capacityCells({ dimensions: [5, 8, 12], factors: [1, 3], most: 512, runs: 1 }),
      ],
    },
    paper: {
      about: "Spheres and MNIST, ten runs; capacity in 5 to 20 dimensions, up to 16,384, three runs.",
      seconds: 40,
      data: ["mnist"] satisfies DataName[],
      cells: [
        ...boundsCells(["sphere", "mnist"], [1, 10, 100], 10),
        ...orderCells(20_000),
        ...limitsCells(10),
        ...capacityCells({
          ...{ dimensions: [5, 6, 7, 8, 10, 12, 15, 20], factors: [1, 2, 3, 5], most: 16_384, runs: 3 },
        }),
      ],
    },
  },
  run: measureTheory,
  summarise: (results) => {
    const { bounds, order, limits, capacity } = theoryPartsOf(results);
    return {
      claims: [
        ...boundClaims(bounds),
        ...orderClaims(order),
        ...limitClaims(limits),
        ...capacityClaims(capacity),
      ],
      numbers: capacityPlaces(capacity).flatMap(
        ({ dimension, factor, measured, bound, capped }): ComparedNumber[] => [
          {
            name: `d = ${dimension}, m = ${factor}√(d − 1): patterns stored${capped ? ", at least" : ""}, beside the bound of lemma 4.2`,
            published: bound,
            ours: measured.mean,
            spread: measured.spread,
          },
        ],
      ),
    };
  },
  chart: (results) => theoryCharts(theoryPartsOf(results)),
});

function boundsCells(
  data: readonly ("sphere" | "mnist")[],
  betas: readonly number[],
  runs: number,
): TheoryCell[] {
  return data.flatMap((name) =>
    betas.flatMap((beta) =>
      (["any", "towards the nearest"] as const).flatMap((direction) =>
        [0.1, 0.5, 1].flatMap((share) =>
          Array.from({ length: runs }, (_, run) => ({
            ...{ part: "bounds" as const, data: name, patterns: 50, beta, share, direction, run },
          })),
        ),
      ),
    ),
  );
}

function orderCells(draws: number): TheoryCell[] {
  return [
    { part: "order", patterns: 4, dimension: 2, draws },
    { part: "order", patterns: 8, dimension: 4, draws },
  ];
}

function limitsCells(runs: number): TheoryCell[] {
  return (["dense", "half kept"] as const).flatMap((model) =>
    [5, 20, 100].flatMap((beta) =>
      Array.from({ length: runs }, (_, run) => ({ part: "limits" as const, model, patterns: 20, beta, run })),
    ),
  );
}

function capacityCells({
  dimensions,
  factors,
  most,
  runs,
}: {
  dimensions: readonly number[];
  factors: readonly number[];
  most: number;
  runs: number;
}): TheoryCell[] {
  return factors.flatMap((factor) =>
    dimensions.flatMap((dimension) =>
      Array.from({ length: runs }, (_, run) => ({ part: "capacity" as const, dimension, factor, most, run })),
    ),
  );
}
