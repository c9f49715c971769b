import { describe, expect, test } from "vitest";
import { createRandom } from "../../math/index.ts";
import type { Picture } from "../picture.ts";
import { meanNoise, noise, normNoise } from "./noise.ts";

function flat(value: number, size = 64): Picture {
  return { width: size, height: size, channels: 3, pixels: new Float32Array(size * size * 3).fill(value) };
}

/** Mean and standard deviation of damaged − original. */
function change(before: Picture, after: Picture): { mean: number; deviation: number; norm: number } {
  const added = after.pixels.map((value, i) => value - before.pixels[i]);
  const mean = added.reduce((sum, value) => sum + value, 0) / added.length;
  const squares = added.reduce((sum, value) => sum + value * value, 0);
  return { mean, deviation: Math.sqrt(squares / added.length - mean * mean), norm: Math.sqrt(squares) };
}

describe("noise", () => {
  test("mean 0 and the given deviation", () => {
    const { mean, deviation } = change(flat(0.5), noise(0.1).apply(flat(0.5), createRandom(1)));
    expect(mean).toBeCloseTo(0, 2);
    expect(deviation).toBeGreaterThan(0.097);
    expect(deviation).toBeLessThan(0.103);
  });

  test("on black, half is clipped to 0; as coded, that half comes back as |v|", () => {
    const [clipped, folded] = [false, true].map((asCoded) =>
      noise(0.1, { asCoded }).apply(flat(0), createRandom(2)),
    );
    const zeros = clipped.pixels.filter((value) => value === 0).length / clipped.pixels.length;
    expect(zeros).toBeCloseTo(0.5, 1);
    expect(folded.pixels.some((value) => value === 0)).toBe(false);
    clipped.pixels.forEach((value, i) => {
      if (value > 0) expect(folded.pixels[i]).toBe(value);
    });
  });

  test.each([false, true])("stays in [0, 1] however strong (asCoded %s)", (asCoded) => {
    const { pixels } = noise(5, { asCoded }).apply(flat(0.5), createRandom(3));
    expect(Math.min(...pixels)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...pixels)).toBe(1);
  });
});

describe("normNoise", () => {
  test("the noise has exactly the given norm, for another seed another direction", () => {
    const [first, second] = [1, 2].map((seed) => normNoise(2).apply(flat(0.5), createRandom(seed)));
    expect(change(flat(0.5), first).norm).toBeCloseTo(2, 3);
    expect(change(flat(0.5), second).norm).toBeCloseTo(2, 3);
    expect(first).not.toEqual(second);
  });

  test("level 0 changes nothing", () => {
    expect(normNoise(0).apply(flat(0.25), createRandom(1))).toEqual(flat(0.25));
  });
});

test("meanNoise shifts by its level and scatters by its deviation", () => {
  const { mean, deviation } = change(
    flat(0.4),
    meanNoise(0.2, { deviation: 0.05 }).apply(flat(0.4), createRandom(4)),
  );
  expect(mean).toBeCloseTo(0.2, 2);
  expect(deviation).toBeCloseTo(0.05, 2);
  const darker = change(flat(0.6), meanNoise(-0.2).apply(flat(0.6), createRandom(4)));
  expect(darker.mean).toBeCloseTo(-0.2, 2);
  expect(darker.deviation).toBeCloseTo(0.1, 2);
});

test("numbers that make no sense are refused", () => {
  expect(() => noise(-1)).toThrow("noise: the deviation: must be a finite number, at least 0, got -1");
  expect(() => normNoise(Number.NaN)).toThrow(/normNoise: the level/);
  expect(() => meanNoise(Number.POSITIVE_INFINITY)).toThrow(/must be a finite number, got Infinity/);
  expect(() => meanNoise(0, { deviation: -0.1 })).toThrow(/meanNoise: the deviation/);
});
