import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom, uniform } from "../../math/index.ts";
import type { Picture } from "../picture.ts";
import { blur } from "./blur.ts";
import { type Damage, dropPixels, exposure, half, rectangle, saltAndPepper } from "./damage.ts";
import { damageForms, parseDamage } from "./name.ts";
import { meanNoise, noise, normNoise } from "./noise.ts";

const share = fc.double({ min: 0, max: 1, noNaN: true });
const size = fc.double({ min: 0, max: 3, noNaN: true });
const damages: fc.Arbitrary<Damage> = fc.oneof(
  fc.constantFrom("left" as const, "right" as const, "top" as const, "bottom" as const).map(half),
  fc
    .tuple(share, fc.constantFrom("pixel" as const, "value" as const), fc.boolean())
    .map(([fraction, per, rescale]) => dropPixels(fraction, { per, rescale })),
  fc.tuple(size, fc.boolean()).map(([level, asCoded]) => noise(level, { asCoded })),
  fc.tuple(size, fc.boolean()).map(([level, asCoded]) => normNoise(level, { asCoded })),
  fc
    .tuple(size, size, fc.boolean())
    .map(([level, deviation, asCoded]) => meanNoise(level, { deviation, asCoded })),
  share.map(rectangle),
  share.map(saltAndPepper),
  size.map(blur),
  fc.tuple(size, size).map(([brightness, contrast]) => exposure({ brightness, contrast })),
);

function picture(seed: number, width: number, height: number, channels: 1 | 3): Picture {
  const random = createRandom(seed);
  const pixels = Float32Array.from({ length: width * height * channels }, () => uniform(random));
  return { width, height, channels, pixels };
}

const pictures = fc
  .tuple(fc.integer(), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.constantFrom(1, 3))
  .map(([seed, width, height, channels]) => picture(seed, width, height, channels as 1 | 3));

describe("every damage", () => {
  test("leaves its input as it was and keeps the shape", () => {
    fc.assert(
      fc.property(damages, pictures, fc.integer(), (damage, original, seed) => {
        const before = original.pixels.slice();
        const { pixels, ...shape } = damage.apply(original, createRandom(seed));
        expect(original.pixels).toEqual(before);
        expect(pixels).not.toBe(original.pixels);
        expect({ ...shape, length: pixels.length }).toEqual({
          width: original.width,
          height: original.height,
          channels: original.channels,
          length: before.length,
        });
      }),
    );
  });

  test("stays in [0, 1], except where survivors are rescaled", () => {
    fc.assert(
      fc.property(damages, pictures, fc.integer(), (damage, original, seed) => {
        fc.pre(!damage.name.includes("rescale"));
        const { pixels } = damage.apply(original, createRandom(seed));
        expect(pixels.every((value) => value >= 0 && value <= 1 + 1e-6)).toBe(true);
      }),
    );
  });

  test("is the same for the same seed, and parseDamage(name) is the same damage", () => {
    fc.assert(
      fc.property(damages, pictures, fc.integer(), (damage, original, seed) => {
        const named = parseDamage(damage.name);
        expect(named.name).toBe(damage.name);
        expect(named.apply(original, createRandom(seed))).toEqual(damage.apply(original, createRandom(seed)));
      }),
    );
  });
});

describe("parseDamage", () => {
  test("reads short forms and every documented form without its optional parts", () => {
    expect(parseDamage(" noise:0.3 ").name).toBe("noise:0.3");
    expect(parseDamage("noise-mean:0.5").name).toBe("noise-mean:0.5,0.1");
    expect(parseDamage("exposure:-0.2").name).toBe("exposure:-0.2,1,1");
    for (const { form } of damageForms.slice(1)) {
      expect(() => parseDamage(form.replace(/\[.*/, ""))).not.toThrow();
      expect(() => parseDamage(form.replace(/[[\]]/g, ""))).not.toThrow();
    }
  });

  test.each(["", "noises:1", "toString", "constructor:1"])("lists what it knows for %j", (text) => {
    expect(() => parseDamage(text)).toThrow(/no damage .*; known: half:left\|right\|top\|bottom, pixels:0.5/);
  });

  test.each([
    ["half:middle", "write it like half:left|right|top|bottom"],
    ["half", "write it like half:left|right|top|bottom"],
    ["noise", "write it like noise:0.3[,as-coded]"],
    ["noise:", "write it like noise:0.3"],
    ["noise:loud", "write it like noise:0.3"],
    ["noise:0.1,0.2", "write it like noise:0.3"],
    ["pixels:0.5,as-coded", "write it like pixels:0.5[,rescale]"],
    ["blur:2:3", "write it like blur:2"],
    ["exposure:1,2,3,4", "write it like exposure:0.2[,1.5[,1.4]]"],
    ["pixels:1.5", "must be a number from 0 to 1, got 1.5"],
  ])("says how to write %j", (text, message) => {
    expect(() => parseDamage(text)).toThrow(message);
  });
});
