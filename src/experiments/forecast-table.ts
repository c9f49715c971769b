import { defineExperiment, type Experiment } from "./experiment.ts";
import { forecastClaims } from "./forecast-claims.ts";
import { forecastCharts, groupsOf } from "./forecast-curves.ts";
import { printedError, tableNets } from "./forecast-printed.ts";
import { type ForecastCell, type ForecastOutcome, forecastCell, plainForecasters } from "./forecast-task.ts";
import type { SeriesName } from "./series-data.ts";

const published: readonly SeriesName[] = ["ETTh1", "ETTm1", "ECL", "WTH", "Traffic"];

/** Whose published files are whole, so that their numbers compare. */
const whole: readonly SeriesName[] = ["ETTh1", "ETTm1", "WTH"];

/** What is run of the table; a step of long windows takes much time. */
const reductions = [
  { sets: whole, horizon: 96, runs: 3, windows: 1000, batch: 64 },
  { sets: ["ECL", "Traffic"], horizon: 96, runs: 1, windows: 1000, batch: 64 },
  { sets: published, horizon: 192, runs: 1, windows: 1000, batch: 64 },
  { sets: published, horizon: 336, runs: 1, windows: 500, batch: 32 },
  { sets: published, horizon: 720, runs: 1, windows: 250, batch: 16 },
] as const;

/** Forecasts by one Hopfield layer with each separation. Nonparametric, table 6. */
export const forecastTable: Experiment<ForecastCell, ForecastOutcome> = defineExperiment({
  name: "forecast-table",
  version: 2,
  title: "Forecasts by a Hopfield layer, with each separation",
  paper: "Hu et al. 2024 (Nonparametric modern Hopfield models), table 6 and appendix E.4",
  question:
    "Do the efficient separations forecast as well as the dense one? And do any of these nets forecast better than what needs no training?",
  settings: [
    {
      name: "Net",
      text: "Linear(1, 64), LayerNorm, Hopfield layer, GELU, LayerNorm, Hopfield pooling, LayerNorm, Linear(64, H), β = 1/8, one head; as many past values as future ones. Nothing tells the net where in the window a value stands: but for window, it sees a set of values, not a series.",
    },
    {
      name: "Training",
      text: "AdamW, 1e-3, gradients clipped at 5, the epoch with the least validation error. Reduced: 10 epochs of at most 1,000 windows at 96 and 192, 500 at 336, 250 at 720; three seeds for ETT and WTH at 96, else one. The paper has 5 runs and says nothing of epochs. Its printed 196 means 192.",
    },
    {
      name: "Data",
      text: "The univariate setting: one column, standardised by the training part. ETT: 12, 4 and 4 months; the others 7 : 1 : 2. 500 places of the test part, evenly spaced. ECL is columns 0 and OT of a published file, Traffic sensor 0 and not the usual target: their numbers don’t compare with the paper’s.",
    },
    {
      name: "Separations",
      text: "Window reaches 8, 12, 14 and 16; pooling, which can’t have one, is then dense, as in the published code. Linear is elu + 1, random features are 256 positive ones. The published code’s top-K masked nothing, and its sparse layer was dense; here they are what they say.",
    },
    {
      name: "Beside them",
      text: "Naive: the last value. Seasonal naive: the last season, found by autocorrelation. Linear map: one map from the last H values, relative to the last, in closed form. Recall: past windows of the training part, options chosen on the validation part. Dense, ordered: the dense net told where each value stands, and forecasting what is to be added to the last value.",
    },
  ],
  presets: {
    quick: {
      about: "A generated series; horizon 6; nets of 8 units, 2 epochs.",
      seconds: 3,
      data: ["waves"],
      cells: cellsOf(
        { sets: ["waves"], horizon: 6, runs: 1, windows: 64, batch: 32 },
        { width: 8, epochs: 2 },
      ),
    },
    paper: {
      about: "Five published series, four horizons, eight nets and what stands beside them; reduced as told.",
      seconds: 6000,
      data: published,
      cells: reductions.flatMap((reduction) => cellsOf(reduction, { width: 64, epochs: 10 })),
    },
  },
  run: forecastCell,
  summarise: (results) => {
    const groups = groupsOf(results);
    return {
      claims: forecastClaims(groups),
      numbers: groups.map(({ data, horizon, model, mse, spread }) => ({
        name: `${data}, ${horizon} ahead, ${model}: MSE`,
        published: printedError(data, horizon, model),
        ours: mse,
        spread,
      })),
    };
  },
  chart: (results) => forecastCharts(groupsOf(results)),
});

interface Reduction {
  readonly sets: readonly SeriesName[];
  readonly horizon: number;
  readonly runs: number;
  readonly windows: number;
  readonly batch: number;
}

/** All sets once before any of them again: an interrupted run has compared them all. */
function cellsOf({ sets, runs, ...rest }: Reduction, net: { width: number; epochs: number }): ForecastCell[] {
  return Array.from({ length: runs }, (_, run) => run).flatMap((run) =>
    sets.flatMap((data) =>
      [...(run === 0 ? plainForecasters : []), ...tableNets, "dense, ordered" as const].map((model) => ({
        ...{ data, model, ...rest, ...net, run },
      })),
    ),
  );
}
