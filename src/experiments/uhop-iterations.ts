import type { LearnOptions } from "../kernel/index.ts";
import type { Matrix, Random } from "../math/index.ts";
import type { DataName, ExperimentData } from "./data.ts";
import { defineExperiment, type Experiment, type Result } from "./experiment.ts";
import { type UhopCell, uhopCells } from "./uhop-cells.ts";
import { type UhopCurve, uhopCharts, uhopCurves, uhopNumbers } from "./uhop-curves.ts";
import { iterationClaims } from "./uhop-iterations-claims.ts";
import { codedStart, drawStart, learnOn } from "./uhop-learning.ts";
import { fairRivals, uhop } from "./uhop-models.ts";
import {
  dataSetting,
  errorSetting,
  learningSetting,
  maskSetting,
  retrievalSetting,
  uhopPaper,
} from "./uhop-settings.ts";
import { drawMemories, halfMasked, scoreOf } from "./uhop-task.ts";

type Reached = { readonly iterations: number; readonly loss: number; readonly error: number };

type Outcome = {
  readonly ways: { readonly [way: string]: readonly Reached[] };
  /** The errors of what doesn’t learn by iterations. */
  readonly fair: { readonly [model: string]: number };
};

const published = [1, 10, 20, 50, 100, 200, 500, 1000];

/** The numbers of iterations that are looked at. */
const stopsFor = (data: DataName): number[] => published.filter((N) => data !== "scenes" || N <= 200);

/** Ways to read “SGD, rate 1”, and one that needs no rate. */
const ways: readonly { name: string; options(start: Matrix): LearnOptions }[] = [
  { name: "rate 1", options: (start) => ({ start }) },
  { name: "rate 0.1", options: (start) => ({ start, rate: 0.1 }) },
  { name: "rate 1 from N(0, 1)", options: (start) => ({ start: codedStart(start) }) },
  { name: "as coded", options: (start) => ({ start: codedStart(start), asCoded: true }) },
  { name: "L-BFGS", options: (start) => ({ start, optimiser: "l-bfgs" }) },
];

/** What more iterations do to loss and error: U-Hop, figures 5, 8 and 17. */
export const uhopIterations: Experiment<UhopCell, Outcome> = defineExperiment({
  name: "uhop-iterations",
  version: 1,
  title: "What iterations of learning do to loss and error",
  paper: `${uhopPaper}, figures 5, 8 and 17, section 4.1`,
  question:
    "As stage I goes on, does the separation loss fall, and does the retrieval error fall with it, however its start and rate are read?",
  settings: [
    {
      name: "Ways to learn",
      text: "Rate 1 and rate 0.1: gradient descent from N(0, 1/d). Rate 1 from N(0, 1): the start of the published code with the rate of table 4, kept; the same as a rate of 1/d from N(0, 1/d), with scores d times as large. As coded: that start, and a rate divided by √(i + 1) after iteration i, over and over. L-BFGS: no rate, a loss that never rises; it begins anew at each N that is looked at, and ends once the loss falls by less than 1e-4 in 10 iterations.",
    },
    maskSetting,
    retrievalSetting,
    errorSetting,
    learningSetting(),
    { name: "Memories", text: "100, which the paper leaves open." },
    dataSetting,
    { name: "Runs", text: "20, as the paper has it." },
  ],
  presets: {
    quick: {
      about: "16 × 16 scenes that are generated; 20 memories; up to 200 iterations; 2 runs.",
      seconds: 5,
      data: ["scenes"],
      cells: uhopCells("scenes", [20], () => 2),
    },
    paper: {
      about: "MNIST and CIFAR-10; 100 memories; 20 runs.",
      seconds: 480,
      data: ["mnist", "cifar10"],
      cells: [...uhopCells("mnist", [100], () => 20), ...uhopCells("cifar10", [100], () => 20)],
    },
  },
  run,
  summarise: (results) => ({
    claims: iterationClaims(curvesOf(results, "loss"), curvesOf(results, "error")),
    numbers: (["loss", "error"] as const).flatMap((measure) =>
      uhopNumbers(
        curvesOf(results, measure),
        (N, way) => `N = ${N}, ${way}: ${measure}`,
        (N, last) => N === last || N === 1 || N === 100,
      ),
    ),
  }),
  chart: (results) => [
    ...uhopCharts(curvesOf(results, "loss"), {
      title: "Loss by iterations",
      description: "The separation loss after N iterations.",
      xLabel: "N",
      yLabel: "separation loss",
      fromZero: false,
    }),
    ...uhopCharts(curvesOf(results, "error"), {
      title: "Error by iterations",
      description: "The squared error of what is retrieved after N iterations.",
      xLabel: "N",
      yLabel: "squared error of a picture",
      baselines: fairRivals.map(({ name }) => name),
    }),
  ],
});

async function run(
  { data, memories }: UhopCell,
  { random, data: sets }: { random: Random; data: ExperimentData },
): Promise<Outcome> {
  const drawn = drawMemories(sets.pictures(data), memories, random);
  const queries = halfMasked(drawn, random);
  const start = drawStart(drawn.patterns.columns, random);
  const reached: Record<string, Reached[]> = {};
  for (const { name, options } of ways) {
    const found: Reached[] = [];
    reached[name] = found;
    for await (const { stop, kernel } of learnOn(drawn.patterns, stopsFor(data), options(start))) {
      const { error } = scoreOf(uhop(kernel), drawn, queries);
      found.push({ iterations: stop, loss: kernel.loss, error });
    }
  }
  const fair = fairRivals.map(({ name, make }) => [name, scoreOf(make(), drawn, queries).error] as const);
  return { ways: reached, fair: Object.fromEntries(fair) };
}

function curvesOf(results: readonly Result<UhopCell, Outcome>[], measure: "loss" | "error"): UhopCurve[] {
  return uhopCurves(
    results.flatMap(({ cell: { data }, outcome: { ways, fair } }) => [
      ...Object.entries(ways).flatMap(([line, found]) =>
        found.map(({ iterations: x, [measure]: y }) => ({ data, line, x, y })),
      ),
      ...(measure === "error"
        ? Object.entries(fair).flatMap(([line, y]) => stopsFor(data).map((x) => ({ data, line, x, y })))
        : []),
    ]),
  );
}
