import { expect, it } from "vitest";
import { exponentOf } from "./exponent.ts";

it("finds the exponent of a power, whatever its factor", () => {
  const points = (e: number): { x: number; y: number }[] => [3, 10, 50].map((x) => ({ x, y: 7 * x ** e }));
  for (const e of [0, 1, 1.5, 2]) expect(exponentOf(points(e))).toBeCloseTo(e, 12);
});

it("lies between the exponents of a sum of powers", () => {
  const exponent = exponentOf([1, 2, 4, 8].map((x) => ({ x, y: x + x ** 2 })));
  expect(exponent).toBeGreaterThan(1);
  expect(exponent).toBeLessThan(2);
});

it("needs two places, and numbers above 0", () => {
  expect(() => exponentOf([{ x: 2, y: 3 }])).toThrow("needs two different x");
  expect(() =>
    exponentOf([
      { x: 2, y: 0 },
      { x: 3, y: 1 },
    ]),
  ).toThrow("numbers > 0");
});
