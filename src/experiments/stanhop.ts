import type { Claim } from "../report/index.node.ts";
import { defineExperiment, type Experiment, type Result } from "./experiment.ts";
import type { SeriesName } from "./series-data.ts";
import { type StanhopCell, type StanhopOutcome, stanhopCell, stanhopModels } from "./stanhop-task.ts";

/** Mean square errors as printed, without and with U-Hop. U-Hop, table 8. */
const printed: Partial<Record<SeriesName, Readonly<Record<number, readonly [number, number]>>>> = {
  ETTh1: { 96: [0.395, 0.392], 192: [0.425, 0.42], 336: [0.495, 0.47], 720: [0.631, 0.572] },
  ETTm1: { 96: [0.334, 0.333], 192: [0.351, 0.355], 336: [0.391, 0.392], 720: [0.436, 0.435] },
  WTH: { 96: [0.494, 0.483], 192: [0.513, 0.528], 336: [0.523, 0.523], 720: [0.601, 0.603] },
};

const published: readonly SeriesName[] = ["ETTh1", "ETTm1", "WTH"];

const reduced = { past: 168, segment: 12, width: 64, epochs: 5, windows: 1000 };

/** STanHop-Net with and without U-Hop. U-Hop, table 8. */
export const stanhop: Experiment<StanhopCell, StanhopOutcome> = defineExperiment({
  name: "stanhop",
  version: 2,
  title: "STanHop-Net with and without U-Hop",
  paper: "Wu et al. 2024 (U-Hop), table 8 and appendix F.5",
  question: "Does a separated kernel before its associations make STanHop-Net forecast better?",
  settings: [
    {
      name: "Net",
      text: "Segments of 12, coarse graining by 2, one encoder layer at 96 and 192, two at 336 and 720, 4 heads, 10 prototypes, entmax with a learned α, as published or as the published code has it. Reduced: 64 units for 256. The past, which isn’t said, is 168 values. Without memory plug-ins, which the published code lacks.",
    },
    {
      name: "U-Hop",
      text: "A Φ before W_Q and W_K of each association over time and of each of the decoder’s with the encoder; algorithm 2: a step of descent on the separation loss (definition 3.1) at a rate of 0.1 before each step on the mean absolute error. Which associations it is put before isn’t said, nor is the published code to be had.",
    },
    {
      name: "Training",
      text: "Adam, 16 windows to a step, the epoch with the least validation error. Reduced: 5 epochs of at most 1,000 windows, at a rate of 5e-4, for 50 epochs of all at 1e-4; 500 windows at 720; one seed, the same for both nets.",
    },
    {
      name: "Data",
      text: "All columns, each standardised by the training part: ETT 12, 4 and 4 months, WTH 7 : 1 : 2. 500 places of the test part, evenly spaced.",
    },
    {
      name: "Beside them",
      text: "By column: the last value; the last season; a linear map from the last 168 values, relative to the last, in closed form.",
    },
  ],
  presets: {
    quick: {
      about: "A generated series; horizon 6; 8 units, 4 epochs.",
      seconds: 5,
      data: ["waves"],
      cells: cellsOf(["waves"], [6], { past: 12, segment: 3, width: 8, epochs: 4, windows: 64 }),
    },
    paper: {
      about: "ETTh1, ETTm1 and WTH; four horizons; reduced as told.",
      seconds: 5000,
      data: published,
      cells: [
        ...cellsOf(published, [96, 192, 336], reduced),
        ...cellsOf(published, [720], { ...reduced, windows: 500 }),
      ],
    },
  },
  run: stanhopCell,
  summarise: (results) => ({
    claims: claimsOf(results),
    numbers: results.map(({ cell: { data, horizon, model }, outcome }) => ({
      name: `${data}, ${horizon} ahead, ${model}: MSE`,
      published: printed[data]?.[horizon]?.[stanhopModels.indexOf(model)] ?? null,
      ours: outcome.mse,
      spread: null,
    })),
  }),
  chart: (results) => [
    {
      title: "Error by horizon",
      description:
        "The mean square error on the test part, by horizon; dashed grey: what isn’t trained by descent.",
      xLabel: "steps ahead",
      yLabel: "mean square error",
      panels: [...new Set(results.map(({ cell }) => cell.data))].map((data) => ({
        title: data,
        lines: stanhopModels.map((model, i) => ({
          name: model,
          kind: i > 1 ? ("baseline" as const) : ("line" as const),
          points: results
            .filter(({ cell }) => cell.data === data && cell.model === model)
            .map(({ cell, outcome: { mse } }) => ({ x: cell.horizon, y: mse, low: mse, high: mse })),
        })),
      })),
    },
  ],
});

