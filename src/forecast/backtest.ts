import type { Stretch } from "../data/index.ts";
import { type Matrix, zeros } from "../math/index.ts";
import type { Forecaster } from "./forecaster.ts";

/** How far off a forecaster was at origins whose future is known. */
export interface Backtest {
  readonly origins: readonly number[];
  /** forecast − value, `[origins, H]`. */
  readonly errors: Matrix;
  /** The mean square and the mean absolute error, in the units of the values. */
  readonly mse: number;
  readonly mae: number;
}

/** Places in a stretch that have a whole horizon before its end: all, or `most` of them, evenly spaced, the last one among them. */
export function originsIn(
  { start, end }: Stretch,
  horizon: number,
  most: number = Number.POSITIVE_INFINITY,
): number[] {
  const count = end - horizon - start + 1;
  if (count < 1) return [];
  const taken = Math.min(count, most);
  const step = taken > 1 ? (count - 1) / (taken - 1) : 0;
  return Array.from({ length: taken }, (_, i) => start + count - 1 - Math.round((taken - 1 - i) * step));
}

/** Asks a forecaster at every origin and compares with what came. */
export async function backtest(
  forecaster: Forecaster,
  values: Float32Array,
  origins: readonly number[],
): Promise<Backtest> {
  return compared(await forecaster.forecast(values, origins), values, origins);
}

/** Forecasts `[origins, H]` beside what came. */
export function compared(forecasts: Matrix, values: Float32Array, origins: readonly number[]): Backtest {
  const { columns: horizon } = forecasts;
  const errors = zeros(origins.length, horizon);
  let [squares, sizes] = [0, 0];
  origins.forEach((origin, b) => {
    for (let h = 0; h < horizon; h++) {
      const error = forecasts.data[b * horizon + h] - values[origin + h];
      errors.data[b * horizon + h] = error;
      squares += error * error;
      sizes += Math.abs(error);
    }
  });
  const count = origins.length * horizon;
  return { origins, errors, mse: squares / count, mae: sizes / count };
}
