import fc from "fast-check";
import { expect, it } from "vitest";
import { gaussianWindow, localMaximum, localMinimum, windowSums } from "./plane.ts";

const size = 5;
const planes = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
  minLength: size * size,
  maxLength: size * size,
});

/** Every value within `reach` rows and columns of place i, with how far off it is. */
function around(plane: number[], i: number, reach: number): { value: number; dx: number; dy: number }[] {
  return plane.flatMap((value, j) => {
    const [dx, dy] = [
      Math.abs((i % size) - (j % size)),
      Math.abs(Math.floor(i / size) - Math.floor(j / size)),
    ];
    return dx <= reach && dy <= reach ? [{ value, dx, dy }] : [];
  });
}

it("filters agree with looking at the whole square", () => {
  const window = gaussianWindow(0.6);
  fc.assert(
    fc.property(planes, fc.integer({ min: 0, max: 6 }), (plane, reach) => {
      const given = Float64Array.from(plane);
      const [top, bottom, sums] = [
        localMaximum(given, size, reach),
        localMinimum(given, size, reach),
        windowSums(given, size, window),
      ];
      plane.forEach((_, i) => {
        const values = around(plane, i, reach).map(({ value }) => value);
        expect(top[i]).toBe(Math.max(...values));
        expect(bottom[i]).toBe(Math.min(...values));
        const near = around(plane, i, window.length - 1);
        const sum = near.reduce((total, { value, dx, dy }) => total + value * window[dx] * window[dy], 0);
        expect(sums[i]).toBeCloseTo(sum, 12);
      });
    }),
    { numRuns: 200 },
  );
});
