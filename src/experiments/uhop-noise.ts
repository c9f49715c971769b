import type { Random } from "../math/index.ts";
import type { ExperimentData } from "./data.ts";
import { defineExperiment, type Experiment, type Result } from "./experiment.ts";
import { type UhopCell, uhopCells } from "./uhop-cells.ts";
import { type UhopCurve, uhopCharts, uhopCurves, uhopFirst, uhopNumbers } from "./uhop-curves.ts";
import { drawStart, learnOn } from "./uhop-learning.ts";
import { fairRivals, publishedRivals, uhop } from "./uhop-models.ts";
import { noiseClaims } from "./uhop-noise-claims.ts";
import { dataSetting, errorSetting, learningSetting, retrievalSetting, uhopPaper } from "./uhop-settings.ts";
import {
  drawMemories,
  scoreOfStored,
  type UhopScore,
  withNoiseOfNorm,
  withNoiseOnPixels,
} from "./uhop-task.ts";

/** By the kind of noise. */
type Outcome = { readonly [kind in NoiseKind]: readonly AtLevel[] };

type AtLevel = { readonly level: number; readonly models: { readonly [model: string]: UhopScore } };

type NoiseKind = "norm" | "pixel";

const levels = [0, 0.01, 0.05, 0.1, 0.3, 0.5, 0.7, 1, 1.2, 1.4, 2];

const kinds = [
  { kind: "norm", title: "Noise of a norm", xLabel: "norm of the noise", noisy: withNoiseOfNorm },
  { kind: "pixel", title: "Noise on pixels", xLabel: "deviation of the noise", noisy: withNoiseOnPixels },
] as const;

/** How much noise pictures come back from: U-Hop, figure 3 (right). */
export const uhopNoise: Experiment<UhopCell, Outcome> = defineExperiment({
  name: "uhop-noise",
  version: 1,
  title: "What a learned similarity brings back from noise",
  paper: `${uhopPaper}, figure 3 (right), sections 4.1 and F.3`,
  question:
    "Memories are asked for by noisy pictures. How far from the originals are U-Hop’s answers, as noise grows, beside those of models whose similarity isn’t learned?",
  settings: [
    {
      name: "Noise",
      text: "The paper has two definitions, its code a third. Here “noise of a norm” is that of appendix F.3: a Gaussian vector for each picture, scaled to the level as its Euclidean norm; nothing is clipped. A digit’s own norm is about 9 and a colour picture’s about 28, so that a norm of 2 is little. “Noise on pixels” is that of one published script: N(0, level²) on every value, then the absolute value, then at most 1. Section 4.1 speaks of altering the mean of Gaussian vectors; that isn’t run. Table 4 has the levels.",
    },
    retrievalSetting,
    errorSetting,
    learningSetting(),
    {
      name: "Iterations",
      text: "N = 100, and 200 on CIFAR-10, as appendix F.3 has it. 100 memories, which the paper leaves open.",
    },
    {
      name: "Models",
      text: "As in uhop-capacity: the baselines of the paper, distances with the right sign, and fair ones that learn nothing by iterations.",
    },
    dataSetting,
    { name: "Runs", text: "20, as the paper has it." },
  ],
  presets: {
    quick: {
      about: "16 × 16 scenes that are generated; 20 memories; 2 runs.",
      seconds: 4,
      data: ["scenes"],
      cells: uhopCells("scenes", [20], () => 2),
    },
    paper: {
      about: "MNIST and CIFAR-10; 100 memories; 20 runs.",
      seconds: 240,
      data: ["mnist", "cifar10"],
      cells: [...uhopCells("mnist", [100], () => 20), ...uhopCells("cifar10", [100], () => 20)],
    },
  },
  run,
  summarise: (results) => ({
    claims: noiseClaims(curvesOf(results, "norm"), curvesOf(results, "pixel")),
    numbers: kinds.flatMap(({ kind, xLabel }) =>
      uhopNumbers(
        curvesOf(results, kind),
        (level, model) => `${xLabel} ${level}, ${model}: error`,
        (level, last) => level === last || (level === 0.5 && kind === "pixel"),
      ),
    ),
  }),
  chart: (results) =>
    kinds.flatMap(({ kind, title, xLabel }) =>
      uhopCharts(curvesOf(results, kind), {
        title,
        description: "The squared error of what is retrieved from noisy pictures, one step, β = 1.",
        xLabel,
        yLabel: "squared error of a picture",
        baselines: fairRivals.map(({ name }) => name),
      }),
    ),
});

async function run(
  { data: name, memories }: UhopCell,
  { random, data }: { random: Random; data: ExperimentData },
): Promise<Outcome> {
  const drawn = drawMemories(data.pictures(name), memories, random);
  const start = drawStart(drawn.patterns.columns, random);
  const models = [...publishedRivals, ...fairRivals].map(({ name, make }) => ({ name, model: make() }));
  const stops = name === "cifar10" ? [200] : [100];
  for await (const { kernel } of learnOn(drawn.patterns, stops, { start })) {
    models.push({ name: "U-Hop", model: uhop(kernel) });
  }
  // What depends on the memories alone, whitening above all, is done once.
  const stored = models.map(({ name, model }) => ({ name, model: model.store(drawn.patterns) }));
  const at = (noisy: (typeof kinds)[number]["noisy"]): AtLevel[] =>
    levels.map((level) => {
      const queries = noisy(drawn, level, random);
      const scores = stored.map(({ name, model }) => [name, scoreOfStored(model, drawn, queries)] as const);
      return { level, models: Object.fromEntries(scores) };
    });
  return { norm: at(withNoiseOfNorm), pixel: at(withNoiseOnPixels) };
}

function curvesOf(results: readonly Result<UhopCell, Outcome>[], kind: NoiseKind): UhopCurve[] {
  return uhopCurves(
    results.flatMap(({ cell: { data }, outcome }) =>
      outcome[kind].flatMap(({ level: x, models }) =>
        uhopFirst(models).map(([line, { error: y }]) => ({ data, line, x, y })),
      ),
    ),
  );
}
