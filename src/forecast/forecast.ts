import { partsByShare, type SeriesColumn, type SeriesParts } from "../data/index.ts";
import { type Backtest, backtest, originsIn } from "./backtest.ts";
import { type ErrorBand, errorBand } from "./band.ts";
import { type Episode, episodesOf } from "./episodes.ts";
import type { Forecaster } from "./forecaster.ts";
import type { NetInput } from "./net.ts";
import type { RecallForecaster } from "./recall.ts";
import { type Season, seasonsOf } from "./season.ts";
import { type Standard, standardOf } from "./standard.ts";
import { forecasterNames, type Score, type Tuned, tuned } from "./tune.ts";

export interface ForecastOptions {
  /** How many steps ahead. Default: 96, or a tenth of the series where that is less. */
  readonly horizon?: number;
  /** How many steps a season has. Default: found from the autocorrelation of the training part. */
  readonly season?: number;
  /** The name of a forecaster; by default the one with the lowest error on the validation part. */
  readonly model?: string;
  /** Names the series in errors. Default: the column's name. */
  readonly name?: string;
  /** Other forecasters to choose from, tuned already. */
  readonly others?: (input: NetInput) => Promise<readonly Tuned[]>;
  /** Told how far the work has come. */
  readonly onProgress?: (stage: string, done: number, total: number) => void;
}

/** A forecast, and everything that says what it is worth. Values are in the units of the series. */
export interface Forecast {
  readonly column: SeriesColumn;
  readonly horizon: number;
  /** The seasons found, or the one given. */
  readonly seasons: readonly Season[];
  readonly parts: SeriesParts;
  readonly standard: Standard;
  /** Every forecaster tried, the lowest error on the validation part first. */
  readonly tried: readonly Trial[];
  /** The trial whose forecast this is. */
  readonly chosen: Trial;
  /** `[H]` */
  readonly values: Float64Array;
  /** From the chosen one's errors on the test part; undefined where there are too few. */
  readonly band: ErrorBand | undefined;
  /** The stretches of the past that the recalling forecaster weighs most, and whose forecast they make. */
  readonly remembered: { readonly window: number; readonly episodes: readonly Episode[] } | undefined;
  /** The chosen forecaster, fitted to the whole series. It takes and gives standardised values. */
  readonly forecaster: Forecaster;
}

/** A forecaster and its errors, in standard deviations of the training part. */
export interface Trial {
  readonly name: string;
  readonly settings: string;
  readonly validation: Score;
  readonly test: Score;
  /** How many origins of the test part it was asked at. */
  readonly origins: number;
  /** What it says now, `[H]`, in the units of the series. */
  readonly values: Float64Array;
}

/** A series too short for what is asked. */
export class ShortSeriesError extends Error {}

/** At so many places of the validation and of the test part forecasts are made. */
const [validationOrigins, testOrigins] = [64, 200];

/** So many stretches of the past are shown. */
const shownEpisodes = 6;

/** The forecaster that says what it remembered, and the two that every other one has to beat. */
const always = ["recall", "seasonal-naive", "naive"];

/**
 * Continues a series. Forecasters are fitted to its first part, their options and the forecaster itself chosen on the
 * second, and judged on the last, from origins that roll through it; then the chosen one is fitted to all of it.
 * @throws ShortSeriesError where there is too little to fit, choose and judge by; RangeError for options out of range.
 */
export async function forecastSeries(column: SeriesColumn, options: ForecastOptions = {}): Promise<Forecast> {
  const { values: raw } = column;
  const { name = column.name } = options;
  const horizon = options.horizon ?? Math.max(1, Math.min(96, Math.floor(raw.length / 10)));
  const parts = partsFor(raw.length, horizon, name);
  const standard = standardOf(raw.subarray(0, parts.train.end), name);
  const values = standard.standardised(raw);
  const seasons = seasonsFor(values.subarray(0, parts.train.end), options.season);
  const candidates = await candidatesFor({ values, horizon, seasons, parts }, options);
  const trials: { trial: Trial; forecaster: Forecaster; test: Backtest }[] = [];
  for (const [i, candidate] of candidates.entries()) {
    options.onProgress?.("backtest", i, candidates.length);
    trials.push(await trialOf(candidate, { values, parts, horizon, standard }));
  }
  trials.sort((a, b) => a.trial.validation.mae - b.trial.validation.mae);
  const chosen =
    trials.find(({ trial }) => options.model === undefined || trial.name === options.model) ?? trials[0];
  const recalling = trials.find(({ trial }) => trial.name === "recall")?.forecaster;
  return {
    ...{ column, horizon, seasons, parts, standard },
    tried: trials.map(({ trial }) => trial),
    chosen: chosen.trial,
    values: chosen.trial.values,
    band: scaledBand(errorBand(chosen.test), standard),
    remembered: isRecall(recalling) ? rememberedBy(recalling, values) : undefined,
    forecaster: chosen.forecaster,
  };
}

