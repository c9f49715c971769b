import { type Matrix, rowOf, zeros } from "../../math/index.ts";

/** What brings each feature to mean 0 and deviation 1. */
export interface Scaling {
  readonly mean: Float32Array;
  /** 1 for a feature that is the same everywhere. */
  readonly deviation: Float32Array;
}

/** Mean and deviation of each column over the given rows. */
export function scalingOf(instances: Matrix, rows: Iterable<number>): Scaling {
  const { columns } = instances;
  const [sum, squares] = [new Float64Array(columns), new Float64Array(columns)];
  const chosen = [...rows];
  for (const row of chosen) {
    const values = rowOf(instances, row);
    for (let i = 0; i < columns; i++) sum[i] += values[i];
  }
  const mean = Float32Array.from(sum, (total) => total / Math.max(1, chosen.length));
  for (const row of chosen) {
    const values = rowOf(instances, row);
    for (let i = 0; i < columns; i++) squares[i] += (values[i] - mean[i]) ** 2;
  }
  const deviation = Float32Array.from(squares, (total, i) => {
    const found = Math.sqrt(total / Math.max(1, chosen.length));
    return found > 1e-6 * (Math.abs(mean[i]) + 1e-30) ? found : 1;
  });
  return { mean, deviation };
}

/** Leaves every feature as it is. */
export function unscaled(columns: number): Scaling {
  return { mean: new Float32Array(columns), deviation: new Float32Array(columns).fill(1) };
}

/** (x − mean)/deviation of every row. */
export function scaled(instances: Matrix, { mean, deviation }: Scaling): Matrix {
  const { rows, columns } = instances;
  if (columns !== mean.length) {
    throw new RangeError(`scaled: instances have ${columns} numbers, ${mean.length} were learned from`);
  }
  const out = zeros(rows, columns);
  for (let row = 0; row < rows; row++) {
    const [from, to] = [rowOf(instances, row), rowOf(out, row)];
    for (let i = 0; i < columns; i++) to[i] = (from[i] - mean[i]) / deviation[i];
  }
  return out;
}
