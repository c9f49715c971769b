import { createRandom, dotProduct, fromRows, normal, rowOf, unitRows, zeros } from "madeleine/math";
import { dot, energies, negativeSquaredEuclidean, softmax, sparsemax } from "madeleine/memory";
import { describe, expect, it } from "vitest";
import {
  distanceOff,
  energiesOn,
  flatPlane,
  lifted,
  lowered,
  pointUnder,
  sliceThrough,
  stateAt,
} from "./plane.ts";

const random = createRandom(2);
const drawn = zeros(10, 30);
for (let i = 0; i < drawn.data.length; i++) drawn.data[i] = normal(random);
const patterns = unitRows(drawn);

describe("the flat plane", () => {
  const points = fromRows([
    [-0.5, 0],
    [0.5, 0],
  ]);
  const definition = { similarity: negativeSquaredEuclidean, separation: softmax, beta: 10 };

  it("is lowest at the memories, and symmetric where they are", () => {
    const grid = energiesOn(flatPlane(1), points, { definition, size: 20 }) ?? new Float32Array();
    const lowest = grid.indexOf(Math.min(...grid));
    const across = (((lowest % 20) + 0.5) / 20) * 2 - 1;
    expect(Math.abs(across)).toBeCloseTo(0.45, 5);
    for (let y = 0; y < 20; y++) {
      for (let x = 0; x < 20; x++) expect(grid[20 * y + x]).toBeCloseTo(grid[20 * y + 19 - x], 5);
    }
  });

  it("has none where the model has no energy", () => {
    const model = { similarity: { ...dot, confinement: undefined as never }, separation: softmax };
    expect(energiesOn(flatPlane(1), points, { definition: model, size: 4 })).toBeUndefined();
  });
});

describe("a slice through three memories", () => {
  const slice = sliceThrough(patterns, [1, 4, 7]);
  const { plane, corners } = slice;

  it("holds them, at the distances that they have", () => {
    [1, 4, 7].forEach((item, i) => {
      const inside = rowOf(slice.patterns, item);
      expect(distanceOff(plane, inside)).toBeLessThan(1e-5);
      lifted(slice, inside).forEach((value, k) => {
        expect(value).toBeCloseTo(rowOf(patterns, item)[k], 5);
      });
      expect(pointUnder(plane, inside)).toEqual(corners[i]);
      expect(Math.max(...corners[i].map(Math.abs))).toBeLessThan(plane.reach);
    });
    const [a, b] = corners;
    const apart = Math.sqrt(2 - 2 * dotProduct(rowOf(patterns, 1), rowOf(patterns, 4)));
    expect(Math.hypot(a[0] - b[0], a[1] - b[1])).toBeCloseTo(apart, 5);
  });

  it.each([softmax, sparsemax])("has the energies of the whole space, $name", (separation) => {
    const definition = { similarity: dot, separation, beta: 6 };
    const grid = energiesOn(plane, slice.patterns, { definition, size: 5 }) ?? new Float32Array();
    const whole = Array.from({ length: 25 }, (_, i) => {
      const at = (k: number): number => (((k + 0.5) / 5) * 2 - 1) * plane.reach;
      return lifted(slice, stateAt(plane, [at(i % 5), at(Math.floor(i / 5))]));
    });
    const expected = energies(fromRows(whole), patterns, definition) ?? [];
    grid.forEach((energy, i) => {
      expect(energy).toBeCloseTo(expected[i], 5);
    });
  });

  it("brings points there and back", () => {
    const state = stateAt(plane, [0.3, -0.2]);
    const [across, down] = pointUnder(plane, lowered(slice, lifted(slice, state)));
    expect([across, down].map((value) => value.toFixed(5))).toEqual(["0.30000", "-0.20000"]);
  });

  it("wants three that aren't on a line", () => {
    expect(() => sliceThrough(patterns, [1, 1, 4])).toThrow("choose three others");
  });
});
