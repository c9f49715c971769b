import type { Row } from "madeleine/math";
import { expect } from "vitest";
import { expectClose, type GoldenCase, inputOf } from "./case.ts";
import { separationOf } from "./model.ts";

/** Float32 rows at the case's tolerance, float64 rows at 1e-9. */
export function runSeparation(golden: GoldenCase): void {
  const { input, expected, tolerance } = golden;
  const given = inputOf(input);
  const separation = separationOf(given);
  const beta = given.has("beta") ? given.number("beta") : 1;
  given.rows("scores").forEach((scores, b) => {
    const single = separation.weights(new Float32Array(scores.length), Float32Array.from(scores), beta, b);
    const double = separation.weights(new Float64Array(scores.length), Float64Array.from(scores), beta, b);
    const weights = inputOf(expected).rows("weights")[b];
    expectClose(single, weights, tolerance, `weights[${b}] (float32)`);
    expectClose(double, weights, 1e-9, `weights[${b}] (float64)`);
    if (golden.exactZeros) {
      for (const row of [single, double])
        expect(zerosMissing(row, weights), `exact zeros of row ${b}`).toEqual([]);
    }
    checkSupport(golden, b, single, double);
  });
}

function zerosMissing(row: Row, weights: number[]): number[] {
  return weights.flatMap((weight, i) => (weight === 0 && row[i] !== 0 ? [i] : []));
}

function checkSupport({ expected, supportIn }: GoldenCase, b: number, single: Row, double: Row): void {
  const size = (expected.supportSize as number[] | undefined)?.[b];
  if (size === undefined || supportIn === "exact arithmetic") return;
  expect(double.filter((weight) => weight > 0).length, `support of row ${b} (float64)`).toBe(size);
  if (supportIn === undefined)
    expect(single.filter((weight) => weight > 0).length, `support of row ${b}`).toBe(size);
}
