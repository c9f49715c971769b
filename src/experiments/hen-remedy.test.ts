import { describe, expect, it } from "vitest";
import { drawScene, dropPixels, half, noise, type Picture, rectangle } from "../data/index.ts";
import { createRandom } from "../math/index.ts";
import { meanSquaredError } from "../memory/index.ts";
import { knownPixels, noiseIn, remedies, remedyNamed } from "./hen-remedy.ts";

const scene = drawScene(createRandom(5), 48, 48);
const error = (picture: Picture): number => meanSquaredError(picture.pixels, scene.pixels);

describe("fill", () => {
  it("brings scattered pixels back, nearly", () => {
    const damaged = dropPixels(0.5).apply(scene, createRandom(1));
    const filled = remedyNamed("fill").apply(damaged);
    expect(error(damaged)).toBeGreaterThan(0.05);
    expect(error(filled)).toBeLessThan(0.1 * error(damaged));
    expect(knownPixels(filled)).not.toContain(false);
    const known = knownPixels(damaged);
    expect(filled.pixels.every((value, i) => !known[Math.floor(i / 3)] || value === damaged.pixels[i])).toBe(
      true,
    );
  });

  it("leaves a black half as it is, and fill all doesn't", () => {
    for (const side of ["left", "top"] as const) {
      const damaged = half(side).apply(scene, createRandom(1));
      expect(remedyNamed("fill").apply(damaged).pixels).toEqual(damaged.pixels);
      const filled = remedyNamed("fill all").apply(damaged);
      expect(knownPixels(filled)).not.toContain(false);
      expect(error(filled)).toBeLessThan(0.5 * error(damaged));
    }
  });

  it("closes a rectangle from its corners", () => {
    const damaged = rectangle(0.3).apply(scene, createRandom(3));
    expect(knownPixels(remedyNamed("fill").apply(damaged)).filter((known) => !known).length).toBeLessThan(
      0.5 * knownPixels(damaged).filter((known) => !known).length,
    );
  });
});

it("estimates noise, within a quarter, and smooths what is noisy", () => {
  expect(noiseIn(scene)).toBeLessThan(0.05);
  const grey = { ...scene, pixels: scene.pixels.map((value) => 0.4 + 0.2 * value) };
  for (const deviation of [0.05, 0.1]) {
    const found = noiseIn(noise(deviation).apply(grey, createRandom(2)));
    expect(Math.abs(found / deviation - 1)).toBeLessThan(0.25);
  }
  const noisy = noise(0.3).apply(scene, createRandom(2));
  expect(error(remedyNamed("mend").apply(noisy))).toBeLessThan(0.5 * error(noisy));
  expect(remedyNamed("mend").apply(scene)).toEqual(remedyNamed("fill").apply(scene));
});

it("never changes what it is given, nor its size", () => {
  const damaged = dropPixels(0.3).apply(scene, createRandom(4));
  const before = damaged.pixels.slice();
  for (const remedy of remedies) {
    const made = remedy.apply(damaged);
    expect(made.pixels).toHaveLength(before.length);
    expect(damaged.pixels).toEqual(before);
  }
  expect(() => remedyNamed("pray")).toThrow('there is no remedy "pray"; known: none; fill;');
});
