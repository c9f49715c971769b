export { type Backtest, backtest, compared, originsIn } from "./backtest.ts";
export { type ErrorBand, errorBand } from "./band.ts";
export { type Episode, episodesOf } from "./episodes.ts";
export {
  type Forecast,
  type ForecastOptions,
  forecastSeries,
  ShortSeriesError,
  type Trial,
} from "./forecast.ts";
export type { Forecaster, ForecastTask } from "./forecaster.ts";
export { fitLinear, type LinearOptions } from "./linear.ts";
export { naive, seasonalNaive } from "./naive.ts";
export {
  type NetChoice,
  type NetForecaster,
  type NetInput,
  type NetOptions,
  netNames,
  openNetForecaster,
  tunedNet,
} from "./net.ts";
export {
  type RecallForecaster,
  type RecallSettings,
  type RememberedWindow,
  recallForecaster,
} from "./recall.ts";
export { forecastBy, openForecaster, type SavedForecaster, saveForecaster } from "./saved.ts";
export { type Season, seasonsOf } from "./season.ts";
export { type Standard, standardOf } from "./standard.ts";
export { forecasterNames, type Score, type Tuned, type TuneInput, tuned } from "./tune.ts";
export { type ForecastVerdict, verdictOf } from "./verdict.ts";
