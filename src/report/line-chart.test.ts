import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { render } from "./html.ts";
import { lineChart } from "./line-chart.ts";

const options = {
  id: "e",
  title: "Energy <by> step",
  description: "It falls.",
  valueLabel: "Energy",
  placeLabel: "Steps",
};

/** The line's points, as drawn: y grows downwards. */
function drawn(values: readonly number[]): { x: number; y: number }[] {
  const [, path = ""] = /class="line" d="M([^"]*)"/.exec(render(lineChart(values, options))) ?? [];
  return path.split("L").map((point) => {
    const [x, y] = point.split(" ").map(Number);
    return { x, y };
  });
}

describe("lineChart", () => {
  it("falls where the values fall, and goes to the right", () => {
    const drops = fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.double({ min: -100, max: 100, noNaN: true }), drops, (start, falls) => {
        const values = [start];
        for (const fall of falls) values.push(values[values.length - 1] - fall);
        const points = drawn(values);
        expect(points).toHaveLength(falls.length + 1);
        points.slice(1).forEach((point, i) => {
          expect(point.x).toBeGreaterThan(points[i].x);
          expect(point.y).toBeGreaterThan(points[i].y);
        });
      }),
    );
  });

  it("stays inside its drawing, constant values in the middle", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 2 }), (values) => {
        for (const { x, y } of drawn(values)) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(380);
          expect(y).toBeGreaterThanOrEqual(29.9);
          expect(y).toBeLessThanOrEqual(180.1);
        }
      }),
    );
    expect(drawn([-0.5, -0.5, -0.5]).map(({ y }) => y)).toEqual([105, 105, 105]);
  });

  it("says what it shows, and has no dots where they would run together", () => {
    const chart = render(lineChart([2, 1], options));
    expect(chart).toContain('role="img" aria-labelledby="e-title e-description"');
    expect(chart).toContain('<title id="e-title">Energy &lt;by&gt; step</title>');
    expect(chart).toContain('<desc id="e-description">It falls.</desc>');
    const dots = (count: number): number =>
      render(lineChart(new Array(count).fill(1), options)).split("<circle").length - 1;
    expect([dots(2), dots(20), dots(51)]).toEqual([2, 20, 0]);
  });
});
