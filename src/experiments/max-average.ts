import type { LossName } from "../kernel/index.ts";
import type { Random } from "../math/index.ts";
import type { DataName, ExperimentData } from "./data.ts";
import { defineExperiment, type Experiment } from "./experiment.ts";
import { maxAverageClaims } from "./max-average-claims.ts";
import { curvesAt, iterationsOf, type MaxAverageOutcome } from "./max-average-curves.ts";
import { type UhopCell, uhopCells } from "./uhop-cells.ts";
import { uhopCharts, uhopNumbers } from "./uhop-curves.ts";
import { drawStart, learnOn } from "./uhop-learning.ts";
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

const sizes = [10, 20, 30, 50, 100, 200, 500];
const published = [10, 20, 30, 50, 100, 200, 250, 500];

/** The numbers of iterations that are looked at. */
const stopsFor = (data: DataName): number[] => (data === "scenes" ? [10, 50, 100] : published);

const ways: readonly { name: string; loss: LossName; rate: number }[] = [
  { name: "average", loss: "average", rate: 1 },
  { name: "maximum", loss: "maximum", rate: 1 },
  { name: "average, rate 0.1", loss: "average", rate: 0.1 },
  { name: "maximum, rate 0.1", loss: "maximum", rate: 0.1 },
];

/** Learning by the closest pair or by the average over pairs: U-Hop, figures 9 to 16 and 18 to 25. */
export const maxAverage: Experiment<UhopCell, MaxAverageOutcome> = defineExperiment({
  name: "max-average",
  version: 1,
  title: "Learning by the closest pair, or by the average over pairs",
  paper: `${uhopPaper}, figures 9 to 16 and 18 to 25, appendix G.2`,
  question:
    "The maximum loss looks at the closest pair alone, the average at all. Which leaves less error, after how many iterations, with how many memories?",
  settings: [
    {
      name: "Losses",
      text: "Average: the log of the mean of exp(−t |φ_i − φ_j|²) over i < j; maximum: the largest −t |φ_i − φ_j|², of the closest pair; t = 2, features divided by their length.",
    },
    {
      name: "Iterations",
      text: "N = 10, 20, 30, 50, 100, 200, 250, 500, looked at on the way of one descent. Figure 15 says N = 10 as figure 9 does; by its place among the others, and by figure 24, it must be 250.",
    },
    {
      name: "Rates",
      text: "1 for both, as table 4 has it; and 0.1 for both, as a rate that suits one loss need not suit the other. (The published code learns the maximum at a rate of 10 that stays, the average at 1 that decays.)",
    },
    maskSetting,
    retrievalSetting,
    errorSetting,
    learningSetting({ loss: "either loss", rate: "a constant rate" }),
    dataSetting,
    {
      name: "Runs",
      text: "The paper has 20. Here 5 on MNIST and 3 on CIFAR-10 up to 100 memories, 2 for 200, 1 for 500: what a laptop does in minutes.",
    },
  ],
  presets: {
    quick: {
      about: "16 × 16 scenes that are generated; 10, 20 and 40 memories; 10, 50 and 100 iterations; 2 runs.",
      seconds: 3,
      data: ["scenes"],
      cells: uhopCells("scenes", [10, 20, 40], () => 2),
    },
    paper: {
      about: "MNIST and CIFAR-10; 10 to 500 memories; 1 to 5 runs.",
      seconds: 420,
      data: ["mnist", "cifar10"],
      cells: [
        ...uhopCells("mnist", sizes, (M) => (M <= 100 ? 5 : M === 200 ? 2 : 1)),
        ...uhopCells("cifar10", sizes, (M) => (M <= 100 ? 3 : M === 200 ? 2 : 1)),
      ],
    },
  },
  run,
  summarise: (results) => ({
    claims: maxAverageClaims(results),
    numbers: iterationsOf(results)
      .filter((N) => [10, 100, 500].includes(N))
      .flatMap((N) =>
        uhopNumbers(
          curvesAt(results, N),
          (M, way) => `N = ${N}, ${M} memories, ${way}: error`,
          (M, last) => M === last || M === 100,
        ),
      ),
  }),
  chart: (results) =>
    iterationsOf(results).flatMap((N) =>
      uhopCharts(curvesAt(results, N), {
        title: `N = ${N}`,
        description: `The squared error after ${N} iterations, by the average loss and by the maximum.`,
        xLabel: "memories stored",
        yLabel: "squared error of a picture",
      }),
    ),
});

async function run(
  { data, memories }: UhopCell,
  { random, data: sets }: { random: Random; data: ExperimentData },
): Promise<MaxAverageOutcome> {
  const drawn = drawMemories(sets.pictures(data), memories, random);
  const queries = halfMasked(drawn, random);
  const start = drawStart(drawn.patterns.columns, random);
  const reached: MaxAverageOutcome["reached"][number][] = [];
  for (const { name: way, loss, rate } of ways) {
    for await (const { stop: N, kernel } of learnOn(drawn.patterns, stopsFor(data), { start, loss, rate })) {
      const { error } = scoreOf(uhop(kernel), drawn, queries);
      reached.push({ way, N, loss: kernel.loss, error });
    }
  }
  return { energy: drawn.energy, reached };
}
