import { createRandom, type Matrix, norm, normal, rowOf, zeros } from "madeleine/math";

/** `out`, filled with normal numbers: the same for the same stream, on every machine. */
export function fillNormal(out: Matrix, stream: string): Matrix {
  const random = createRandom(1, stream);
  for (let i = 0; i < out.data.length; i++) out.data[i] = normal(random);
  return out;
}

/** Normal numbers, `[rows, columns]`. */
export function normals(rows: number, columns: number, stream: string): Matrix {
  return fillNormal(zeros(rows, columns), stream);
}

/** `count` patterns from all over the memory, each with noise half as long as itself: `[count, d]`. */
export function noisyCopies(patterns: Matrix, count: number, stream = "queries"): Matrix {
  const queries = normals(count, patterns.columns, stream);
  for (let b = 0; b < count; b++) {
    const pattern = rowOf(patterns, Math.floor((b * patterns.rows) / count));
    const query = rowOf(queries, b);
    const scale = (0.5 * norm(pattern)) / Math.sqrt(patterns.columns);
    for (let i = 0; i < query.length; i++) query[i] = pattern[i] + scale * query[i];
  }
  return queries;
}

/** At most `most` of the numbers 0 … count − 1, first and last among them. */
export function spread(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / (most - 1)));
}

/** The rows numbered in `rows`, one after the other. */
export function picked(source: Matrix, rows: readonly number[]): Float32Array {
  const result = new Float32Array(rows.length * source.columns);
  rows.forEach((row, i) => {
    result.set(rowOf(source, row), i * source.columns);
  });
  return result;
}
