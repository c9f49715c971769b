/**
 * A row-major float32 matrix: element (i, j) is `data[i * columns + j]`.
 * In formulas `[rows, columns]`, for example patterns `Xi` are `[N, d]`.
 */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

/** What functions accept where they read a matrix: a {@link Matrix}, or one array of numbers per row. */
export type MatrixInput = Matrix | readonly ArrayLike<number>[];

/** One row of scores or weights; kernels take both precisions. */
export type Row = Float32Array | Float64Array;

/** A matrix of zeros, `[rows, columns]`. */
export function zeros(rows: number, columns: number): Matrix {
  return { rows, columns, data: new Float32Array(rows * columns) };
}

/**
 * A matrix from row-major `data` (kept, not copied, where it is a Float32Array).
 * @throws RangeError when `data.length` is not `rows * columns`.
 */
export function matrix(data: ArrayLike<number>, rows: number, columns: number): Matrix {
  if (data.length !== rows * columns) {
    throw new RangeError(
      `matrix: data holds ${data.length} numbers, but [${rows}, ${columns}] needs ${rows * columns}`,
    );
  }
  return { rows, columns, data: data instanceof Float32Array ? data : Float32Array.from(data) };
}

/**
 * A matrix from one array per row; all rows must be equally long. An empty list gives `[0, 0]`.
 * @throws RangeError naming the first row of another length.
 */
export function fromRows(rows: readonly ArrayLike<number>[], name = "matrix"): Matrix {
  const columns = rows[0]?.length ?? 0;
  const result = zeros(rows.length, columns);
  rows.forEach((row, i) => {
    if (row.length !== columns) {
      throw new RangeError(`${name}: row ${i} has ${row.length} numbers, row 0 has ${columns}`);
    }
    result.data.set(row, i * columns);
  });
  return result;
}

/** The matrix itself, or the rows gathered into one. `name` is used in error messages. */
export function toMatrix(input: MatrixInput, name = "matrix"): Matrix {
  if (!("data" in input)) return fromRows(input, name);
  const { rows, columns, data } = input;
  if (!(data instanceof Float32Array) || data.length !== rows * columns) {
    throw new RangeError(`${name}: data must be a Float32Array of ${rows} × ${columns} numbers`);
  }
  return input;
}

/** A view (no copy) of row `i`. */
export function rowOf(source: Matrix, i: number): Float32Array {
  return source.data.subarray(i * source.columns, (i + 1) * source.columns);
}

/** The rows numbered in `chosen`, in that order: a view where they follow each other, else a copy. */
export function rowsOf(source: Matrix, chosen: readonly number[]): Matrix {
  const { columns } = source;
  const rows = chosen.length;
  const first = chosen[0] ?? 0;
  if (chosen.every((row, i) => row === first + i)) {
    return matrix(source.data.subarray(first * columns, (first + rows) * columns), rows, columns);
  }
  const copy = zeros(rows, columns);
  chosen.forEach((row, i) => {
    rowOf(copy, i).set(rowOf(source, row));
  });
  return copy;
}

/** The matrix as nested arrays, for printing and comparing. */
export function toRows(source: Matrix): number[][] {
  return Array.from({ length: source.rows }, (_, i) => Array.from(rowOf(source, i)));
}

/** Views of the rows. */
export function rowArrays(source: Matrix): Float32Array[] {
  return Array.from({ length: source.rows }, (_, i) => rowOf(source, i));
}

/** `"[3, 4]"`, for messages. */
export function shapeOf(source: Matrix): string {
  return `[${source.rows}, ${source.columns}]`;
}

/**
 * Passes the matrix on if every number in it is finite.
 * @throws RangeError naming the row and column of the first NaN or infinity.
 */
export function requireFinite(source: Matrix, name: string): Matrix {
  const { data, columns } = source;
  if (allFinite(data)) return source;
  const at = data.findIndex((value) => !Number.isFinite(value));
  const [row, column] = [Math.floor(at / columns), at % columns];
  throw new RangeError(
    `${name}: every number must be finite, got ${data[at]} at row ${row}, column ${column}`,
  );
}

/** v − v is 0 for a finite number and NaN for any other; four sums at a time, so that none waits for another. */
function allFinite(data: Float32Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = data.length - (data.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += data[i] - data[i];
    b += data[i + 1] - data[i + 1];
    c += data[i + 2] - data[i + 2];
    d += data[i + 3] - data[i + 3];
  }
  for (let i = whole; i < data.length; i++) a += data[i] - data[i];
  return a + b + c + d === 0;
}
