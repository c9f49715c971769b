import { timeText } from "../data/index.ts";
import { type ErrorBand, type Forecast, verdictOf } from "../forecast/index.ts";
import { extentText } from "./forecast-read.ts";
import { type Continued, type ForecastPoint, pointsOf } from "./forecast-table.ts";
import { table } from "./output.ts";

/** So many steps are printed: the first ones, and the last. */
const shown = 8;

/** A forecast in words: what, how sure, and beside what. */
export function forecastText(path: string, forecast: Forecast): string {
  const { column, horizon, chosen, seasons } = forecast;
  const season = seasons[0];
  const repeats = !season
    ? "no season was found"
    : Number.isNaN(season.correlation)
      ? `a season has ${season.length} steps`
      : `it repeats itself after ${season.length} steps (correlation ${digits(season.correlation)})`;
  return [
    `${path}, column ${column.name}: ${extentText(column)}; ${repeats}`,
    "",
    `The next ${horizon === 1 ? "step" : `${horizon} steps`} by ${chosen.name}: ${chosen.settings}`,
    stepsText(forecast),
    bandText(forecast.band),
    "",
    trialsText(forecast),
    verdictOf(forecast).text,
    ...rememberedLines(forecast),
  ].join("\n");
}

/** The first steps and the last, with their band. */
export function stepsText(continued: Continued): string {
  const points = pointsOf(continued);
  const row = ({ time, value, low, high }: ForecastPoint): string[] => [
    `  ${time}`,
    digits(value, 5),
    ...(low === null || high === null ? [] : [`${digits(low)} to ${digits(high)}`]),
  ];
  const few = points.length <= shown + 1 ? points : points.slice(0, shown - 1);
  const rows = few.map(row);
  if (few.length < points.length) rows.push(["  …"], row(points[points.length - 1]));
  return table([...rows]);
}

export function bandText(band: ErrorBand | undefined): string {
  if (!band) return "  No band: the series has too few past forecasts to measure errors by.";
  const held =
    band.held === null
      ? ""
      : ` (tried: a band of the earlier half of them held ${percent(band.held)} of the later half)`;
  return `  The band: ${percent(band.share)} of past forecasts were within${held}.`;
}

function trialsText({ tried, standard, column }: Forecast): string {
  const rows = tried.map(({ name, validation, test, settings }) => [
    name,
    digits(validation.mae),
    digits(test.mae),
    digits(test.mse),
    digits(test.mae * standard.deviation),
    settings,
  ]);
  const head = ["forecaster", "MAE, chosen by", "MAE, last part", "MSE", `MAE in ${column.name}`, "how"];
  return `${table([head, ...rows])}\nErrors in standard deviations of the first part, over ${tried[0].origins === 1 ? "1 forecast" : `${tried[0].origins} forecasts`} that roll through the last one.`;
}

function rememberedLines({ remembered, column }: Forecast): string[] {
  if (!remembered || remembered.episodes.length === 0) return [];
  const { window, episodes } = remembered;
  const parts = episodes.map(({ start, weight }) => {
    const [from, to] = [timeText(column, start), timeText(column, start + window - 1)];
    return `  ${percent(weight).padStart(6)}  ${from} to ${to}`;
  });
  return [
    "",
    "Remembered: the past that is most like the last window, with its weight in the recalled forecast",
    ...parts,
  ];
}

/** A forecast as `--json` has it. */
export function jsonOfForecast(path: string, forecast: Forecast): object {
  const { column, horizon, seasons, parts, standard, tried, chosen, band, remembered } = forecast;
  const { kind, rival, gain, best, text } = verdictOf(forecast);
  return {
    ...{ file: path, column: column.name, values: column.values.length, filled: column.filled },
    ...{ from: timeText(column, 0), to: timeText(column, column.values.length - 1), step: column.step },
    ...{ horizon, seasons: seasons.map(({ length, correlation }) => ({ length, correlation })), parts },
    standard: { mean: standard.mean, deviation: standard.deviation },
    ...{ model: chosen.name, settings: chosen.settings },
    verdict: { kind, rival: rival.name, gain, best: best.name, text },
    tried: tried.map(({ values, ...trial }) => ({ ...trial, forecast: Array.from(values) })),
    band: band ? { share: band.share, held: band.held } : null,
    remembered: (remembered?.episodes ?? []).map(({ start, weight, count }) => ({
      from: timeText(column, start),
      to: timeText(column, start + (remembered?.window ?? 1) - 1),
      ...{ weight, windows: count },
    })),
    forecast: pointsOf(forecast),
  };
}

export function digits(value: number, count = 3): string {
  if (Math.abs(value) >= 10 ** count) return String(Math.round(value));
  return String(Number(value.toPrecision(count)));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`;
}
