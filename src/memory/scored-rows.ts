import { bestBackend, type Matrix, matrix, rowOf, zeros } from "../math/index.ts";
import { dot } from "./similarity/dot.ts";
import type { Similarity } from "./similarity/similarity.ts";

/** Scores that are held at once: 64 MB. */
const scoresAtOnce = 2 ** 24;

/** The scores of each query with all patterns, one row `[N]` after the other; a row is only good until the next. */
export function* scoredRows(
  queries: Matrix,
  patterns: Matrix,
  similarity: Similarity = dot,
): Generator<Float32Array> {
  const scorer = similarity.prepare(patterns, bestBackend());
  const { columns } = queries;
  const together = Math.max(1, Math.floor(scoresAtOnce / patterns.rows));
  for (let from = 0; from < queries.rows; from += together) {
    const rows = Math.min(together, queries.rows - from);
    const some = matrix(queries.data.subarray(from * columns, (from + rows) * columns), rows, columns);
    const scores = scorer.scores(zeros(rows, patterns.rows), some);
    for (let i = 0; i < rows; i++) yield rowOf(scores, i);
  }
}
