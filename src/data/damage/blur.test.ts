import { describe, expect, test } from "vitest";
import { createRandom } from "../../math/index.ts";
import type { Picture } from "../picture.ts";
import { blur } from "./blur.ts";

const random = createRandom(0);

/** Black with one white pixel in the middle. */
function point(size: number): Picture {
  const pixels = new Float32Array(size * size);
  pixels[(size * size - 1) / 2] = 1;
  return { width: size, height: size, channels: 1, pixels };
}

describe("blur", () => {
  test("spreads a point into the Gaussian: exp(−(x² + y²) / 2σ²), summing to 1", () => {
    const { pixels } = blur(1.5).apply(point(21), random);
    const at = (x: number, y: number): number => pixels[(10 + y) * 21 + 10 + x];
    expect(pixels.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    expect(at(2, 0) / at(0, 0)).toBeCloseTo(Math.exp(-4 / 4.5), 5);
    expect(at(1, -3) / at(0, 0)).toBeCloseTo(Math.exp(-10 / 4.5), 5);
    expect(at(0, 3)).toBeCloseTo(at(3, 0), 7);
  });

  test("keeps a flat picture, borders included, and mixes no channels", () => {
    const pixels = Float32Array.from({ length: 6 * 4 * 3 }, (_, i) => [0.25, 0.5, 0.75][i % 3]);
    const flat: Picture = { width: 6, height: 4, channels: 3, pixels };
    blur(3)
      .apply(flat, random)
      .pixels.forEach((value, i) => {
        expect(value).toBeCloseTo(pixels[i], 6);
      });
  });

  test("0 changes nothing, negative is refused", () => {
    expect(blur(0).apply(point(5), random)).toEqual(point(5));
    expect(() => blur(-1)).toThrow("blur: sigma: must be a finite number, at least 0, got -1");
  });
});
