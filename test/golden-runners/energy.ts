import { type Matrix, reference, rowOf, zeros } from "madeleine/math";
import { dot, energies, entmax, polynomial, polynomialEnergy, retrieve } from "madeleine/memory";
import { expect } from "vitest";
import { expectClose, type GoldenCase, inputOf } from "./case.ts";
import { similarityOf } from "./model.ts";

export function runEnergy(golden: GoldenCase): void {
  const kind = inputOf(golden.input).text("kind");
  const run = { conjugate: runConjugate, trajectory: runTrajectory, dam: runPolynomial }[kind];
  if (!run) throw new Error(`energy.json: unknown kind ${kind}`);
  run(golden);
}

function runConjugate({ input, expected, tolerance }: GoldenCase): void {
  const separation = entmax(inputOf(input).number("alpha"));
  const rows = inputOf(input)
    .rows("z")
    .map((z) => Float64Array.from(z));
  const values = rows.map((z) => separation.potential?.(z, 1) ?? Number.NaN);
  const gradients = rows.map((z) => separation.weights(new Float64Array(z.length), z, 1));
  expectClose(values, expected.psiStar ?? null, Math.min(tolerance, 1e-9), "psiStar");
  expectClose(gradients, expected.gradient ?? null, Math.min(tolerance, 1e-9), "gradient");
}

function runTrajectory({ input, expected, tolerance, nonIncreasing }: GoldenCase): void {
  const given = inputOf(input);
  const [queries, patterns] = [given.matrix("queries"), given.matrix("patterns")];
  const model = {
    similarity: similarityOf(given),
    separation: entmax(given.number("alpha")),
    beta: given.number("beta"),
  };
  // Fixed points would end the loop early; a negative tolerance isn't allowed, so the steps are taken one by one.
  const trajectory = follow(queries, given.number("steps"), (x) => retrieve(x, patterns, model).states);
  const found = trajectory.map((states) => energies(states, patterns, model) ?? new Float64Array());
  checkTrajectory(trajectory, found, expected, tolerance);
  const { energies: whole } = retrieve(queries, patterns, { ...model, steps: given.number("steps") });
  whole?.forEach((row, b) => {
    expectClose(
      row,
      found.slice(0, row.length).map((at) => at[b]),
      1e-12,
      `energies of one run, query ${b}`,
    );
    if (!nonIncreasing) return;
    for (let t = 1; t < row.length; t++)
      expect(row[t]).toBeLessThanOrEqual(row[t - 1] + 1e-6 * (1 + Math.abs(row[t])));
  });
  expect(whole?.length).toBe(queries.rows);
}

function runPolynomial({ input, expected, tolerance }: GoldenCase): void {
  const given = inputOf(input);
  const [queries, patterns] = [given.matrix("queries"), given.matrix("patterns")];
  const degree = given.number("n");
  const rectified = input.rectified === true;
  const trajectory = follow(
    queries,
    given.number("steps"),
    (x) => retrieve(x, patterns, { separation: polynomial(degree) }).states,
  );
  const found = trajectory.map((states) => {
    const scores = dot.prepare(patterns, reference).scores(zeros(states.rows, patterns.rows), states);
    return Float64Array.from({ length: states.rows }, (_, b) =>
      polynomialEnergy(rowOf(scores, b), degree, { rectified }),
    );
  });
  checkTrajectory(trajectory, found, expected, tolerance);
}

function follow(queries: Matrix, steps: number, step: (x: Matrix) => Matrix): Matrix[] {
  const trajectory = [queries];
  for (let t = 0; t < steps; t++) trajectory.push(step(trajectory[t]));
  return trajectory;
}

function checkTrajectory(
  trajectory: Matrix[],
  found: Float64Array[],
  expected: GoldenCase["expected"],
  tolerance: number,
): void {
  const queryCount = trajectory[0].rows;
  const byQuery = <T>(pick: (t: number, b: number) => T): T[][] =>
    Array.from({ length: queryCount }, (_, b) => trajectory.map((_, t) => pick(t, b)));
  expectClose(
    byQuery((t, b) => rowOf(trajectory[t], b)),
    expected.states ?? null,
    tolerance,
    "states",
  );
  expectClose(
    byQuery((t, b) => found[t][b]),
    expected.energies ?? null,
    tolerance,
    "energies",
  );
}