function cellsOf(
  sets: readonly SeriesName[],
  ahead: readonly number[],
  rest: Pick<StanhopCell, "past" | "segment" | "width" | "epochs" | "windows">,
): StanhopCell[] {
  return ahead.flatMap((horizon) =>
    sets.flatMap((data) =>
      stanhopModels.map((model) => ({
        data,
        model,
        horizon,
        ...rest,
        layers: horizon > 192 ? 2 : 1,
        run: 0,
      })),
    ),
  );
}

function claimsOf(results: readonly Result<StanhopCell, StanhopOutcome>[]): Claim[] {
  const settings = [...new Set(results.map(({ cell }) => `${cell.data} ${cell.horizon}`))].map(
    (name) => (model: StanhopCell["model"]) =>
      results.find(({ cell }) => `${cell.data} ${cell.horizon}` === name && cell.model === model)?.outcome
        .mse ?? Number.POSITIVE_INFINITY,
  );
  const better = settings.filter((error) => error("with U-Hop") < error("STanHop-Net"));
  const gains = settings.map((error) => 1 - error("with U-Hop") / error("STanHop-Net"));
  const gain = (100 * gains.reduce((sum, value) => sum + value, 0)) / gains.length;
  const net = (error: (typeof settings)[number]): number =>
    Math.min(error("STanHop-Net"), error("with U-Hop"));
  const plain = (error: (typeof settings)[number]): number =>
    Math.min(error("naive"), error("seasonal naive"), error("linear map"));
  const useful = settings.filter((error) => net(error) < plain(error));
  const trained = results.flatMap(({ outcome: { losses } }) => (losses ? [losses] : []));
  const fell = trained.filter(([first, last]) => last < first);
  return [
    {
      by: "paper",
      statement: "U-Hop improves STanHop-Net in most datasets and horizons.",
      verdict: signVerdict(better.length, settings.length),
      reason: `Its error is lower in ${better.length} of ${settings.length} settings, by ${gain.toFixed(1)} % on average, of one seed; the paper’s own table has it lower in 7 of 12. A coin does as well in ${(100 * coinProbability(better.length, settings.length)).toFixed(0)} % of cases.`,
    },
    {
      by: "paper",
      statement: "STanHop-Net forecasts better than what needs no descent.",
      verdict: useful.length > settings.length / 2 ? "holds" : "fails",
      reason: `The better of the two nets is below both naive forecasts and the linear map in ${useful.length} of ${settings.length} settings. The paper compares with none of these, and trains wider nets for longer.`,
    },
    {
      by: "here",
      statement: "Every net learns.",
      verdict: fell.length === trained.length ? "holds" : "fails",
      reason: `The mean loss of the last epoch is below that of the first in ${fell.length} of ${trained.length} trainings.`,
    },
  ];
}

/** Whether so many wins among so many settings are more, or fewer, than a coin’s: a sign test at 5 %. */
function signVerdict(wins: number, settings: number): Claim["verdict"] {
  if (coinProbability(wins, settings) <= 0.05) return "holds";
  return coinProbability(settings - wins, settings) <= 0.05 ? "fails" : "untested";
}

/** How likely a coin wins at least so often. */
function coinProbability(wins: number, tosses: number): number {
  let [ways, sum] = [1, 0];
  for (let i = 0; i <= tosses; i++) {
    if (i >= wins) sum += ways;
    ways = (ways * (tosses - i)) / (i + 1);
  }
  return sum / 2 ** tosses;
}
