import { reference, zeros } from "madeleine/math";
import { expectMatrix, type GoldenCase, inputOf } from "./case.ts";
import { similarityOf } from "./model.ts";

export function runSimilarity({ input, expected, tolerance }: GoldenCase): void {
  const given = inputOf(input);
  const queries = given.matrix("queries");
  const patterns = given.matrix("patterns");
  const scores = similarityOf(given)
    .prepare(patterns, reference)
    .scores(zeros(queries.rows, patterns.rows), queries);
  expectMatrix(scores, expected.scores ?? null, tolerance, "scores");
}
