import { integer, type Matrix, type Random, zeros } from "../math/index.ts";

/** A matrix filled with `value()`, row by row. */
export function drawn(rows: number, columns: number, value: () => number): Matrix {
  const result = zeros(rows, columns);
  for (let i = 0; i < result.data.length; i++) result.data[i] = value();
  return result;
}

/** `count` of the numbers 0 … M − 1, all choices alike, in ascending order (Floyd 1987). */
export function drawnRows(random: Random, M: number, count: number): number[] {
  const chosen = new Set<number>();
  for (let last = M - count; last < M; last++) {
    const draw = integer(random, last + 1);
    chosen.add(chosen.has(draw) ? last : draw);
  }
  return [...chosen].sort((a, b) => a - b);
}
