import { type LossSettings, learnKernel, separationLoss } from "madeleine/kernel";
import { type Matrix, reference, rowOf, unitRows, zeros } from "madeleine/math";
import {
  capacityLowerBound,
  exactRetrievalMargins,
  geometryOf,
  logDenseErrorBounds,
  logSparseErrorBounds,
  wellSeparationThreshold,
} from "madeleine/memory";
import { expect } from "vitest";
import { expectClose, expectMatrix, type GoldenCase, inputOf } from "./case.ts";

/** Losses and descents, quantities and bounds. */
export function runUhop(golden: GoldenCase): void {
  const kind = inputOf(golden.input).text("kind");
  const run = {
    loss: runLoss,
    descent: runDescent,
    quantities: runQuantities,
    "exact-retrieval": runExactRetrieval,
    capacity: runCapacity,
  }[kind];
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

function settingsOf(input: GoldenCase["input"]): LossSettings {
  const given = inputOf(input);
  return {
    loss: given.text("variant") as LossSettings["loss"],
    t: given.number("t"),
    pairs: given.text("pairs") as LossSettings["pairs"],
    features: input.normalised ? "normalised" : "raw",
  };
}

function runLoss({ input, expected, tolerance }: GoldenCase): void {
  const given = inputOf(input);
  const found = separationLoss(given.matrix("patterns"), given.matrix("W"), settingsOf(input));
  expectClose(found.loss, expected.loss ?? null, tolerance, "loss");
  expectMatrix(found.gradient, expected.gradW ?? null, tolerance, "gradW");
}

function runDescent({ input, expected, tolerance }: GoldenCase): void {
  const given = inputOf(input);
  const options = {
    ...settingsOf(input),
    optimiser: "sgd",
    start: given.matrix("W"),
    rate: given.number("learningRate"),
    iterations: given.number("steps"),
  } as const;
  const kernel = learnKernel(given.matrix("patterns"), options);
  expectClose(kernel.losses, expected.losses ?? null, tolerance, "losses");
  expectMatrix(kernel.weights(), expected.W ?? null, tolerance, "W");
  const rows = learnKernel(given.matrix("patterns"), { ...options, normaliseRows: true }).weights();
  expectMatrix(rows, expected.rowNormalisedW ?? null, tolerance, "rowNormalisedW");
  expectMatrix(unitRows(kernel.weights()), expected.rowNormalisedW ?? null, tolerance, "rowNormalisedW");
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
