import { expect, it } from "vitest";
import { createRandom, matrix, norm, rowOf } from "../math/index.ts";
import { distances, movedBy, nearestOthers, onSphere } from "./spheres.ts";

it("draws from a sphere, in every direction", () => {
  const drawn = onSphere(createRandom(1), { count: 2000, dimension: 3, radius: 5 });
  for (let n = 0; n < 2000; n++) expect(norm(rowOf(drawn, n))).toBeCloseTo(5, 4);
  for (let i = 0; i < 3; i++) {
    const mean = drawn.data.reduce((sum, value, at) => sum + (at % 3 === i ? value : 0), 0) / 2000;
    // A coordinate has deviation 5/√3; five standard errors.
    expect(Math.abs(mean)).toBeLessThan((5 * (5 / Math.sqrt(3))) / Math.sqrt(2000));
  }
});

it("moves by the distance that it is told, anywhere or towards something", () => {
  const source = onSphere(createRandom(2), { count: 6, dimension: 4 });
  const anywhere = movedBy(source, 0.25, { random: createRandom(3) });
  for (const distance of distances(anywhere, source)) expect(distance).toBeCloseTo(0.25, 5);
  const towards = nearestOthers(source).map((nu) => rowOf(source, nu));
  const half = movedBy(source, 0.1, { random: createRandom(3), towards });
  for (let b = 0; b < 6; b++) {
    const whole = Math.hypot(...rowOf(source, b).map((value, i) => value - towards[b][i]));
    const left = Math.hypot(...rowOf(half, b).map((value, i) => value - towards[b][i]));
    expect(left).toBeCloseTo(whole - 0.1, 5);
  }
});

it("finds the nearest other row", () => {
  expect(nearestOthers(matrix([0, 1, 3, 3.5], 4, 1))).toEqual([1, 0, 3, 2]);
});