interface Prepared {
  readonly values: Float32Array;
  readonly parts: SeriesParts;
  readonly horizon: number;
}

async function candidatesFor(
  input: Prepared & { seasons: readonly Season[] },
  { model, others, onProgress }: ForecastOptions,
): Promise<Tuned[]> {
  const { parts, horizon } = input;
  const origins = originsIn(parts.validation, horizon, validationOrigins);
  const known = forecasterNames.filter(
    (name) => model === undefined || name === model || always.includes(name),
  );
  const found: Tuned[] = [...((await others?.(input)) ?? [])];
  for (const [i, name] of known.entries()) {
    onProgress?.(`tune ${name}`, i, known.length);
    const candidate = await tuned(name, { ...input, trainEnd: parts.train.end, origins });
    if (candidate) found.push(candidate);
  }
  if (model !== undefined && !found.some(({ name }) => name === model)) {
    const names = [...new Set([...found.map(({ name }) => name), ...forecasterNames])];
    throw new RangeError(
      forecasterNames.includes(model)
        ? `forecast: ${model} can't be fitted to this series (${model === "seasonal-naive" ? "no season was found; give --season" : "it is too short"})`
        : `forecast: no model is called "${model}"; choose one of ${names.join(", ")}`,
    );
  }
  return found;
}

async function trialOf(
  candidate: Tuned,
  { values, parts, horizon, standard }: Prepared & { standard: Standard },
): Promise<{ trial: Trial; forecaster: Forecaster; test: Backtest }> {
  const origins = originsIn(parts.test, horizon, testOrigins);
  const test = await backtest(candidate.fit(parts.test.start), values, origins);
  const forecaster = candidate.fit(values.length);
  const now = await forecaster.forecast(values, [values.length]);
  const { name, validation } = candidate;
  const trial: Trial = {
    ...{ name, settings: forecaster.settings, validation },
    test: { mse: test.mse, mae: test.mae },
    origins: origins.length,
    values: Float64Array.from(now.data, standard.restored),
  };
  return { trial, forecaster, test };
}

/** Parts of 7 : 1 : 2; of short series more to choose and judge by. */
function partsFor(length: number, horizon: number, name: string): SeriesParts {
  if (!(Number.isInteger(horizon) && horizon >= 1)) {
    throw new RangeError(`forecast: the horizon must be a whole number ≥ 1, got ${horizon}`);
  }
  const parts = partsByShare(length);
  if (parts.validation.end - parts.validation.start >= 2 * horizon) return parts;
  const [validation, test] = [Math.min(2 * horizon, Math.floor(length / 5)), Math.floor(length / 4)];
  if (validation < horizon || test < horizon) {
    throw new ShortSeriesError(
      `${name}: ${length} values are too few to forecast ${horizon} steps and say how well: that takes ${5 * horizon}; forecast at most ${Math.floor(length / 5)} (--horizon)`,
    );
  }
  return {
    train: { start: 0, end: length - test - validation },
    validation: { start: length - test - validation, end: length - test },
    test: { start: length - test, end: length },
  };
}

function seasonsFor(values: Float32Array, given: number | undefined): readonly Season[] {
  if (given === undefined) return seasonsOf(values);
  if (!(Number.isInteger(given) && given >= 1)) {
    throw new RangeError(`forecast: the season must be a whole number of steps ≥ 1, got ${given}`);
  }
  if (given > values.length) {
    throw new ShortSeriesError(
      `forecast: a season of ${given} is longer than the ${values.length} values learned from; give a shorter one`,
    );
  }
  return [{ length: given, correlation: Number.NaN }];
}

function isRecall(forecaster: Forecaster | undefined): forecaster is RecallForecaster {
  return forecaster !== undefined && "remembered" in forecaster;
}

function rememberedBy(forecaster: RecallForecaster, values: Float32Array): Forecast["remembered"] {
  const { window } = forecaster.recall;
  const windows = forecaster.remembered(values, values.length);
  return { window, episodes: episodesOf(windows, Math.max(1, window >> 1), shownEpisodes) };
}

function scaledBand(band: ErrorBand | undefined, { deviation }: Standard): ErrorBand | undefined {
  return band && { ...band, halfWidths: band.halfWidths.map((width) => width * deviation) };
}
