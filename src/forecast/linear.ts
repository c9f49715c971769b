import { factorSymmetric, type Matrix, zeros } from "../math/index.ts";
import { type Forecaster, type ForecastTask, requireOrigins } from "./forecaster.ts";

export interface LinearOptions {
  /** How many past values it looks at, L. */
  readonly window: number;
  /** λ of the ridge, relative to the mean power of a past value: ≥ 0. Default: 0.01. */
  readonly ridge?: number;
}

/** The map of a linear forecaster: ŷ[h] = y[t−1] + bias[h] + Σᵢ W[h, i] (y[t−L+i] − y[t−1]). */
export interface LinearWeights {
  /** `[H, L]` */
  readonly weights: Matrix;
  /** `[H]` */
  readonly bias: Float32Array;
  readonly ridge: number;
}

/** Sums of products over all windows: enough to fit every window up to their length. */
export interface WindowProducts {
  readonly length: number;
  readonly count: number;
  /** Σ_s y[s + i] y[s + j], `[length, length]`. */
  readonly products: Float64Array;
  /** Σ_s y[s + i], `[length]`. */
  readonly sums: Float64Array;
}

/**
 * One linear map from the past to what follows, relative to the last value, with a bias, fitted by ridge regression in
 * closed form: NLinear (Zeng et al. 2023, "Are transformers effective for time series forecasting?"), without descent.
 */
export function fitLinear(task: ForecastTask, options: LinearOptions): Forecaster & { map: LinearWeights } {
  const { values, end, horizon } = task;
  const products = windowProducts(values.subarray(0, end), options.window + horizon);
  return linearFrom(linearWeights(products, { ...options, horizon }));
}

/** Σ over all stretches of `length` in the values, in O(T · length + length²): each product follows from its neighbour. */
export function windowProducts(values: Float32Array, length: number): WindowProducts {
  const count = values.length - length + 1;
  if (count < 1) {
    throw new RangeError(
      `linear: ${values.length} values hold no stretch of ${length}, the past and the horizon; use a shorter one`,
    );
  }
  const products = new Float64Array(length * length);
  const sums = new Float64Array(length);
  for (let s = 0; s < count; s++) sums[0] += values[s];
  for (let i = 1; i < length; i++) sums[i] = sums[i - 1] - values[i - 1] + values[count - 1 + i];
  for (let j = 0; j < length; j++) {
    let sum = 0;
    for (let s = 0; s < count; s++) sum += values[s] * values[s + j];
    products[j] = sum;
    for (let i = 1; i + j < length; i++) {
      sum += values[count - 1 + i] * values[count - 1 + i + j] - values[i - 1] * values[i - 1 + j];
      products[i * length + i + j] = sum;
    }
  }
  for (let i = 0; i < length; i++)
    for (let j = 0; j < i; j++) products[i * length + j] = products[j * length + i];
  return { length, count, products, sums };
}

/** (ZᵀZ + λI)⁻¹ Zᵀ Y, with Z the past relative to its last value and Y what follows, both centred for the bias. */
export function linearWeights(
  { length, count, products, sums }: WindowProducts,
  { window, horizon, ridge = 0.01 }: LinearOptions & { horizon: number },
): LinearWeights {
  // The stretches end with what follows: of a longer sum, the last window + horizon places are read.
  const at = (i: number): number => length - horizon - window + i;
  const last = at(window - 1);
  const mean = (i: number): number => (sums[at(i)] - sums[last]) / count;
  const product = (i: number, j: number): number => {
    const [a, b] = [at(i), at(j)];
    const relative =
      products[a * length + b] -
      products[a * length + last] -
      products[last * length + b] +
      products[last * length + last];
    return relative - count * mean(i) * mean(j);
  };
  // The last value relative to itself is 0, so it takes no part.
  const free = window - 1;
  const weights = zeros(horizon, window);
  const bias = Float32Array.from({ length: horizon }, (_, h) => mean(window + h));
  if (free === 0) return { weights, bias, ridge };
  const gram = Array.from({ length: free }, (_, i) =>
    Float64Array.from({ length: free }, (_, j) => product(i, j)),
  );
  const power = gram.reduce((sum, row, i) => sum + row[i], 0) / free;
  gram.forEach((row, i) => {
    row[i] += Math.max(ridge * power, 1e-9 * count);
  });
  const factor = factorSymmetric(gram);
  const solution = new Float64Array(free);
  for (let h = 0; h < horizon; h++) {
    factor.solve(
      solution,
      Float64Array.from({ length: free }, (_, i) => product(i, window + h)),
    );
    weights.data.set(solution, h * window);
    for (let i = 0; i < free; i++) bias[h] -= solution[i] * mean(i);
  }
  return { weights, bias, ridge };
}

/** The forecaster of a map. */
export function linearFrom(map: LinearWeights): Forecaster & { map: LinearWeights } {
  const { weights, bias } = map;
  const { rows: horizon, columns: window } = weights;
  const about = {
    name: "linear",
    settings: `of the last ${window} values, ridge ${map.ridge}`,
    horizon,
    past: window,
  };
  return {
    ...about,
    map,
    forecast: (values, origins) => {
      requireOrigins(about, values, origins);
      const out = zeros(origins.length, horizon);
      origins.forEach((origin, b) => {
        const past = values.subarray(origin - window, origin);
        const last = past[window - 1];
        for (let h = 0; h < horizon; h++) {
          let sum = last + bias[h];
          for (let i = 0; i < window; i++) sum += weights.data[h * window + i] * (past[i] - last);
          out.data[b * horizon + h] = sum;
        }
      });
      return out;
    },
  };
}
