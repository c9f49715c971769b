import { describe, expect, it } from "vitest";
import { createRandom } from "../math/index.ts";
import { openData } from "./data.ts";
import type { CellContext } from "./experiment.ts";
import { type BoundsCell, measureBounds } from "./theory-bounds.ts";
import { measureCapacity } from "./theory-capacity.ts";
import { measureLimits, measureOrder } from "./theory-limits.ts";

function context(seed: number): CellContext {
  return { random: createRandom(seed), data: openData("nowhere"), clock: () => 0 };
}

describe("error bounds", () => {
  const cell: BoundsCell = {
    ...{ part: "bounds", data: "sphere", patterns: 50, beta: 100, share: 1 },
    ...{ direction: "towards the nearest", run: 0 },
  };

  it("hold as corrected, and fail as printed at the middle between two patterns", () => {
    const { bounds } = measureBounds(cell, context(1));
    expect(bounds["as printed"].violated).toBeGreaterThan(0.3);
    for (const name of ["free radius", "radius R", "corrected", "kept set"] as const) {
      expect(bounds[name].violated).toBe(0);
    }
  });

  it("say less with R than with the distance of the queries, and no memory is well separated by R", () => {
    const { bounds, separatedByR, separatedByDistance, escaped } = measureBounds(
      { ...cell, share: 0.1 },
      context(2),
    );
    expect(bounds["radius R"].telling).toBeLessThan(bounds["free radius"].telling);
    expect(separatedByR).toBeLessThan(1);
    expect(separatedByDistance).toBeGreaterThan(separatedByR);
    expect(escaped).toBe(0);
  });

  it("say nothing for a small β", () => {
    const { bounds } = measureBounds({ ...cell, beta: 0.01 }, context(3));
    expect(bounds["free radius"].telling).toBe(0);
  });
});

it("finds draws where sparse errs more than dense, but not in every one", () => {
  const { worse, sparseError, denseError } = measureOrder(
    { part: "order", patterns: 4, dimension: 2, draws: 300 },
    context(1),
  );
  expect(worse).toBeGreaterThan(0.05);
  expect(worse).toBeLessThan(0.5);
  expect(sparseError).toBeGreaterThan(denseError);
});

it("ends near a pattern and not at it for a middling β, at the mean of all for a small one", () => {
  const limits = (beta: number): ReturnType<typeof measureLimits> =>
    measureLimits({ part: "limits", model: "dense", patterns: 20, beta, run: 0 }, context(4));
  const middling = limits(15);
  expect(middling.settled).toBe(1);
  expect(middling.exact).toBeLessThan(1);
  expect(middling.distance).toBeLessThan(0.2);
  expect(limits(0.1).within).toBe(0);
});

it("stores more patterns in more dimensions and on larger spheres, more than the bound says, no more than are tried", () => {
  const measure = (dimension: number, factor: number): ReturnType<typeof measureCapacity> =>
    measureCapacity({ part: "capacity", dimension, factor, most: 256, run: 0 }, context(5));
  const [small, wide, large] = [measure(5, 1.5), measure(10, 1.5), measure(5, 8)];
  expect(wide.measured).toBeGreaterThan(small.measured);
  expect(large.measured).toBeGreaterThan(small.measured);
  for (const { measured, bound } of [small, wide, large]) expect(measured).toBeGreaterThan(bound);
  expect(measure(20, 3).measured).toBe(256);
});
