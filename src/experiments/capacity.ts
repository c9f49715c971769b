import type { Claim } from "../report/index.node.ts";
import { defineExperiment, type Experiment } from "./experiment.ts";
import { comparison, maskingIsPoor, topKIsAlike } from "./recall-claims.ts";
import { type Curve, curvesOf, endNumbers, recallCharts } from "./recall-curves.ts";
import { nonparametricPaper, recallSettings } from "./recall-settings.ts";
import { type RecallCell, type RecallOutcome, recall, recallCells } from "./recall-task.ts";

const tens = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];

/** How many memories come back from their lower halves: Nonparametric, figure 1 (upper left), appendix E.1. */
export const capacity: Experiment<RecallCell, RecallOutcome> = defineExperiment({
  name: "capacity",
  version: 1,
  title: "How many pictures come back from half of them",
  paper: `${nonparametricPaper}, figure 1 (upper left) and appendix E.1`,
  question:
    "Memories are asked for by their lower halves. How often do the efficient models bring them back, as more are stored, and is it the model that brings them back?",
  settings: recallSettings({
    published: "The upper half of the query is 0; the paper doesn’t say which half.",
    coded: "The upper half of the query is 0, after normalising.",
  }),
  presets: {
    quick: {
      about: "16 × 16 scenes that are generated; 10, 20 and 40 memories; 4 runs.",
      seconds: 3,
      data: ["scenes"],
      cells: recallCells({
        data: ["scenes"],
        places: () => [10, 20, 40].map((memories) => ({ memories, noise: null })),
        runs: { published: 4, coded: 4, sharp: 4 },
      }),
    },
    paper: {
      about: "MNIST and CIFAR-10; 10 to 100 memories; 50 runs as published, 20 as coded.",
      seconds: 420,
      data: ["mnist", "cifar10"],
      cells: recallCells({
        data: ["mnist", "cifar10"],
        places: () => tens.map((memories) => ({ memories, noise: null })),
        runs: { published: 50, coded: 20, sharp: 20 },
      }),
    },
  },
  run: recall,
  summarise: (results) => {
    const curves = curvesOf(results, "memories");
    return { claims: claimsOf(curves), numbers: endNumbers(curves, (M) => `${M} memories`) };
  },
  chart: (results) => recallCharts(curvesOf(results, "memories"), () => "memories stored"),
});

function claimsOf(curves: readonly Curve[]): Claim[] {
  return [
    ...(["published", "coded", "sharp"] as const).flatMap((reading) => [
      topKIsAlike(curves, reading, (M) => `${M} memories`),
      maskingIsPoor(curves, reading),
    ]),
    {
      statement: "Capacity grows exponentially with the size of a pattern.",
      by: "paper",
      verdict: "untested",
      reason: "The figure varies how many pictures of one size are stored; the size stays.",
    },
    comparison(curves, {
      statement: "As published, dense retrieval seldom means the right picture: β is too small for it.",
      ...{ reading: "published", measure: "identified", less: "dense", more: 0.25, margin: 0 },
    }),
    comparison(curves, {
      statement:
        "As published, success doesn’t tell retrieval from none: the mean of all memories succeeds as often as dense.",
      ...{ reading: "published", measure: "success", less: "dense", more: "mean of all", margin: 0.1 },
    }),
    comparison(curves, {
      statement: "Where β is large enough, dense means the right picture as often as nearest by product.",
      ...{ reading: "sharp", measure: "identified", less: "nearest by product", more: "dense", margin: 0.05 },
    }),
    comparison(curves, {
      statement: "What is masked can’t come back: with 80 % masked, at most the remaining 20 % do.",
      ...{ reading: "sharp", measure: "identified", less: "80 % masked", more: 0.2, margin: 0.1 },
    }),
  ];
}
