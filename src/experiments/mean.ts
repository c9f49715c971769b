/** A mean over runs, and half of its 95 % confidence interval: 1.96 standard errors; null for fewer than two runs. */
export interface Mean {
  readonly mean: number;
  readonly spread: number | null;
}

export function meanOf(values: readonly number[]): Mean {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2) return { mean, spread: null };
  // Equal values have no spread, but their rounded mean would give them one.
  if (values.every((value) => value === values[0])) return { mean: values[0], spread: 0 };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, spread: 1.96 * Math.sqrt(variance / n) };
}

/** Of Student's t with 1, 2, … degrees of freedom: what 97.5 % lie below. */
const student = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
];

/** As {@link meanOf} for at most fifteen runs, of which 1.96 standard errors would promise too much: Student's t takes their place. */
export function meanOfFew(values: readonly number[]): Mean {
  const { mean, spread } = meanOf(values);
  return { mean, spread: spread && (spread * (student[values.length - 2] ?? 1.96)) / 1.96 };
}
