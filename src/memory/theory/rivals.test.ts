import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bestBackend,
  createRandom,
  dotProduct,
  fromRows,
  type Matrix,
  normal,
  reference,
  rowOf,
  squaredDistance,
} from "../../math/index.ts";
import { geometryOf } from "./geometry.ts";
import { rivalsOf } from "./rivals.ts";

function gaussian(rows: number, columns: number, seed: number): Matrix {
  const random = createRandom(seed);
  return fromRows(Array.from({ length: rows }, () => Array.from({ length: columns }, () => normal(random))));
}

/** By definition, in float64. */
function plainly(patterns: Matrix, mu: number): { product: number; squared: number } {
  const others = Array.from({ length: patterns.rows }, (_, nu) => nu).filter((nu) => nu !== mu);
  return {
    product: Math.max(...others.map((nu) => dotProduct(rowOf(patterns, mu), rowOf(patterns, nu)))),
    squared: Math.min(...others.map((nu) => squaredDistance(rowOf(patterns, mu), rowOf(patterns, nu)))),
  };
}

describe("rivalsOf", () => {
  it.each([bestBackend(), reference])("gives what the definition gives, to the bit", (backend) => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 2, max: 60 }),
        fc.integer({ min: 1, max: 40 }),
        (seed, N, d) => {
          const patterns = gaussian(N, d, seed);
          const { products, rivals, squaredDistances } = rivalsOf(patterns, { backend });
          for (let mu = 0; mu < N; mu++) {
            const { product, squared } = plainly(patterns, mu);
            expect(products[mu]).toBe(product);
            expect(squaredDistances[mu]).toBe(squared);
            expect(dotProduct(rowOf(patterns, mu), rowOf(patterns, rivals[mu]))).toBe(product);
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it("sees differences that a product in float32 can't", () => {
    const random = createRandom(3);
    const centre = Array.from({ length: 50 }, () => 10 + normal(random));
    const crowd = fromRows(
      Array.from({ length: 200 }, () => centre.map((value) => value + 1e-4 * normal(random))),
    );
    const { squaredDistances } = rivalsOf(crowd);
    for (let mu = 0; mu < crowd.rows; mu++) {
      const { squared } = plainly(crowd, mu);
      expect(squaredDistances[mu]).toBeGreaterThan(0);
      expect(Math.abs(squaredDistances[mu] / squared - 1)).toBeLessThan(1e-4);
    }
  });

  it("looks at the rows asked for, against all, and tells how far it has come", () => {
    const patterns = gaussian(100, 8, 4);
    const all = rivalsOf(patterns);
    const seen: [number, number][] = [];
    const some = rivalsOf(patterns, {
      rows: [3, 50, 99],
      onProgress: (done, total) => seen.push([done, total]),
    });
    expect([...some.products]).toEqual([3, 50, 99].map((mu) => all.products[mu]));
    expect(seen.at(-1)).toEqual([3, 3]);
  });

  it("stands numbers whose squares float32 can't hold", () => {
    for (const scale of [1e30, 1e-30]) {
      const patterns = fromRows([
        [scale, 0],
        [scale / 2, scale],
        [-scale, scale],
      ]);
      const { products, squaredDistances } = rivalsOf(patterns);
      expect(products[0] / scale ** 2).toBeCloseTo(0.5, 5);
      expect(squaredDistances[0] / scale ** 2).toBeCloseTo(1.25, 5);
    }
  });
});

describe("geometryOf", () => {
  it("has no rival for a single pattern, and no margin between equal ones", () => {
    expect(geometryOf([[1, 2]])).toMatchObject({ radius: Number.POSITIVE_INFINITY, patternCount: 1 });
    const twice = geometryOf([
      [1, 2],
      [1, 2],
      [0, 5],
    ]);
    expect([...twice.margins]).toEqual([-5, -5, 15]);
    expect(twice.radius).toBe(0);
    const same = geometryOf(Array.from({ length: 300 }, () => [0.1, 0.7, -3]));
    expect(same.margins.every((margin) => margin === 0)).toBe(true);
    expect(same.radius).toBe(0);
  });

  it("refuses none, and what isn't finite, by place", () => {
    expect(() => geometryOf([])).toThrow("there are no patterns");
    expect(() => geometryOf([[1, Number.NaN]])).toThrow("got NaN at row 0, column 1");
  });
});
