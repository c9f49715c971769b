import type { BandChart, BandLine, ComparedNumber } from "../report/index.node.ts";
import { bagModelNamed, bagModels } from "./bag-models.ts";
import { defineExperiment, type Experiment, type Result } from "./experiment.ts";
import { grouped } from "./grouped.ts";
import { type Mean, meanOfFew } from "./mean.ts";
import { milClaims } from "./mil-mnist-claims.ts";
import { type MilCell, type MilOutcome, milMnist } from "./mil-mnist-task.ts";
import { nonparametricPaper } from "./recall-settings.ts";

type MilResult = Result<MilCell, MilOutcome>;

/** Which bags hold a digit: Nonparametric, figure 1 (right) and figure 2, appendix E.2. */
export const milMnistExperiment: Experiment<MilCell, MilOutcome> = defineExperiment({
  name: "mil-mnist",
  version: 2,
  title: "Bags of digits: which hold a nine",
  paper: `${nonparametricPaper}, figure 1 (right), figure 2, table 2 and appendix E.2`,
  question:
    "Learned from labels of whole bags, how well do the layers find the bags with one certain digit, how fast do they learn it, and what do larger bags do to that?",
  settings: [
    {
      name: "Bags",
      text: "Each of so many different pictures; half the bags hold exactly one nine, the others none, which the paper calls positive. How many nines a bag holds, and which digit it is, the paper leaves open; so does the published code by default.",
    },
    {
      name: "Pictures",
      text: "MNIST’s training file: 50,000 to learn from, 10,000 to test on; (x − 0.1307)/0.3081, as the published code has it.",
    },
    {
      name: "Net",
      text: "Linear (256) → LayerNorm → pooling (4 heads, 2 prototypes, 4 for bags of 100; β = 0.1) → GELU → LayerNorm → Linear, as table 2 and the published code have it. Mean and maximum take the place of the pooling in the same net.",
    },
    {
      name: "Learning",
      text: "AdamW, 1e-3 along a cosine, weight decay 0.01, batches of 256 bags. Table 2 says 2,000 training and 500 test bags: taken as that, half of them with the digit; the published code draws twice as many.",
    },
    {
      name: "Reduced",
      text: "50 passes instead of 150, 3 runs instead of 10. Figure 2 has bags of 5, 10 and 100, and of the models those that something is claimed of, and the maximum.",
    },
    {
      name: "Random mask",
      text: "Half of a bag’s instances, drawn anew for each query, head and step while learning, and fixed by place in the test. The paper doesn’t say how much it masks here.",
    },
    {
      name: "Accuracy",
      text: "Of the side of 1/2 that a bag’s share lies on, after the last pass. The published code cuts its logits at 0.5.",
    },
  ],
  presets: {
    quick: {
      about: "Noisy copies of ten generated patterns; bags of 4 and 12; 2 runs.",
      seconds: 5,
      data: [],
      cells: cells({
        ...{ data: "generated", models: ["dense", "sparse", "top 50 %", "linear", "max"] },
        second: ["dense", "sparse", "top 50 %", "max"],
        ...{ size: 4, runs: 2, sizes: [12], pairs: 60, tests: 40, epochs: 12 },
      }),
    },
    paper: {
      about: "MNIST; 3 runs of 50 passes, with bags of 10 for figure 1, of 5 and 100 for figure 2.",
      seconds: 8000,
      data: ["mnist", "mnist-labels"],
      cells: cells({
        ...{ data: "mnist", models: bagModels.map(({ name }) => name) },
        second: ["dense", "sparse", "top 20 %", "top 50 %", "50 % masked", "max"],
        ...{ size: 10, sizes: [5, 100], runs: 3, pairs: 1000, tests: 250, epochs: 50 },
      }),
    },
  },
  run: milMnist,
  summarise: (results) => ({ claims: milClaims(results), numbers: numbersOf(results) }),
  chart: (results) => [
    ...curveCharts(results.filter(({ cell }) => cell.figure === 1)),
    sizeChart(ofFigure2(results)),
  ],
});

interface Grid extends Pick<MilCell, "data" | "size" | "pairs" | "tests" | "epochs"> {
  /** Of figure 1, with bags of `size`. */
  readonly models: readonly string[];
  /** Of figure 2, with bags of other sizes too. */
  readonly second: readonly string[];
  readonly sizes: readonly number[];
  readonly runs: number;
}

