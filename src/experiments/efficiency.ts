import type { Claim, ComparedNumber } from "../report/index.node.ts";
import { type AttentionCurve, attentionChart, attentionCurvesOf, growthOf } from "./attention-curves.ts";
import {
  type AttentionCell,
  type AttentionOutcome,
  attention,
  featureCount,
  fixedReach,
} from "./attention-task.ts";
import { asymptotic, growthGates, publishedClaims } from "./efficiency-claims.ts";
import { defineExperiment, type Experiment } from "./experiment.ts";
import { nonparametricPaper } from "./recall-settings.ts";

/** Lengths of the figure, in batches of 4. */
export const figureLengths: readonly number[] = [24, 48, 96, 192, 384, 768, 1440, 2880];
/** Where growth is measured, in batches of 1. */
const longLengths = [5000, 10000, 20000, 50000, 100000];
const denseLengths = [5000, 7000, 10000];

const fixedWindow = `window ${fixedReach}`;
const light = ["window √L", fixedWindow, "linear", "random features"];
const square = ["dense", "sparse", "top 20 %", "50 % masked"];
const peers = ["torch softmax", "torch linear"];

/** What the models cost as memory grows: Nonparametric, figures 4 (left) and 5 (right), appendix E.5. */
export const efficiency: Experiment<AttentionCell, AttentionOutcome> = defineExperiment({
  name: "efficiency",
  version: 1,
  title: "What the efficient models cost",
  paper: `${nonparametricPaper}, figures 4 (left) and 5 (right) and appendix E.5`,
  question:
    "Every vector of a sequence is asked of a memory of that sequence. How do time and multiplications grow with its length, and does a smaller count take less time?",
  settings: [
    {
      name: "Sequences",
      text: "Gaussian vectors of 16 numbers, a batch of 4 sequences of 24 to 2,880 of them; the paper gives the sizes and not the distribution. Beyond that, where growth is measured, one sequence. β = 1/√16, as the published layers have it.",
    },
    {
      name: "Models",
      text: `Top-K keeps 20 %, random masking half. Windows reach ⌊√L⌋ and ${fixedReach} places to either side. Random features: ⌊d ln d⌋ = ${featureCount}, as coded. All from this package’s zoo; “dense, retriever” is the dense model by its fastest kernels.`,
    },
    {
      name: "What is timed",
      text: "Storing the sequences, which for linear and random features builds their sums, drawing masks, and one step for every vector. The layers’ projections, which the paper’s times include, are not. Models that form weights take queries in blocks of at most 4,194,304 weights. The median of at most 10 runs after one that isn’t timed (the paper: the mean of 10; the published code: of 50), at least three, and no more after 3 seconds. One thread. Times are this machine’s, and don’t come again to the digit with the same seed.",
    },
    {
      name: "What is counted",
      text: "A multiplication with its addition is one operation, as the profiler that the paper uses counts. Storing: Σ φ(ξ)ᵀ ξ, and the products of the random features. Retrieving: scores, features, and what is read out. Not counted: exponentials, divisions, comparisons, additions alone, drawing, and the layers’ projections.",
    },
    {
      name: "PyTorch",
      text: "Eager softmax attention and linear attention on one thread, by the Python that MADELEINE_PYTHON names or python3; left out, and said so, where that has no PyTorch. Its absence is kept with the cells: --fresh looks again. Timed at the paper preset only.",
    },
  ],
  presets: {
    quick: {
      about: "Single sequences of 90, 360 and 720 vectors, two runs; no PyTorch.",
      seconds: 5,
      data: [],
      cells: cellsOf([...square, ...light, "dense, retriever"], {
        batch: 1,
        lengths: [90, 360, 720],
        runs: 2,
      }),
    },
    paper: {
      about:
        "Batches of 4 sequences of 24 to 2,880 vectors; single ones of 5,000 to 7,000, 14,000 or 20,000, and to 100,000 where cost isn’t square; PyTorch where it is.",
      seconds: 420,
      data: [],
      cells: [
        ...cellsOf([...square, ...light, "dense, retriever"], { batch: 4, lengths: figureLengths, runs: 10 }),
        ...cellsOf(["dense"], { batch: 1, lengths: [...denseLengths, 14000], runs: 3 }),
        ...cellsOf(["dense, retriever"], { batch: 1, lengths: [...denseLengths, 14000, 20000], runs: 3 }),
        ...cellsOf(square.slice(1), { batch: 1, lengths: denseLengths.slice(0, 2), runs: 3 }),
        ...cellsOf(light, { batch: 1, lengths: longLengths, runs: 10 }),
        ...peers.map((model) => ({ model, batch: 4, lengths: figureLengths, runs: 10 })),
        { model: "torch softmax", batch: 1, lengths: denseLengths, runs: 3 },
        { model: "torch linear", batch: 1, lengths: longLengths, runs: 10 },
      ],
    },
  },
  run: attention,
  summarise: (results) => {
    const curves = attentionCurvesOf(results);
    return { claims: claimsOf(curves), numbers: numbersOf(curves) };
  },
  chart: (results) => {
    const curves = attentionCurvesOf(results);
    const families = { "window √L": "window", [fixedWindow]: "window" };
    return [...new Set(curves.map(({ batch }) => batch))]
      .sort((a, b) => b - a)
      .flatMap((batch) => {
        const ofBatch = curves.filter((curve) => curve.batch === batch);
        const about = batch === 1 ? "one sequence" : `a batch of ${batch}`;
        return (["milliseconds", "multiplications"] as const).map((quantity) =>
          attentionChart(ofBatch, {
            ...{ title: `${quantity === "milliseconds" ? "Duration" : "Operations"} of ${about}` },
            ...{ quantity, families },
          }),
        );
      });
  },
});

function cellsOf(
  models: readonly string[],
  { lengths, ...others }: Omit<AttentionCell, "model">,
): AttentionCell[] {
  return models.flatMap((model) => lengths.map((length) => ({ model, ...others, lengths: [length] })));
}

function claimsOf(curves: readonly AttentionCurve[]): Claim[] {
  return [...publishedClaims(curves), ...growthGates(curves)];
}

/** What the paper promises of the growth with the length, L. */
const promised: Readonly<Record<string, number>> = {
  dense: 2,
  "window √L": 1.5,
  linear: 1,
  "random features": 1,
};

function numbersOf(curves: readonly AttentionCurve[]): ComparedNumber[] {
  const growth = curves
    .filter(({ batch }) => batch === 1)
    .flatMap((curve) =>
      (["milliseconds", "multiplications"] as const).flatMap((quantity): ComparedNumber[] => {
        const ours = growthOf(curve, quantity);
        if (ours === null) return [];
        const { length: shortest } = curve.points[0];
        if (quantity === "milliseconds" && shortest < asymptotic) return [];
        const name = `${curve.model}: exponent of ${quantity} in the length, from ${shortest} on`;
        return [{ name, published: promised[curve.model] ?? null, ours, spread: null }];
      }),
    );
  const ends = curves.flatMap(({ model, batch, points }): ComparedNumber[] => {
    const end = points[points.length - 1];
    if (!end) return [];
    const name = `${model}: milliseconds at ${end.length}, batch of ${batch}`;
    return [{ name, published: null, ours: end.durations.median, spread: null }];
  });
  const loads = curves.flatMap(({ points }) => points.map(({ load }) => load));
  const load: ComparedNumber[] = [
    {
      name: "processes that wanted to run while it was timed, at most",
      published: null,
      ours: Math.max(...loads),
      spread: null,
    },
  ];
  return [...growth, ...ends, ...load];
}
