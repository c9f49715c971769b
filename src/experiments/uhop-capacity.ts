import { learnKernel } from "../kernel/index.ts";
import type { Random } from "../math/index.ts";
import type { DataName, ExperimentData } from "./data.ts";
import { defineExperiment, type Experiment, type Result } from "./experiment.ts";
import { capacityClaims } from "./uhop-capacity-claims.ts";
import { type UhopCell, uhopCells } from "./uhop-cells.ts";
import { type UhopCurve, uhopCharts, uhopCurves, uhopFirst, uhopNumbers } from "./uhop-curves.ts";
import { codedStart, drawStart, learnOn } from "./uhop-learning.ts";
import { codedRivals, fairRivals, publishedRivals, uhop } from "./uhop-models.ts";
import {
  dataSetting,
  errorSetting,
  learningSetting,
  maskSetting,
  retrievalSetting,
  uhopPaper,
} from "./uhop-settings.ts";
import { drawMemories, halfMasked, scoreOf, type UhopScore } from "./uhop-task.ts";

type Outcome = {
  /** The mean of Σ ξ². */
  readonly energy: number;
  readonly models: { readonly [model: string]: UhopScore };
};

/** N of the figure. */
const iterationsFor = (data: DataName): number => (data === "cifar10" ? 500 : 100);

const sizes = [10, 20, 30, 50, 100, 200, 500];

/** How many memories come back from half of their pixels: U-Hop, figures 3 (left) and 26. */
export const uhopCapacity: Experiment<UhopCell, Outcome> = defineExperiment({
  name: "uhop-capacity",
  version: 1,
  title: "What a learned similarity brings back from half of the pixels",
  paper: `${uhopPaper}, figures 3 (left) and 26, sections 4.1 and F.2`,
  question:
    "Memories are asked for with half of their pixels gone. How far from the originals are U-Hop’s answers, as more are stored, beside those of models whose similarity isn’t learned?",
  settings: [
    maskSetting,
    retrievalSetting,
    errorSetting,
    learningSetting(),
    {
      name: "Iterations",
      text: "N = 100, and 500 on CIFAR-10, as figure 26 has it; the same descent is looked at after its first iteration.",
    },
    {
      name: "Baselines of the paper",
      text: "All at β = 1: dense (softmax) and sparse (sparsemax) by inner products; powers of 10 of inner products, divided by their sum; L2 and Manhattan: softmax of minus the distance. The published code forgets that minus, and so retrieves what is farthest: “as coded”.",
    },
    {
      name: "Fair baselines",
      text: "None of them learns by iterations. Whitening: W = c (C + λ)^(−1/2) in closed form, C = ΞᵀΞ/M and λ a tenth of its mean eigenvalue, retrieval as U-Hop’s. Squared L2: softmax of minus the squared distance, β = 1. Nearest by cosine, nearest by distance: the one memory that is nearest.",
    },
    {
      name: "As coded",
      text: "W from N(0, 1), and a rate divided by √(i + 1) after iteration i, over and over. “Not learned, N(0, 1)” is that start.",
    },
    dataSetting,
    {
      name: "Runs",
      text: "The paper has 20. Here 20 on MNIST up to 100 memories, 5 for 200 and 4 for 500; on CIFAR-10 10 up to 100, 4 for 200 and 3 for 500: what a laptop does in minutes.",
    },
  ],
  presets: {
    quick: {
      about: "16 × 16 scenes that are generated; 10, 20 and 40 memories; 2 runs.",
      seconds: 5,
      data: ["scenes"],
      cells: uhopCells("scenes", [10, 20, 40], () => 2),
    },
    paper: {
      about: "MNIST and CIFAR-10; 10 to 500 memories; 3 to 20 runs.",
      seconds: 480,
      data: ["mnist", "cifar10"],
      cells: [
        ...uhopCells("mnist", sizes, (M) => (M <= 100 ? 20 : M === 200 ? 5 : 4)),
        ...uhopCells("cifar10", sizes, (M) => (M <= 100 ? 10 : M === 200 ? 4 : 3)),
      ],
    },
  },
  run,
  summarise: (results) => {
    const curves = curvesOf(results);
    return {
      claims: capacityClaims(curves, energiesOf(results)),
      numbers: uhopNumbers(
        curves,
        (M, model) => `${M} memories, ${model}: error`,
        (M, last) => M === last || M === 100,
      ),
    };
  },
  chart: (results) =>
    uhopCharts(curvesOf(results), {
      title: "Error by memories",
      description: "The squared error of what is retrieved from half of the pixels, one step, β = 1.",
      xLabel: "memories stored",
      yLabel: "squared error of a picture",
      baselines: [...[...fairRivals, ...codedRivals].map(({ name }) => name), "not learned, N(0, 1)"],
    }),
});

async function run(
  { data: name, memories }: UhopCell,
  { random, data }: { random: Random; data: ExperimentData },
): Promise<Outcome> {
  const drawn = drawMemories(data.pictures(name), memories, random);
  const queries = halfMasked(drawn, random);
  const models: Record<string, UhopScore> = {};
  for (const { name, make } of [...publishedRivals, ...fairRivals, ...codedRivals]) {
    models[name] = scoreOf(make(), drawn, queries);
  }
  const start = drawStart(drawn.patterns.columns, random);
  for await (const { stop, kernel } of learnOn(drawn.patterns, [1, iterationsFor(name)], { start })) {
    models[stop === 1 ? "U-Hop, N = 1" : "U-Hop"] = scoreOf(uhop(kernel), drawn, queries);
  }
  const coded = codedStart(start);
  for (const [line, iterations] of [
    ["not learned, N(0, 1)", 0],
    // After 20 iterations the rate is 1e-9.
    ["U-Hop, as coded", 20],
  ] as const) {
    const kernel = learnKernel(drawn.patterns, { start: coded, asCoded: true, iterations });
    models[line] = scoreOf(uhop(kernel), drawn, queries);
  }
  return { energy: drawn.energy, models };
}

function curvesOf(results: readonly Result<UhopCell, Outcome>[]): UhopCurve[] {
  return uhopCurves(
    results.flatMap(({ cell: { data, memories: x }, outcome: { models } }) =>
      uhopFirst(models).map(([line, { error: y }]) => ({ data, line, x, y })),
    ),
  );
}

/** The mean energy of pictures, by set. */
function energiesOf(results: readonly Result<UhopCell, Outcome>[]): UhopCurve[] {
  return uhopCurves(
    results.map(({ cell: { data }, outcome: { energy: y } }) => ({ data, line: "energy", x: 0, y })),
  );
}
