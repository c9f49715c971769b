import type { BandChart } from "../report/index.node.ts";
import type { Result } from "./experiment.ts";
import { type ForecastCell, type ForecastOutcome, plainForecasters } from "./forecast-task.ts";
import { meanOf } from "./mean.ts";
import type { SeriesName } from "./series-data.ts";

/** The runs of one model on one series at one horizon. */
export interface ForecastGroup {
  readonly data: SeriesName;
  readonly horizon: number;
  readonly model: ForecastCell["model"];
  readonly mse: number;
  readonly mae: number;
  /** Of `mse`: half of its 95 % interval. */
  readonly spread: number | null;
}

/** In the order of the cells. */
export function groupsOf(results: readonly Result<ForecastCell, ForecastOutcome>[]): ForecastGroup[] {
  const groups = new Map<string, Result<ForecastCell, ForecastOutcome>[]>();
  for (const result of results) {
    const { data, horizon, model } = result.cell;
    const key = `${data} ${horizon} ${model}`;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()].map((runs) => {
    const { data, horizon, model } = runs[0].cell;
    const { mean: mse, spread } = meanOf(runs.map(({ outcome }) => outcome.mse));
    const { mean: mae } = meanOf(runs.map(({ outcome }) => outcome.mae));
    return { data, horizon, model, mse, mae, spread };
  });
}

/** The mean square error by horizon, a chart for each series. */
export function forecastCharts(groups: readonly ForecastGroup[]): BandChart[] {
  return [...new Set(groups.map(({ data }) => data))].map((data) => {
    const own = groups.filter((group) => group.data === data);
    const models = [...new Set(own.map(({ model }) => model))];
    return {
      title: data,
      description: `The mean square error on the test part of ${data}, by horizon; dashed grey: what isn’t trained by descent.`,
      xLabel: "steps ahead",
      yLabel: "mean square error",
      panels: [
        {
          title: data,
          lines: models.map((model) => ({
            name: model,
            kind: isPlain(model) ? ("baseline" as const) : ("line" as const),
            points: own
              .filter((group) => group.model === model)
              .map(({ horizon, mse, spread }) => ({
                ...{ x: horizon, y: mse, low: mse - (spread ?? 0), high: mse + (spread ?? 0) },
              })),
          })),
        },
      ],
    };
  });
}

export function isPlain(model: string): boolean {
  return plainForecasters.some((name) => name === model);
}
