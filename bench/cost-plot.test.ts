import { describe, expect, it } from "vitest";
import { costPlot } from "./cost-plot.ts";

const counts = [1000, 200_000];
const series = ["dense", "sparse"].map((name, i) => ({
  name,
  ys: [0.5, 40 + i / 100],
  line: { slope: 2e-4, intercept: 0.3, explained: 1 },
}));
const plot = costPlot(counts, series, "Cost");

/** An attribute of every element of a kind. */
function attributes(pattern: RegExp): number[] {
  return [...plot.matchAll(pattern)].map(([, value]) => Number(value));
}

describe("costPlot", () => {
  it("places each point inside of the frame, larger values higher", () => {
    expect(attributes(/cx="([\d.]+)"/g)).toEqual([66.2, 500, 66.2, 500]);
    const heights = attributes(/cy="([\d.]+)"/g);
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(48);
    expect(heights[1]).toBeLessThan(heights[0]);
  });

  it("names each line with its slope, two lines apart even where they end together", () => {
    expect(plot).toContain("dense · 200 ns/pattern");
    const [first = 0, second = 0] = attributes(/<text x="526" y="([\d.]+)"/g);
    expect(Math.abs(first - second)).toBeGreaterThanOrEqual(16);
  });

  it("writes round numbers at the axes", () => {
    for (const mark of [">0<", ">20<", ">50<", ">200,000<"]) expect(plot).toContain(mark);
  });
});
