import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom, uniform } from "../../math/index.ts";
import type { Picture } from "../picture.ts";
import { dropPixels, exposure, half, rectangle, type Side, saltAndPepper } from "./damage.ts";

/** Random pixels in [0.1, 0.9]: none black, none white. */
function picture(width: number, height: number, channels: 1 | 3 = 3, seed = 1): Picture {
  const random = createRandom(seed);
  const pixels = Float32Array.from({ length: width * height * channels }, () => uniform(random, 0.1, 0.9));
  return { width, height, channels, pixels };
}

const blackCount = ({ pixels }: Picture): number => pixels.filter((value) => value === 0).length;

describe("half", () => {
  const count = {
    width: 3,
    height: 3,
    channels: 1,
    pixels: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9),
  } as const;
  test.each<[Side, number[]]>([
    ["left", [0, 2, 3, 0, 5, 6, 0, 8, 9]],
    ["right", [1, 2, 0, 4, 5, 0, 7, 8, 0]],
    ["top", [0, 0, 0, 4, 5, 6, 7, 8, 9]],
    ["bottom", [1, 2, 3, 4, 5, 6, 0, 0, 0]],
  ])("%s", (side, expected) => {
    expect([...half(side).apply(count, createRandom(0)).pixels]).toEqual(expected);
  });

  test("takes all channels, and exactly half of an even size", () => {
    const damaged = half("right").apply(picture(8, 5), createRandom(0));
    expect(blackCount(damaged)).toBe(4 * 5 * 3);
    expect(() => half("middle" as Side)).toThrow('half: no side "middle"; known: left, right, top, bottom');
  });
});

describe("dropPixels", () => {
  test("drops whole pixels, about the fraction, and leaves the others", () => {
    const original = picture(64, 64);
    const { pixels } = dropPixels(0.3).apply(original, createRandom(1));
    let dropped = 0;
    for (let i = 0; i < pixels.length; i += 3) {
      const survives = pixels[i] === original.pixels[i];
      if (!survives) dropped++;
      for (let c = 0; c < 3; c++) expect(pixels[i + c]).toBe(survives ? original.pixels[i + c] : 0);
    }
    expect(dropped / 4096).toBeGreaterThan(0.27);
    expect(dropped / 4096).toBeLessThan(0.33);
  });

  test("per value, channels are dropped independently; rescaled, survivors at 50 % double (torch.dropout)", () => {
    const original = picture(64, 64);
    const { pixels } = dropPixels(0.5, { per: "value", rescale: true }).apply(original, createRandom(1));
    pixels.forEach((value, i) => {
      expect(value === 0 || value === original.pixels[i] * 2).toBe(true);
    });
    let mixed = 0;
    for (let i = 0; i < pixels.length; i += 3) {
      const zeros = pixels.subarray(i, i + 3).filter((value) => value === 0).length;
      if (zeros === 1 || zeros === 2) mixed++;
    }
    expect(mixed / 4096).toBeGreaterThan(0.7);
    expect(Math.max(...pixels)).toBeGreaterThan(1);
  });

  test("0 keeps everything, 1 drops everything, rescaled or not", () => {
    const original = picture(5, 4);
    expect(dropPixels(0, { rescale: true }).apply(original, createRandom(1))).toEqual(original);
    expect(blackCount(dropPixels(1, { rescale: true }).apply(original, createRandom(1)))).toBe(60);
    expect(() => dropPixels(1.1)).toThrow("dropPixels: must be a number from 0 to 1, got 1.1");
    expect(() => dropPixels(Number.NaN)).toThrow(/got NaN/);
  });
});

describe("rectangle", () => {
  test("blackens one rectangle of about that area, inside the picture", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer(), (fraction, seed) => {
        const damaged = rectangle(fraction).apply(picture(40, 30, 1), createRandom(seed));
        const black = [...damaged.pixels.keys()].filter((i) => damaged.pixels[i] === 0);
        const columns = black.map((i) => i % 40);
        const rows = black.map((i) => Math.floor(i / 40));
        const across = black.length ? Math.max(...columns) - Math.min(...columns) + 1 : 0;
        const down = black.length ? Math.max(...rows) - Math.min(...rows) + 1 : 0;
        expect(across * down).toBe(black.length);
        expect(Math.abs(black.length / 1200 - fraction)).toBeLessThan(0.025);
      }),
      { numRuns: 60 },
    );
  });

  test("stands elsewhere for another seed", () => {
    const [first, second] = [1, 2].map((seed) => rectangle(0.2).apply(picture(40, 30), createRandom(seed)));
    expect(first).not.toEqual(second);
    expect(blackCount(rectangle(1).apply(picture(40, 30), createRandom(1)))).toBe(3600);
  });
});

test("saltAndPepper: black and white in equal parts, whole pixels, the others kept", () => {
  const original = picture(64, 64);
  const { pixels } = saltAndPepper(0.4).apply(original, createRandom(3));
  const tally = { black: 0, white: 0 };
  for (let i = 0; i < pixels.length; i += 3) {
    const [red, green, blue] = pixels.subarray(i, i + 3);
    if (red === 0 && green === 0 && blue === 0) tally.black++;
    else if (red === 1 && green === 1 && blue === 1) tally.white++;
    else expect([red, green, blue]).toEqual([...original.pixels.subarray(i, i + 3)]);
  }
  expect(tally.black / 4096).toBeCloseTo(0.2, 1);
  expect(tally.white / 4096).toBeCloseTo(0.2, 1);
});

test("exposure: (v − ½) contrast + ½ + brightness, clipped", () => {
  const tones = { width: 5, height: 1, channels: 1, pixels: Float32Array.of(0, 0.25, 0.5, 0.75, 1) } as const;
  const seen = (brightness: number, contrast: number): number[] => [
    ...exposure({ brightness, contrast }).apply(tones, createRandom(0)).pixels,
  ];
  expect(seen(0, 1)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(seen(0.25, 1)).toEqual([0.25, 0.5, 0.75, 1, 1]);
  expect(seen(0, 2)).toEqual([0, 0, 0.5, 1, 1]);
  expect(seen(-0.25, 0)).toEqual([0.25, 0.25, 0.25, 0.25, 0.25]);
  expect(() => exposure({ contrast: -1 })).toThrow("exposure: contrast: must be a finite number");
  expect(() => exposure({ brightness: Number.NaN })).toThrow("brightness must be a finite number, got NaN");
});
