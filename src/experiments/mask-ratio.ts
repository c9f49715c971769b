import type { BandChart, Claim, ComparedNumber } from "../report/index.node.ts";
import { type AttentionCurve, attentionChart, attentionCurvesOf } from "./attention-curves.ts";
import type { DataName } from "./data.ts";
import { figureLengths } from "./efficiency.ts";
import { defineExperiment, type Experiment, type Result } from "./experiment.ts";
import { costClaims, recallClaims } from "./mask-claims.ts";
import { type MaskCurve, maskChart, maskCurvesOf } from "./mask-curves.ts";
import { type MaskCell, type MaskOutcome, maskedPercents, maskRatioCell } from "./mask-task.ts";
import { dataTitles } from "./recall-curves.ts";
import { nonparametricPaper } from "./recall-settings.ts";

/** What the share that is masked does to recall and cost: Nonparametric, figures 4 (right) and 5 (left). */
export const maskRatio: Experiment<MaskCell, MaskOutcome> = defineExperiment({
  name: "mask-ratio",
  version: 1,
  title: "How much may be masked at random",
  paper: `${nonparametricPaper}, figures 4 (right) and 5 (left), remark 3.7 and appendix E.5`,
  question:
    "20, 50 or 80 % of the memories are masked at random for each query. How much time and how many multiplications does that save, and what does it cost in recall?",
  settings: [
    {
      name: "Masks",
      text: "“The probability denotes the ratio being masked out”: 0.2, 0.5 and 0.8. Here max(1, ⌊(1 − ratio) N⌋) patterns are kept, drawn for each query, and softmax is taken over those. Own kept: the pattern that is asked for is always among them, as lemma 3.2 assumes.",
    },
    {
      name: "Recall",
      text: "The paper shows only cost by the ratio. Every picture is brought to mean 0 and variance 1, β = 30/d, so that dense retrieval can mean one; the upper half of a query is 0, one step; at most 20 memories are asked for. Success: Σ(x − ξ)² is at most 20 % of Σξ².",
    },
    {
      name: "Cost",
      text: "As in the experiment “efficiency”: batches of 4 sequences of 16 numbers a vector, 24 to 2,880 vectors, each asked of its own sequence. Drawing the masks is timed. Only what is kept is scored. Times are this machine’s.",
    },
  ],
  presets: {
    quick: {
      about:
        "16 × 16 scenes that are generated, 10, 20 and 40 memories, 4 runs; sequences of 90, 360 and 720.",
      seconds: 4,
      data: ["scenes"],
      cells: [
        ...recallCells(["scenes"], [10, 20, 40], 4),
        ...costCells({ batch: 1, lengths: [90, 360, 720], runs: 2 }),
      ],
    },
    paper: {
      about: "MNIST and CIFAR-10, 10 to 500 memories, 20 runs; batches of 4 sequences of 24 to 2,880.",
      seconds: 120,
      data: ["mnist", "cifar10"],
      cells: [
        ...recallCells(["mnist", "cifar10"], [10, 20, 50, 100, 200, 500], 20),
        ...costCells({ batch: 4, lengths: figureLengths, runs: 10 }),
      ],
    },
  },
  run: maskRatioCell,
  summarise: (results) => {
    const { recall, cost } = partsOf(results);
    return { claims: claimsOf(recall, cost), numbers: numbersOf(recall, cost) };
  },
  chart: (results) => {
    const { recall, cost } = partsOf(results);
    return [...recallCharts(recall), ...costCharts(cost)];
  },
});

function recallCells(data: readonly DataName[], sizes: readonly number[], runs: number): MaskCell[] {
  return data.flatMap((name) =>
    sizes.flatMap((memories) =>
      Array.from({ length: runs }, (_, run) => ({ part: "recall" as const, data: name, memories, run })),
    ),
  );
}

function costCells({
  batch,
  lengths,
  runs,
}: {
  batch: number;
  lengths: readonly number[];
  runs: number;
}): MaskCell[] {
  return ["dense", ...maskedPercents.map((percent) => `${percent} % masked`)].flatMap((model) =>
    lengths.map((length) => ({ part: "cost" as const, model, batch, lengths: [length], runs })),
  );
}

function partsOf(results: readonly Result<MaskCell, MaskOutcome>[]): {
  recall: MaskCurve[];
  cost: AttentionCurve[];
} {
  const recall = results.flatMap(({ cell, outcome }) =>
    cell.part === "recall" && outcome.part === "recall" ? [{ cell, rates: outcome.rates }] : [],
  );
  const cost = results.flatMap(({ cell, outcome }) =>
    cell.part === "cost" && outcome.part === "cost" ? [{ cell, outcome }] : [],
  );
  return { recall: maskCurvesOf(recall), cost: attentionCurvesOf(cost) };
}

function claimsOf(recall: readonly MaskCurve[], cost: readonly AttentionCurve[]): Claim[] {
  return [...costClaims(cost), ...recallClaims(recall)];
}

function recallCharts(curves: readonly MaskCurve[]): BandChart[] {
  return (["identified", "success", "error"] as const).map((measure) => maskChart(curves, measure));
}

function costCharts(curves: readonly AttentionCurve[]): BandChart[] {
  const families = Object.fromEntries(maskedPercents.map((percent) => [`${percent} % masked`, "masked"]));
  return [
    attentionChart(curves, { title: "Duration", quantity: "milliseconds", families }),
    attentionChart(curves, { title: "Operations", quantity: "multiplications", families }),
  ];
}

/** The right ends of the curves. The figures are drawn; the paper prints none of their numbers. */
function numbersOf(recall: readonly MaskCurve[], cost: readonly AttentionCurve[]): ComparedNumber[] {
  const recalled = recall.flatMap(({ data, model, points }): ComparedNumber[] => {
    const end = points[points.length - 1];
    const name = `${dataTitles[data]}, ${end.memories} memories, ${model}: the right picture`;
    return [{ name, published: null, ours: end.identified.mean, spread: end.identified.spread }];
  });
  const costs = cost.flatMap(({ model, batch, points }): ComparedNumber[] => {
    const { length, durations, operations } = points[points.length - 1];
    const place = `batch of ${batch}, ${length} vectors, ${model}`;
    return [
      { name: `${place}: milliseconds`, published: null, ours: durations.median, spread: null },
      {
        name: `${place}: multiplications`,
        published: null,
        ours: operations ? operations.storing + operations.retrieving : 0,
        spread: null,
      },
    ];
  });
  return [...recalled, ...costs];
}
