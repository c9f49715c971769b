import { describe, expect, it } from "vitest";
import { binned, type LossRun, lossClaims } from "./separation-loss-claims.ts";
import { averageOf, judgedBySet, leastEverywhere, leastOf, lineOf } from "./uhop-claims.ts";
import { type Measured, uhopCharts, uhopCurves, uhopNumbers } from "./uhop-curves.ts";
import { iterationClaims } from "./uhop-iterations-claims.ts";

/** Two runs at each place of each line. */
function curvesWith(lines: Record<string, readonly number[]>, data: Measured["data"] = "mnist") {
  return uhopCurves(
    Object.entries(lines).flatMap(([line, values]) =>
      values.flatMap((y, i) => [-1, 1].map((off) => ({ data, line, x: 10 * (i + 1), y: y + off }))),
    ),
  );
}

describe("curves", () => {
  const curves = [
    ...curvesWith({ ours: [1, 3], theirs: [5, 5] }),
    ...curvesWith({ ours: [2, 2] }, "cifar10"),
  ];

  it("are means over runs with their spread", () => {
    expect(lineOf(curves, "ours")[1]).toEqual({ x: 20, y: { mean: 3, spread: 1.96 } });
    expect(averageOf(curves, "ours")).toBe(2);
    expect(() => lineOf(curves, "nobody")).toThrow('there is no line "nobody"');
  });

  it("have a chart for each set, with errors from 0 on", () => {
    const text = { title: "Error", description: "", xLabel: "", yLabel: "", baselines: ["theirs"] };
    const charts = uhopCharts(curves, text);
    expect(charts.map(({ title }) => title)).toEqual(["Error: MNIST", "Error: CIFAR-10"]);
    expect(charts[0].panels[0].lines.map(({ kind }) => kind)).toEqual(["line", "baseline"]);
    expect(charts[0].panels[0].lines[0].points[0]).toEqual({ x: 10, y: 1, low: 0, high: 2.96 });
    expect(charts[0].yDomain).toEqual([0, 6.96]);
  });

  it("end in numbers beside none of the paper’s", () => {
    expect(uhopNumbers(curves, (x, line) => `${x}, ${line}`)[0]).toEqual({
      ...{ name: "MNIST, 20, ours", published: null, ours: 3, spread: 1.96 },
    });
  });
});

describe("claims", () => {
  it("hold where every set that can tell holds", () => {
    const curves = [...curvesWith({ ours: [1] }), ...curvesWith({ ours: [2] }, "cifar10")];
    const judge = (holds: (mean: number) => boolean | undefined) =>
      judgedBySet(curves, "Rule.", (set) => ({ text: "told", holds: holds(averageOf(set, "ours")) }));
    expect(judge((mean) => mean > 0).verdict).toBe("holds");
    expect(judge((mean) => mean > 1).verdict).toBe("fails");
    expect(judge((mean) => (mean > 1 ? true : undefined)).verdict).toBe("holds");
    expect(judge(() => undefined)).toEqual({
      verdict: "untested",
      reason: "Rule. MNIST: told; CIFAR-10: told.",
    });
    expect(judgedBySet([], "Rule.", () => ({ text: "", holds: true })).verdict).toBe("untested");
  });

  it("compare means over the curve", () => {
    const curves = curvesWith({ ours: [1, 3], theirs: [4, 0], others: [9, 9] });
    expect(leastOf(curves, { line: "ours", others: ["theirs", "others"] })).toEqual({
      verdict: "holds",
      reason: "Means over the curve. MNIST: ours 2, theirs 2, others 9.",
    });
    expect(leastOf(curves, { line: "others", others: ["ours"] }).verdict).toBe("fails");
  });

  it("compare place by place", () => {
    const curves = curvesWith({ ours: [1, 3], theirs: [4, 0], others: [9, 9] });
    const everywhere = (others: string[]) =>
      leastEverywhere(curves, { line: "ours", others, placeOf: (x) => `at ${x}` });
    expect(everywhere(["others"]).verdict).toBe("holds");
    expect(everywhere(["theirs", "others"])).toEqual({
      verdict: "fails",
      reason: "Means over the runs, at every place. MNIST: at 20: ours 3, theirs 0.",
    });
  });

  it("tell a loss that falls from one that comes back", () => {
    const falling = [-1, -2, -2.005];
    const names = ["rate 1", "rate 0.1", "rate 1 from N(0, 1)", "as coded", "L-BFGS"];
    const lines = Object.fromEntries(names.map((name) => [name, falling]));
    const found = iterationClaims(curvesWith({ ...lines, "rate 1": [-3, -1, -4] }), curvesWith(lines));
    expect(found[0].verdict).toBe("fails");
    expect(found.slice(1, 8).map(({ verdict }) => verdict)).toEqual(Array(7).fill("holds"));
  });
});

describe("loss and error", () => {
  const run = { data: "mnist", memories: 100, start: "N(0, 1)", rate: 1, iterations: 1 } as const;
  const runs: LossRun[] = Array.from({ length: 20 }, (_, i) => ({
    ...run,
    loss: -i / 10,
    // Falls with the loss in the upper half, rises again in the lower.
    error: i < 10 ? 100 - i : i,
  }));

  it("are told apart over all runs and among those of low loss", () => {
    const [all, low, bound] = lossClaims(runs);
    expect(all.verdict).toBe("holds");
    expect(low.verdict).toBe("fails");
    expect(bound.verdict).toBe("holds");
    expect(lossClaims([{ ...run, loss: -5, error: 0 }])[2].verdict).toBe("fails");
  });

  it("are drawn in groups of one size", () => {
    const [{ points }] = binned(runs, 10);
    expect(points).toHaveLength(10);
    expect(points[0].x).toBeCloseTo(-1.85, 12);
    expect(points[0].y.mean).toBe(18.5);
  });
});
