import { describe, expect, it } from "vitest";
import { lineUp } from "./models.ts";
import { comparison, maskingIsPoor, topKIsAlike, topKStandsNoise } from "./recall-claims.ts";
import type { Curve } from "./recall-curves.ts";

/** Curves of two points: `share` for every model, and what `shares` say of some. */
function curvesWith(
  share: number,
  shares: Record<string, readonly [number, number]> = {},
  data: Curve["data"] = "mnist",
): Curve[] {
  return lineUp.map(({ name: model }) => ({
    ...{ reading: "published" as const, data, model },
    points: (shares[model] ?? [share, share]).map((mean, i) => {
      const value = { mean, spread: 0 };
      return { x: 10 * (i + 1), success: value, identified: value };
    }),
  }));
}

const at = (x: number): string => `${x} memories`;

describe("top-K is like dense and sparse", () => {
  it("where every point is within 0.1 of both", () => {
    const near = curvesWith(0.5, { "top 50 %": [0.42, 0.58] });
    expect(topKIsAlike(near, "published", at).verdict).toBe("holds");
    const far = topKIsAlike(curvesWith(0.5, { "top 50 %": [0.42, 0.62] }), "published", at);
    expect(far.verdict).toBe("fails");
    expect(far.reason).toContain("Farthest apart: MNIST, 20 memories: top 50 % 0.62, dense 0.50.");
  });
});

describe("masking is poor", () => {
  const poor = { "20 % masked": [0.4, 0.4], "50 % masked": [0.3, 0.3], "80 % masked": [0.2, 0.2] } as const;
  it("where masked models are 0.1 below dense on every set", () => {
    const sets = [...curvesWith(0.5, poor), ...curvesWith(0.5, poor, "cifar10")];
    expect(maskingIsPoor(sets, "published").verdict).toBe("holds");
    const one = [...curvesWith(0.5, poor), ...curvesWith(0.5, {}, "cifar10")];
    expect(maskingIsPoor(one, "published").verdict).toBe("fails");
  });

  it("isn't to be seen where dense hardly ever succeeds", () => {
    const low = maskingIsPoor(curvesWith(0.05), "published");
    expect(low).toMatchObject({ verdict: "untested", by: "paper" });
    expect(low.reason).toContain("MNIST: masked 0.05, dense 0.05, which can’t tell");
    const sets = [...curvesWith(0.05), ...curvesWith(0.5, poor, "cifar10")];
    expect(maskingIsPoor(sets, "published").verdict).toBe("holds");
  });
});

describe("top-K stands noise", () => {
  it("where it loses at most what dense loses, and 0.05", () => {
    const dense = [0.9, 0.5] as const;
    const holds = curvesWith(0.9, { dense, "top 20 %": [0.9, 0.46] });
    expect(topKStandsNoise(holds, "published").verdict).toBe("holds");
    const fails = curvesWith(0.9, { dense, "top 20 %": [0.9, 0.44] });
    expect(topKStandsNoise(fails, "published").verdict).toBe("fails");
    expect(topKStandsNoise(curvesWith(0), "published").verdict).toBe("untested");
  });
});

describe("a comparison", () => {
  const statement = "It is so.";
  const of = { statement, reading: "published", measure: "success", less: "dense" } as const;
  it("is of means over the curve, with a model or with a share", () => {
    const curves = curvesWith(0.5, { dense: [0.2, 0.6] });
    expect(comparison(curves, { ...of, more: "linear", margin: 0 })).toEqual({
      ...{ statement, by: "here", verdict: "holds" },
      reason: "Means over the curve. MNIST: dense 0.40, linear 0.50.",
    });
    expect(comparison(curves, { ...of, more: "linear", margin: -0.2 }).verdict).toBe("fails");
    expect(comparison(curves, { ...of, more: 0.3, margin: 0.05 }).verdict).toBe("fails");
    expect(() => comparison(curves, { ...of, more: "nobody", margin: 0 })).toThrow(
      "no curve of the model nobody",
    );
  });
});
