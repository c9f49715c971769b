import { describe, expect, it } from "vitest";
import { type AttentionCurve, attentionCurvesOf, growthOf } from "./attention-curves.ts";
import type { AttentionCell, AttentionOutcome } from "./attention-task.ts";
import { growthGates, publishedClaims } from "./efficiency-claims.ts";
import type { Result } from "./experiment.ts";

const exponents: Readonly<Record<string, number>> = {
  ...{ dense: 2, sparse: 2, "top 20 %": 2 },
  ...{ "window √L": 1.5, "window 16": 1, linear: 1, "random features": 1.05 },
};

/** Milliseconds L^time and multiplications L^e of every model, from a length on. */
function curves(from: number, time: Readonly<Record<string, number>> = exponents): AttentionCurve[] {
  const results = Object.keys(exponents).flatMap((model) =>
    [4, 2, 1].map((factor): Result<AttentionCell, AttentionOutcome> => {
      const length = from * factor;
      const median = length ** time[model];
      const durations = { median, shortest: median, longest: median };
      const operations = { storing: 0, retrieving: length ** exponents[model] };
      return {
        cell: { model, batch: 1, lengths: [length], runs: 1 },
        outcome: { points: [{ length, durations, operations, load: 0 }] },
      };
    }),
  );
  return attentionCurvesOf(results);
}

const verdicts = (claims: readonly { verdict: string }[]): string[] => claims.map(({ verdict }) => verdict);

describe("the promised growth", () => {
  it("is looked at in counts always, in durations of long sequences alone", () => {
    expect(growthGates(curves(100))).toHaveLength(5);
    expect(verdicts(growthGates(curves(5000)))).toEqual(new Array(10).fill("holds"));
  });

  it.each([
    ["dense", 1.85],
    ["linear", 1.2],
    ["random features", 1.2],
    ["window 16", 1.2],
    ["window √L", 1.35],
    ["window √L", 1.65],
  ])("isn't kept where the durations of %s grow by the exponent %d", (model, exponent) => {
    const gates = growthGates(curves(5000, { ...exponents, [model]: exponent }));
    const failed = gates.filter(({ verdict }) => verdict === "fails");
    expect(failed.map(({ statement }) => statement)).toEqual([
      expect.stringContaining(`The milliseconds of ${model} grow`),
    ]);
    expect(failed[0].reason).toContain(exponent.toFixed(3));
  });
});

it("puts the points of a model in the order of their lengths", () => {
  const [dense] = curves(100);
  expect(dense.points.map(({ length }) => length)).toEqual([100, 200, 400]);
  expect(growthOf(dense, "milliseconds")).toBeCloseTo(2, 9);
  expect(growthOf({ ...dense, points: dense.points.slice(0, 1) }, "milliseconds")).toBeNull();
});

it("leaves open what PyTorch takes where it wasn't asked", () => {
  const claims = publishedClaims(curves(100));
  expect(claims.at(-1)).toMatchObject({ statement: expect.stringContaining("PyTorch"), verdict: "untested" });
  expect(verdicts(claims.slice(0, 2))).toEqual(["holds", "fails"]);
});