/** Runs stand outside, so that whatever is done when a run is stopped has all models. */
function cells({ data, models, second, size, sizes, runs, ...rest }: Grid): MilCell[] {
  const of = (figure: 1 | 2, models: readonly string[], size: number): MilCell[] =>
    Array.from({ length: runs }, (_, run) =>
      models.map((model) => ({ figure, data, model, size, ...rest, run })),
    ).flat();
  return [...of(1, models, size), ...sizes.flatMap((size) => of(2, second, size))];
}

/** Bags of other sizes, and those of figure 1 of the same models. */
function ofFigure2(results: readonly MilResult[]): MilResult[] {
  const models = new Set(results.filter(({ cell }) => cell.figure === 2).map(({ cell }) => cell.model));
  return results.filter(({ cell }) => models.has(cell.model)).sort((a, b) => a.cell.size - b.cell.size);
}

const panels = [
  { title: "learned from: loss", of: "losses", yLabel: "mean cross-entropy" },
  { title: "tested on: loss", of: "testLosses", yLabel: "mean cross-entropy" },
  { title: "learned from: accuracy", of: "accuracies", yLabel: "share of bags" },
  { title: "tested on: accuracy", of: "testAccuracies", yLabel: "share of bags" },
] as const;

function curveCharts(results: readonly MilResult[]): BandChart[] {
  const size = results[0]?.cell.size ?? 0;
  const chartOf = (what: "loss" | "accuracy"): BandChart => {
    const chosen = panels.filter(({ title }) => title.endsWith(what));
    return {
      title: `Figure 1: ${what} while learning`,
      description: `Bags of ${size}. Means over the runs, with 95 % confidence bands.`,
      xLabel: "passes",
      yLabel: chosen[0].yLabel,
      ...(what === "accuracy" && { yDomain: [0, 1] as const }),
      panels: chosen.map(({ title, of }) => ({
        title,
        lines: byModel(results).map(({ model, runs }) =>
          lineOf(
            model,
            runs[0].outcome[of].map((_, pass) => [
              pass + 1,
              meanOfFew(runs.map(({ outcome }) => outcome[of][pass])),
            ]),
          ),
        ),
      })),
    };
  };
  return [chartOf("loss"), chartOf("accuracy")];
}

function sizeChart(results: readonly MilResult[]): BandChart {
  return {
    title: "Figure 2: accuracy by the size of bags",
    description:
      "On bags of pictures that weren’t learned from. Means over the runs, with 95 % confidence bands.",
    xLabel: "instances in a bag",
    yLabel: "share of bags",
    yDomain: [0, 1],
    panels: [
      {
        title: results[0]?.cell.data === "mnist" ? "MNIST" : "generated patterns",
        lines: byModel(results).map(({ model, runs }) =>
          lineOf(
            model,
            grouped(runs, ({ cell }) => String(cell.size)).map((place) => [
              place[0].cell.size,
              meanOfFew(place.map(({ outcome }) => last(outcome.testAccuracies))),
            ]),
          ),
        ),
      },
    ],
  };
}

function byModel(results: readonly MilResult[]): { model: string; runs: MilResult[] }[] {
  return grouped(results, ({ cell }) => cell.model).map((runs) => ({ model: runs[0].cell.model, runs }));
}

function lineOf(model: string, means: readonly (readonly [number, Mean])[]): BandLine {
  const { family, kind } = bagModelNamed(model);
  return {
    ...{ name: model, family, ...(kind && { kind }) },
    points: means.map(([x, { mean, spread }]) => ({
      ...{ x, y: mean, low: mean - (spread ?? 0), high: mean + (spread ?? 0) },
    })),
  };
}

/** The paper draws its figures and prints none of their numbers. */
function numbersOf(results: readonly MilResult[]): ComparedNumber[] {
  return grouped(results, ({ cell: { figure, size, model } }) => `${figure} ${size} ${model}`).map((runs) => {
    const { figure, size, model } = runs[0].cell;
    const { mean, spread } = meanOfFew(runs.map(({ outcome }) => last(outcome.testAccuracies)));
    return {
      name: `figure ${figure}, bags of ${size}, ${model}: accuracy`,
      published: null,
      ours: mean,
      spread,
    };
  });
}

function last(values: readonly number[]): number {
  return values[values.length - 1];
}
