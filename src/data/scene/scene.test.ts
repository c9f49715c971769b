import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { createRandom } from "../../math/index.ts";
import type { Picture } from "../picture.ts";
import { drawScene, drawScenes } from "./scene.ts";

const hashOf = ({ pixels }: Picture): string => createHash("sha256").update(pixels).digest("hex");

/** Means of 4 × 4 blocks, `[32, 32, 3]`. */
function shrunk({ pixels, width, height }: Picture): Float32Array {
  const small = new Float32Array(32 * 32 * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = ((y >> 2) * 32 + (x >> 2)) * 3;
      for (let c = 0; c < 3; c++) small[to + c] += pixels[(y * width + x) * 3 + c] / 16;
    }
  }
  return small;
}

/** Grey values with mean 0 and length 1: the layout, without colour, brightness and contrast. */
function layout(small: Float32Array): Float64Array {
  const grey = Float64Array.from(
    { length: 1024 },
    (_, i) => small[i * 3] + small[i * 3 + 1] + small[i * 3 + 2],
  );
  const mean = grey.reduce((sum, value) => sum + value, 0) / grey.length;
  const centred = grey.map((value) => value - mean);
  const length = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0));
  return centred.map((value) => value / length);
}

describe("drawScene", () => {
  test("the same seed gives the same bytes, also in a freshly loaded module", async () => {
    const first = [0, 1, 2, 3].map((seed) => hashOf(drawScene(createRandom(seed))));
    vi.resetModules();
    const again = await import("./scene.ts");
    expect([0, 1, 2, 3].map((seed) => hashOf(again.drawScene(createRandom(seed))))).toEqual(first);
    expect(new Set(first).size).toBe(4);
  });

  test.each([
    [1, 1],
    [7, 3],
    [48, 20],
    [20, 48],
    [160, 160],
  ])("draws %i × %i", (width, height) => {
    for (let seed = 0; seed < 12; seed++) {
      const picture = drawScene(createRandom(seed), width, height);
      expect(picture).toMatchObject({ width, height, channels: 3 });
      expect(picture.pixels.length).toBe(width * height * 3);
      expect(picture.pixels.every((value) => value >= 0 && value <= 1)).toBe(true);
    }
  });

  test.each([
    [0, 10],
    [10, -1],
    [2.5, 2],
    [Number.NaN, 2],
  ])("refuses %d × %d", (width, height) => {
    expect(() => drawScene(createRandom(0), width, height)).toThrow(/drawScene: width and height must be/);
  });
});

describe("drawScenes", () => {
  let scenes: Picture[] = [];
  let small: Float32Array[] = [];
  beforeAll(() => {
    scenes = drawScenes(300, 1);
    small = scenes.map(shrunk);
  });

  test("scene i depends on the seed and on i alone", () => {
    const few = drawScenes(3, 1);
    expect(few.map(hashOf)).toEqual(scenes.slice(0, 3).map(hashOf));
    expect(drawScenes(3, 2).map(hashOf)).not.toEqual(few.map(hashOf));
    expect(drawScenes(0, 1)).toEqual([]);
    expect(() => drawScenes(-1, 1)).toThrow(/count must be a non-negative integer, got -1/);
  });

  test("every value is a multiple of 1/255 in [0, 1], so that a PNG keeps it", () => {
    for (const { pixels } of scenes) {
      expect(pixels.every((v) => v >= 0 && v <= 1 && Math.fround(Math.round(v * 255) / 255) === v)).toBe(
        true,
      );
    }
  });

  test("no two of 300 are alike at 32 × 32: mean squared difference above 0.002", () => {
    let least = 1;
    let sum = 0;
    for (let a = 0; a < small.length; a++) {
      for (let b = 0; b < a; b++) {
        let difference = 0;
        for (let i = 0; i < 3072; i++) difference += (small[a][i] - small[b][i]) ** 2;
        least = Math.min(least, difference / 3072);
        sum += difference / 3072;
      }
    }
    expect(least).toBeGreaterThan(0.002);
    expect(sum / (150 * 299)).toBeGreaterThan(0.05);
  });

  test("nor is their layout: grey values correlate below 0.99", () => {
    const layouts = small.map(layout);
    let most = -1;
    for (let a = 0; a < layouts.length; a++) {
      for (let b = 0; b < a; b++) {
        let correlation = 0;
        for (let i = 0; i < 1024; i++) correlation += layouts[a][i] * layouts[b][i];
        most = Math.max(most, correlation);
      }
    }
    expect(most).toBeLessThan(0.99);
  });

  test("none is flat, black or burnt out", () => {
    for (const values of small) {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const deviation = Math.sqrt(
        values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length,
      );
      expect(mean).toBeGreaterThan(0.05);
      expect(mean).toBeLessThan(0.9);
      expect(deviation).toBeGreaterThan(0.04);
    }
  });
});
