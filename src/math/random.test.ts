import { describe, expect, it } from "vitest";
import { createRandom, integer, normal, sample, shuffled } from "./random.ts";

const draws = (count: number, draw: () => number): number[] => Array.from({ length: count }, draw);
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("random", () => {
  it("gives the same numbers for the same seed, on every machine", () => {
    const random = createRandom(7);
    expect(draws(4, random.next).map((value) => value * 2 ** 32)).toEqual(
      draws(4, createRandom(7).next).map((value) => value * 2 ** 32),
    );
    const first = createRandom(1).next() * 2 ** 32;
    expect(Number.isInteger(first)).toBe(true);
    expect(first).toMatchInlineSnapshot(`1608336407`);
  });

  it("fills with what it would give one by one, and goes on behind it", () => {
    const [filled, single] = [createRandom(2 ** 33 + 5, "a"), createRandom(2 ** 33 + 5, "a")];
    const expected = Float32Array.from({ length: 1000 }, () => single.next());
    expect(filled.fill(new Float32Array(1000))).toEqual(expected);
    expect(filled.next()).toBe(single.next());
  });

  it("gives others for another seed or stream", () => {
    const firsts = [
      createRandom(1),
      createRandom(2),
      createRandom(2 ** 40 + 1),
      createRandom(1, "a"),
      createRandom(1, "b"),
    ];
    expect(new Set(firsts.map((random) => random.next())).size).toBe(firsts.length);
  });

  it("draws uniform and normal numbers with the right moments", () => {
    const random = createRandom(3);
    const uniforms = draws(20_000, random.next);
    expect(mean(uniforms)).toBeCloseTo(0.5, 1.5);
    expect(mean(uniforms.map((u) => (u - 0.5) ** 2))).toBeCloseTo(1 / 12, 2);
    const normals = draws(20_000, () => normal(random, 2, 3));
    expect(Math.abs(mean(normals) - 2)).toBeLessThan(0.1);
    expect(Math.abs(mean(normals.map((x) => (x - 2) ** 2)) - 9)).toBeLessThan(0.4);
  });

  it("shuffles without losing anything, and samples without repeats", () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    const mixed = shuffled(createRandom(5), items);
    expect(mixed).not.toEqual(items);
    expect(mixed.toSorted((a, b) => a - b)).toEqual(items);
    expect(new Set(sample(createRandom(5), items, 20)).size).toBe(20);
    const counts = new Array<number>(4).fill(0);
    const random = createRandom(9);
    for (let i = 0; i < 4000; i++) counts[integer(random, 4)]++;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});
