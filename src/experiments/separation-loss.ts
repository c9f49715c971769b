import { integer, normal, type Random } from "../math/index.ts";
import type { DataName, ExperimentData } from "./data.ts";
import { defineExperiment, type Experiment, type Result } from "./experiment.ts";
import { binned, type LossRun, lossClaims, lossNumbers } from "./separation-loss-claims.ts";
import { type UhopCurve, uhopCharts } from "./uhop-curves.ts";
import { codedStart, drawStart, learn } from "./uhop-learning.ts";
import { uhop } from "./uhop-models.ts";
import {
  dataSetting,
  errorSetting,
  learningSetting,
  maskSetting,
  retrievalSetting,
  uhopPaper,
} from "./uhop-settings.ts";
import { drawMemories, halfMasked, scoreOf } from "./uhop-task.ts";

type Cell = {
  readonly data: DataName;
  readonly memories: number;
  /** Memories, damage and a start are drawn once for so many runs. */
  readonly runs: number;
  readonly set: number;
  /** W starts from N(0, 1), as coded; absent: from N(0, 1/d). */
  readonly coded?: true;
};

type Outcome = { readonly runs: readonly Omit<LossRun, "start">[] };

/** Does a lower separation loss go with less error? U-Hop, figures 1 and 7. */
export const separationLossExperiment: Experiment<Cell, Outcome> = defineExperiment({
  name: "separation-loss",
  version: 1,
  title: "Whether a lower separation loss goes with less error",
  paper: `${uhopPaper}, figures 1 and 7, appendix G.1`,
  question:
    "Kernels are learned at random rates for random numbers of iterations. Do those with a lower separation loss bring pictures back with less error, all the way down?",
  settings: [
    {
      name: "Runs",
      text: "200 on each set of pictures from each start: rates drawn from N(0, 1), of which half would be negative and climb the loss, so that |rate| is taken; N uniform in 1 … 200. 100 memories, which the paper leaves open. Ten runs share memories, damage and start: 20 of each are drawn.",
    },
    {
      name: "Starts",
      text: "N(0, 1/d), and N(0, 1) as coded: from there a rate does what 1/d of it does from N(0, 1/d), and scores are d times as large. What the figures’ runs started from isn’t said.",
    },
    maskSetting,
    retrievalSetting,
    errorSetting,
    learningSetting({ rate: "a constant rate, another for each run" }),
    {
      name: "Correlation",
      text: "Spearman’s rank correlation of the loss after the last iteration and the error. “Strong” is 0.7 and more.",
    },
    {
      name: "Chart",
      text: "Runs in the order of their loss, in ten groups of one size: the mean loss and the mean error of each. Every run is in the JSON.",
    },
    dataSetting,
  ],
  presets: {
    quick: {
      about: "16 × 16 scenes that are generated; 30 memories; 20 runs from each start.",
      seconds: 3,
      data: ["scenes"],
      cells: cellsOf("scenes", { memories: 30, sets: 2 }),
    },
    paper: {
      about: "MNIST and CIFAR-10; 100 memories; 200 runs on each from each start.",
      seconds: 300,
      data: ["mnist", "cifar10"],
      cells: (["mnist", "cifar10"] as const).flatMap((data) => cellsOf(data, { memories: 100, sets: 20 })),
    },
  },
  run,
  summarise: (results) => {
    const runs = runsOf(results);
    return { claims: lossClaims(runs), numbers: lossNumbers(runs) };
  },
  chart: (results) =>
    uhopCharts(curvesOf(results), {
      title: "Error by loss",
      description: "Runs in the order of their loss, in ten groups of one size.",
      xLabel: "separation loss",
      yLabel: "squared error of a picture",
    }),
});

function cellsOf(data: DataName, { memories, sets }: { memories: number; sets: number }): Cell[] {
  const cells = Array.from({ length: sets }, (_, set) => ({ data, memories, runs: 10, set }));
  return [...cells, ...cells.map((cell) => ({ ...cell, coded: true as const }))];
}

async function run(
  { data: name, memories, runs, coded }: Cell,
  { random, data }: { random: Random; data: ExperimentData },
): Promise<Outcome> {
  const drawn = drawMemories(data.pictures(name), memories, random);
  const queries = halfMasked(drawn, random);
  const scaled = drawStart(drawn.patterns.columns, random);
  const start = coded ? codedStart(scaled) : scaled;
  const found: Outcome["runs"][number][] = [];
  for (let i = 0; i < runs; i++) {
    const rate = Math.abs(normal(random));
    const iterations = 1 + integer(random, 200);
    const kernel = await learn(drawn.patterns, { start, rate, iterations });
    const { error } = scoreOf(uhop(kernel), drawn, queries);
    found.push({ data: name, memories, rate, iterations, loss: kernel.loss, error });
  }
  return { runs: found };
}

function runsOf(results: readonly Result<Cell, Outcome>[]): LossRun[] {
  return results.flatMap(({ cell: { coded }, outcome: { runs } }) =>
    runs.map((run) => ({ ...run, start: coded ? ("N(0, 1)" as const) : ("N(0, 1/d)" as const) })),
  );
}

function curvesOf(results: readonly Result<Cell, Outcome>[]): UhopCurve[] {
  return binned(runsOf(results), 10);
}
