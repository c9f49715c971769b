import type { Claim } from "../report/index.node.ts";
import { defineExperiment, type Experiment } from "./experiment.ts";
import { comparison, maskingIsPoor, topKIsAlike, topKStandsNoise } from "./recall-claims.ts";
import { type Curve, curvesOf, endNumbers, recallCharts } from "./recall-curves.ts";
import { nonparametricPaper, recallSettings } from "./recall-settings.ts";
import { type ReadingName, type RecallCell, type RecallOutcome, recall, recallCells } from "./recall-task.ts";

const memories = 20;
const variances = [0.1, 0.3, 0.5, 0.7, 0.9, 1.1, 1.3, 1.4];
const codedDeviations = [0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.5];

/** How often 20 memories come back from noise: Nonparametric, figure 1 (bottom left), remark 4.2, appendix E.1. */
export const robustness: Experiment<RecallCell, RecallOutcome> = defineExperiment({
  name: "robustness",
  version: 1,
  title: "How much noise pictures come back from",
  paper: `${nonparametricPaper}, figure 1 (bottom left), remark 4.2 and appendix E.1`,
  question:
    "Twenty memories are asked for by noisy pictures. How often do the efficient models bring them back, as noise grows, and is it noise that they fail by?",
  settings: recallSettings({
    published:
      "Every value has Gaussian noise of the given variance; nothing is clipped. 0.1 to 1.4, of which the paper gives the ends.",
    coded:
      "One Gaussian number a column, of the given deviation, the same for every row, channel and picture, is added; then the absolute value is clamped to [0, 1].",
  }),
  presets: {
    quick: {
      about: "16 × 16 scenes that are generated; 20 memories; three strengths of noise; 4 runs.",
      seconds: 3,
      data: ["scenes"],
      cells: recallCells({
        data: ["scenes"],
        places: (reading) =>
          placesFor(reading).filter((_, i, { length }) => i === 0 || i === 4 || i === length - 1),
        runs: { published: 4, coded: 4, sharp: 4 },
      }),
    },
    paper: {
      about:
        "MNIST and CIFAR-10; 20 memories; noise as published and as coded; 50 runs as published, 20 as coded.",
      seconds: 200,
      data: ["mnist", "cifar10"],
      cells: recallCells({
        data: ["mnist", "cifar10"],
        places: placesFor,
        runs: { published: 50, coded: 20, sharp: 20 },
      }),
    },
  },
  run: recall,
  summarise: (results) => {
    const curves = curvesOf(results, "noise");
    return { claims: claimsOf(curves), numbers: endNumbers(curves, (variance) => `variance ${variance}`) };
  },
  chart: (results) =>
    recallCharts(curvesOf(results, "noise"), (reading) =>
      reading === "coded" ? "deviation of the noise" : "variance of the noise",
    ),
});

function placesFor(reading: ReadingName): { memories: number; noise: number }[] {
  return (reading === "coded" ? codedDeviations : variances).map((noise) => ({ memories, noise }));
}

function claimsOf(curves: readonly Curve[]): Claim[] {
  return [
    ...(["published", "coded", "sharp"] as const).flatMap((reading) => [
      topKIsAlike(curves, reading, (noise) => `noise ${noise}`),
      maskingIsPoor(curves, reading),
      topKStandsNoise(curves, reading),
    ]),
    comparison(curves, {
      statement:
        "As published, it isn’t noise that dense retrieval fails by: the nearest picture is the right one.",
      ...{
        reading: "published",
        measure: "identified",
        less: "dense",
        more: "nearest by distance",
        margin: -0.3,
      },
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
