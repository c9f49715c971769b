import { solveLinear } from "../math/index.ts";

/** P(yes | x) = 1 / (1 + exp(−(w·x + b))). */
export interface LogisticModel {
  weights: number[];
  intercept: number;
}

const ridge = 1;
const newtonSteps = 30;

/**
 * Logistic regression by Newton's method on standardised features, with a small ridge that keeps collinear ones
 * apart.
 * @param rows features, `[n][k]`; both labels should occur
 */
export function fitLogistic(rows: readonly number[][], labels: readonly boolean[]): LogisticModel {
  const k = rows[0]?.length ?? 0;
  const means = columnMeans(rows, k);
  const spreads = columnMeans(
    rows.map((row) => row.map((value, j) => (value - means[j]) ** 2)),
    k,
  ).map((variance) => Math.sqrt(variance) || 1);
  const design = rows.map((row) => [...row.map((value, j) => (value - means[j]) / spreads[j]), 1]);
  let w = new Array<number>(k + 1).fill(0);
  for (let step = 0; step < newtonSteps; step++) w = newtonStep(design, labels, w);
  const weights = w.slice(0, k).map((value, j) => value / spreads[j]);
  const shift = weights.reduce((sum, value, j) => sum + value * means[j], 0);
  return { weights, intercept: w[k] - shift };
}

/** w·x + b: the log odds. */
export function logOdds({ weights, intercept }: LogisticModel, features: readonly number[]): number {
  return weights.reduce((sum, weight, j) => sum + weight * features[j], intercept);
}

/** 1 / (1 + exp(−x)). */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function newtonStep(design: readonly number[][], labels: readonly boolean[], w: readonly number[]): number[] {
  const size = w.length;
  const gradient = w.map((value) => ridge * value);
  const hessian = w.map((_, i) => w.map((_, j) => (i === j ? ridge : 0)));
  design.forEach((row, n) => {
    const p = sigmoid(row.reduce((sum, value, j) => sum + value * w[j], 0));
    const slope = p * (1 - p);
    for (let i = 0; i < size; i++) {
      gradient[i] += row[i] * (p - (labels[n] ? 1 : 0));
      for (let j = 0; j < size; j++) hessian[i][j] += slope * row[i] * row[j];
    }
  });
  const change = solveLinear(hessian, gradient);
  return w.map((value, i) => value - change[i]);
}

function columnMeans(rows: readonly number[][], k: number): number[] {
  return Array.from(
    { length: k },
    (_, j) => rows.reduce((sum, row) => sum + row[j], 0) / Math.max(rows.length, 1),
  );
}
