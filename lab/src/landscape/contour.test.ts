import { describe, expect, it } from "vitest";
import { contourMap, type Palette } from "./contour.ts";

const palette: Palette = { low: [0, 0, 0], high: [200, 100, 50], line: [255, 255, 255] };

/** Energies that rise from left to right. */
const slope = Float32Array.from({ length: 64 }, (_, i) => i % 8);

describe("a map of energies", () => {
  const size = { cells: 8, pixels: 64, bands: 4 };
  const rgba = contourMap(slope, palette, size);
  const at = (x: number, y: number): number[] =>
    Array.from(rgba.slice(4 * (64 * y + x), 4 * (64 * y + x) + 4));

  it("is low where the energy is low, and high where it is high", () => {
    expect(at(0, 5)).toEqual([0, 0, 0, 255]);
    expect(at(63, 5)).toEqual([200, 100, 50, 255]);
    expect(at(0, 60)).toEqual(at(0, 5));
  });

  it("has a line of one pixel where one band meets the next, and where the top is cut off", () => {
    const reds = Array.from({ length: 64 }, (_, x) => at(x, 9)[0]);
    const bands = [0, 67, 133, 200];
    const isBand = (red: number): boolean => bands.some((band) => Math.abs(red - band) <= 1);
    expect(reds.filter((red) => !isBand(red)).map((red) => red)).toEqual([128, 161, 194, 228]);
    expect(bands.every((band) => reds.some((red) => Math.abs(red - band) <= 1))).toBe(true);
  });

  it("of one energy is of one colour", () => {
    const flat = contourMap(new Float32Array(64).fill(3), palette, size);
    expect(flat.every((value, i) => value === flat[i % 4])).toBe(true);
  });
});
