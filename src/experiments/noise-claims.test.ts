import { expect, it } from "vitest";
import type { Result } from "./experiment.ts";
import { remarkClaims } from "./noise-claims.ts";
import { costBeyondDense, costOfNoise, noiseCurvesOf } from "./noise-curves.ts";
import type { NoiseCell } from "./noise-task.ts";
import type { PictureOutcome } from "./picture-task.ts";

const masked = [20, 50, 80].flatMap((percent) => [`${percent} % masked`, `${percent} % masked, own kept`]);
const models = ["dense", "top 20 %", "top 50 %", "top 80 %", ...masked];

/** Noise of variance v adds v times the slope of a model, and something that differs by run but not by model. */
function results(slopeOf: (model: string) => number): Result<NoiseCell, PictureOutcome>[] {
  return (["published", "standardised"] as const).flatMap((reading) =>
    (["memories", "queries"] as const).flatMap((noise) =>
      [0, 1, 2].flatMap((variance) =>
        [0, 1, 2].map((run) => ({
          cell: { data: "mnist" as const, reading, noise, variance, run },
          outcome: Object.fromEntries(
            models.map((model) => [
              model,
              { success: 1, identified: 1, error: 0.1 + 0.05 * run * variance + variance * slopeOf(model) },
            ]),
          ),
        })),
      ),
    ),
  );
}

it("measures what noise adds, and what it adds beyond dense in the same runs", () => {
  const [dense, top] = noiseCurvesOf(results((model) => (model === "dense" ? 0.2 : 0.3)));
  expect(costOfNoise(dense)).toBeCloseTo(1.5 * (0.2 + 0.05), 9);
  const { mean, spread } = costBeyondDense(top);
  expect(mean).toBeCloseTo(1.5 * 0.1, 9);
  expect(spread).toBeCloseTo(0, 9);
});

it("says less only where every model of the family is below dense", () => {
  const claims = remarkClaims(
    noiseCurvesOf(results((model) => (model.endsWith("own kept") || model === "top 20 %" ? 0.1 : 0.2))),
  );
  for (const { statement, verdict } of claims) {
    expect([statement, verdict]).toEqual([statement, statement.includes("keeps") ? "holds" : "fails"]);
  }
  expect(claims).toHaveLength(12);
});

it("leaves open what costs dense nothing", () => {
  const free = results(() => 0).map(({ cell, outcome }) => ({
    cell,
    outcome: Object.fromEntries(
      Object.keys(outcome).map((model) => [model, { ...outcome[model], error: 0.1 }]),
    ),
  }));
  for (const { verdict } of remarkClaims(noiseCurvesOf(free))) expect(verdict).toBe("untested");
});
