import { type Matrix, reference, rowOf, zeros } from "madeleine/math";
import {
  capacityLowerBound,
  exactRetrievalMargins,
  geometryOf,
  logDenseErrorBounds,
  logSparseErrorBounds,
  wellSeparationThreshold,
} from "madeleine/memory";
import { expect } from "vitest";
import { expectClose, type GoldenCase, inputOf } from "./case.ts";

/** The bounds; losses and descents belong to the room that learns kernels. */
export function runBounds(golden: GoldenCase): void {
  const kind = inputOf(golden.input).text("kind");
  const run = { quantities: runQuantities, "exact-retrieval": runExactRetrieval, capacity: runCapacity }[
    kind
  ];
  if (!run) throw new Error(`uhop.json: unknown kind ${kind}`);
  run(golden);
}

function featuresOf(patterns: Matrix, W: Matrix): Matrix {
  return reference.dotProducts(zeros(patterns.rows, W.rows), patterns, W);
}

function runQuantities({ input, expected, tolerance }: GoldenCase): void {
  const given = inputOf(input);
  const patterns = given.matrix("patterns");
  const queries = given.matrix("queries");
  const [beta, k, radius] = [given.number("beta"), given.number("k"), given.number("radius")];
  const geometry = geometryOf(patterns);
  const features = geometryOf(featuresOf(patterns, given.matrix("W")));
  const threshold = wellSeparationThreshold(geometry, { beta, k });
  const thresholdAtRadius = wellSeparationThreshold(geometry, { beta, k, radius });
  const found: Record<string, unknown> = {
    delta: geometry.margins,
    R: geometry.radius,
    m: geometry.largestNorm,
    kernelDelta: features.margins,
    RPhi: features.radius,
    mPhi: features.largestNorm,
    logDenseErrorBound: logDenseErrorBounds(geometry, beta),
    logDenseErrorBoundAtRadius: logDenseErrorBounds(geometry, beta, radius),
    logSparseErrorBoundAsPrinted: logSparseErrorBounds(queries, patterns, { beta, k, asPrinted: true }),
    logSparseErrorBoundCorrected: logSparseErrorBounds(queries, patterns, { beta, k }),
    wellSeparationThreshold: threshold,
    wellSeparationThresholdAtRadius: thresholdAtRadius,
    wellSeparated: Array.from(geometry.margins, (margin) => margin >= threshold),
    wellSeparatedAtRadius: Array.from(geometry.margins, (margin) => margin >= thresholdAtRadius),
  };
  expect(Object.keys(found)).toEqual(expect.arrayContaining(Object.keys(expected)));
  for (const [name, value] of Object.entries(expected)) expectClose(found[name], value, tolerance, name);
}

function runExactRetrieval({ input, expected, tolerance }: GoldenCase): void {
  const given = inputOf(input);
  const features = featuresOf(given.matrix("patterns"), given.matrix("W"));
  const options = { beta: given.number("beta"), alpha: given.number("alpha") };
  const geometry = geometryOf(given.text("features") === "normalised" ? normalised(features) : features);
  const margins = exactRetrievalMargins(geometry, options);
  expectClose(margins, expected.margin ?? null, tolerance, "margin");
  expect(
    Array.from(margins, (margin) => margin >= 0),
    "exact",
  ).toEqual(expected.exact);
}

function normalised(features: Matrix): Matrix {
  const result = zeros(features.rows, features.columns);
  for (let i = 0; i < features.rows; i++) {
    const row = rowOf(features, i);
    const length = Math.hypot(...row);
    rowOf(result, i).set(row.map((value) => value / length));
  }
  return result;
}

function runCapacity({ input, expected, tolerance }: GoldenCase): void {
  const given = inputOf(input);
  const found: Record<string, unknown> = {
    ...capacityLowerBound({
      dimension: given.number("d"),
      largestNorm: given.number("m"),
      beta: given.number("beta"),
      failure: given.number("p"),
      k: given.number("k"),
      radius: given.number("R"),
    }),
  };
  for (const [name, value] of Object.entries(expected)) expectClose(found[name], value, tolerance, name);
}
