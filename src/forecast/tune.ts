import { type Backtest, backtest, compared } from "./backtest.ts";
import type { Forecaster } from "./forecaster.ts";
import { fitLinear, linearFrom, linearWeights, windowProducts } from "./linear.ts";
import { naive, seasonalNaive } from "./naive.ts";
import { continuations, continued, matchedWindows, type RecallSettings, recallForecaster } from "./recall.ts";
import type { Season } from "./season.ts";

/** A forecaster whose options were chosen on the validation part. */
export interface Tuned {
  readonly name: string;
  /** On the validation part, fitted to what comes before it. */
  readonly validation: Score;
  /** Fitted to what comes before `end`; a trained net stays as it is. */
  fit(end: number): Forecaster;
}

/** Errors in standard deviations of the training part. */
export type Score = Pick<Backtest, "mse" | "mae">;

/** What options are chosen with. */
export interface TuneInput {
  /** The whole series, standardised. */
  readonly values: Float32Array;
  readonly horizon: number;
  /** Where the training part ends and the validation part begins. */
  readonly trainEnd: number;
  /** Places of the validation part to forecast from. */
  readonly origins: readonly number[];
  readonly seasons: readonly Season[];
}

/** The names of the forecasters that need no training. */
export const forecasterNames: readonly string[] = ["recall", "linear", "seasonal-naive", "naive"];

/** A forecaster by its name, its options chosen on the validation part; undefined where the series is too short for it. */
export async function tuned(name: string, input: TuneInput): Promise<Tuned | undefined> {
  switch (name) {
    case "recall":
      return tunedRecall(input);
    case "linear":
      return tunedLinear(input);
    case "seasonal-naive":
      return tunedSeasonal(input);
    case "naive":
      return tunedNaive(input);
    default:
      throw new RangeError(`no forecaster is called "${name}"; choose one of ${forecasterNames.join(", ")}`);
  }
}

async function tunedNaive({ values, origins, horizon }: TuneInput): Promise<Tuned> {
  const validation = scoreOf(await backtest(naive(horizon), values, origins));
  return { name: "naive", validation, fit: () => naive(horizon) };
}

async function tunedSeasonal({ values, origins, horizon, seasons }: TuneInput): Promise<Tuned | undefined> {
  let best: Tuned | undefined;
  for (const { length } of seasons) {
    if (length > origins[0]) continue;
    const validation = scoreOf(await backtest(seasonalNaive(horizon, length), values, origins));
    best = better(best, { name: "seasonal-naive", validation, fit: () => seasonalNaive(horizon, length) });
  }
  return best;
}

/** Windows of the linear forecaster: so many of the shortest season, not more than this in all. */
const linearSeasons = [1, 2, 4, 14, 28];
const longestLinear = 672;
const ridges = [1e-4, 1e-2, 1];

async function tunedLinear(input: TuneInput): Promise<Tuned | undefined> {
  const { values, origins, horizon, trainEnd } = input;
  // At least as many stretches as there are numbers to find.
  const longest = Math.min(longestLinear, Math.floor((trainEnd - horizon) / 2));
  const windows = windowsOf(input, linearSeasons, longest);
  if (windows.length === 0) return undefined;
  const products = windowProducts(values.subarray(0, trainEnd), Math.max(...windows) + horizon);
  let best: Tuned | undefined;
  for (const window of windows) {
    for (const ridge of ridges) {
      const fitted = linearFrom(linearWeights(products, { window, horizon, ridge }));
      const validation = scoreOf(await backtest(fitted, values, origins));
      const fit = (end: number): Forecaster => fitLinear({ values, end, horizon }, { window, ridge });
      best = better(best, { name: "linear", validation, fit });
    }
  }
  return best;
}

const recallSeasons = [1, 2, 4, 7];
const longestRecall = 512;

const betas: Readonly<Record<string, readonly number[]>> = {
  softmax: [10, 20, 50, 100],
  sparsemax: [0.3, 1, 3, 10],
  entmax: [1, 3, 10, 30],
  "top-k": [1],
};

/** How many windows top-k keeps. */
const kept = [10, 30, 100];

/** Window, comparison and anchor first, with the separation that β matters least to; then separation and β. */
function tunedRecall(input: TuneInput): Tuned | undefined {
  const { values, origins, horizon } = input;
  const longest = Math.min(longestRecall, Math.floor((origins[0] - horizon) / 2) - 1);
  let best: { settings: RecallSettings; score: Score } | undefined;
  const consider = (settings: RecallSettings, score: Score): void => {
    if (!best || score.mae < best.score.mae) best = { settings, score };
  };
  for (const window of windowsOf(input, recallSeasons, longest)) {
    for (const compare of ["shape", "level"] as const) {
      const matched = matchedWindows({ values, origins, horizon }, { window, compare });
      for (const anchor of ["mean", "last"] as const) {
        const settings = { window, compare, anchor, separation: "top-k", k: 30, beta: 1 };
        const forecasts = continued(matched, continuations(matched, settings), settings);
        consider(settings, scoreOf(compared(forecasts, values, origins)));
      }
    }
  }
  if (!best) return undefined;
  const { window, compare, anchor } = best.settings;
  const matched = matchedWindows({ values, origins, horizon }, { window, compare });
  const followed = continuations(matched, { compare, anchor });
  for (const separation of separations()) {
    const settings = { window, compare, anchor, ...separation };
    consider(settings, scoreOf(compared(continued(matched, followed, settings), values, origins)));
  }
  const { settings, score } = best;
  return { name: "recall", validation: score, fit: () => recallForecaster(horizon, settings) };
}

function separations(): Pick<RecallSettings, "separation" | "k" | "beta">[] {
  return Object.entries(betas).flatMap(([separation, tried]) =>
    tried.flatMap((beta): Pick<RecallSettings, "separation" | "k" | "beta">[] =>
      separation === "top-k" ? kept.map((k) => ({ separation, k, beta })) : [{ separation, beta }],
    ),
  );
}

/** Multiples of the shortest season, of all seasons themselves and of the horizon where there is none; ascending. */
function windowsOf({ seasons, horizon }: TuneInput, multiples: readonly number[], longest: number): number[] {
  const shortest =
    seasons.length > 0 ? Math.min(...seasons.map(({ length }) => length)) : Math.min(horizon, 24);
  const all = [
    ...multiples.map((times) => times * shortest),
    ...seasons.flatMap(({ length }) => [length, 2 * length]),
  ];
  const fitting = new Set(all.filter((window) => window >= 2 && window <= longest));
  if (fitting.size === 0 && longest >= 2) fitting.add(longest);
  return [...fitting].sort((a, b) => a - b);
}

function scoreOf({ mse, mae }: Backtest): Score {
  return { mse, mae };
}

function better(best: Tuned | undefined, other: Tuned): Tuned {
  return best && best.validation.mae <= other.validation.mae ? best : other;
}
