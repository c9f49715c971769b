import { zeros } from "../math/index.ts";
import { type Forecaster, requireOrigins } from "./forecaster.ts";

/** ŷ[h] = the last value, for every h: the forecast that a random walk deserves. */
export function naive(horizon: number): Forecaster {
  const about = { name: "naive", settings: "the last value", horizon, past: 1 };
  return { ...about, forecast: (values, origins) => repeated(about, values, origins, 1) };
}

/** ŷ[h] = the value at the same place of the last season: y[t − s + (h mod s)]. */
export function seasonalNaive(horizon: number, season: number): Forecaster {
  if (!(Number.isInteger(season) && season >= 1)) {
    throw new RangeError(`seasonalNaive: the season must be a whole number ≥ 1, got ${season}`);
  }
  const about = {
    name: "seasonal-naive",
    settings: `the last season, of ${season}`,
    horizon,
    past: season,
  };
  return { ...about, forecast: (values, origins) => repeated(about, values, origins, season) };
}

function repeated(
  about: Pick<Forecaster, "name" | "past" | "horizon">,
  values: Float32Array,
  origins: readonly number[],
  season: number,
): ReturnType<typeof zeros> {
  requireOrigins(about, values, origins);
  const out = zeros(origins.length, about.horizon);
  origins.forEach((origin, b) => {
    for (let h = 0; h < about.horizon; h++) {
      out.data[b * about.horizon + h] = values[origin - season + (h % season)];
    }
  });
  return out;
}
