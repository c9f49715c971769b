/** Values less the mean of the training part, over its standard deviation. */
export interface Standard {
  readonly mean: number;
  readonly deviation: number;
  standardised(values: Float32Array): Float32Array;
  restored(value: number): number;
}

/**
 * The standard of a training part.
 * @throws Error where all of its values are the same.
 */
export function standardOf(train: Float32Array, name = "series"): Standard {
  let [mean, variance] = [0, 0];
  for (const value of train) mean += value / train.length;
  for (const value of train) variance += (value - mean) ** 2 / train.length;
  const deviation = Math.sqrt(variance);
  if (!(deviation > 1e-7 * Math.abs(mean) && deviation > 0)) {
    throw new Error(
      `${name}: the first ${train.length} values are all ${train[0]}; there is nothing to learn from`,
    );
  }
  return standardFrom(mean, deviation);
}

export function standardFrom(mean: number, deviation: number): Standard {
  return {
    mean,
    deviation,
    standardised: (values) => values.map((value) => (value - mean) / deviation),
    restored: (value) => mean + deviation * value,
  };
}
