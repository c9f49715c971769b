import { describe, expect, it } from "vitest";
import { createRandom, normal } from "../math/index.ts";
import { sampleWalk } from "./sample-series.ts";
import { autocorrelations, seasonsOf } from "./season.ts";

const series = (length: number, of: (t: number) => number, noise = 0.5): Float32Array => {
  const random = createRandom(length);
  return Float32Array.from({ length }, (_, t) => of(t) + noise * normal(random));
};

describe("seasonsOf", () => {
  it.each([
    ["a month of years under a trend", 144, 12, (t: number) => t / 20 + Math.sin((2 * Math.PI * t) / 12)],
    ["a day of hours", 2000, 24, (t: number) => 3 * Math.sin(t / 300) + Math.sin((2 * Math.PI * t) / 24)],
    ["spikes", 700, 7, (t: number) => (t % 7 === 3 ? 4 : 0)],
    ["a long one", 2400, 336, (t: number) => (t % 336 < 24 ? 4 : 0)],
  ])("finds %s", (_, length, season, of) => {
    expect(seasonsOf(series(length, of))[0]?.length).toBe(season);
  });

  it("names a longer one first where the series repeats better after it", () => {
    const week = series(2000, (t) => Math.sin((2 * Math.PI * t) / 24) + (t % 168 < 48 ? 2 : 0), 0.1);
    expect(seasonsOf(week).map(({ length }) => length)).toEqual([168, 24]);
  });

  it("finds none in noise, and hardly ever one in a random walk", () => {
    const seeds = Array.from({ length: 20 }, (_, seed) => seed + 1);
    const found = (of: (seed: number) => Float32Array): number =>
      seeds.filter((seed) => seasonsOf(of(seed)).length > 0).length;
    expect(found((seed) => series(300 + seed, () => 0))).toBe(0);
    expect(found((seed) => sampleWalk(600, seed).values)).toBeLessThanOrEqual(2);
    expect(seasonsOf(new Float32Array(100).fill(3))).toEqual([]);
    expect(seasonsOf(Float32Array.of(1, 2, 1))).toEqual([]);
  });
});

it("autocorrelations are those of the definition", () => {
  const r = autocorrelations(Float64Array.of(1, -1, 2, 0), 3);
  expect(Array.from(r)).toEqual([1, -3 / 6, 2 / 6]);
});
