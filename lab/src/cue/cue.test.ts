import fc from "fast-check";
import { drawScene, half, type Picture } from "madeleine/data";
import { createRandom } from "madeleine/math";
import { describe, expect, it } from "vitest";
import { cueOf, mixed } from "./cue.ts";
import { type CueStep, damageIn, stepsOf, textOfSteps, withDamage } from "./cue-step.ts";

const scene = drawScene(createRandom(1), 32, 24);
const bytes = fc.integer({ min: 0, max: 255 });
const strokes = fc.record({
  kind: fc.constant("stroke" as const),
  tool: fc.constantFrom("brush" as const, "eraser" as const),
  size: fc.integer({ min: 1, max: 255 }),
  points: fc.array(fc.tuple(bytes, bytes), { minLength: 1, maxLength: 20 }).map((pairs) => pairs.flat()),
});
const damages = fc
  .constantFrom("half:left", "noise:0.3", "pixels:0.5", "exposure:0,1,1.4")
  .map((name): CueStep => ({ kind: "damage", name }));

describe("what was done to a picture", () => {
  it("comes back from its text", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(strokes, damages), { maxLength: 5 }), (steps) => {
        expect(stepsOf(textOfSteps(steps))).toEqual(steps);
        expect(textOfSteps(steps)).toMatch(/^[\w.,:~-]*$/);
      }),
    );
  });

  it.each(["", "half:middle", "brush:0:gICB", "brush:40:", "brush:40:gICB", "eraser:40:%%%%", "burn:1"])(
    "is nothing where %j can't be read",
    (text) => expect(stepsOf(text)).toEqual([]),
  );

  it("has one damage of a family", () => {
    const steps = stepsOf("half:left~brush:40:gIA~noise:0.3");
    expect(textOfSteps(withDamage(steps, "half", "half:top"))).toBe("half:top~brush:40:gIA~noise:0.3");
    expect(textOfSteps(withDamage(steps, "noise", undefined))).toBe("half:left~brush:40:gIA");
    expect(textOfSteps(withDamage(steps, "pixels", "pixels:0.5"))).toMatch(/~pixels:0.5$/);
    expect(damageIn(steps, "noise")).toBe("0.3");
    expect(damageIn(steps, "pixels")).toBeUndefined();
  });
});

describe("a cue", () => {
  it("is the picture damaged as the library damages it", () => {
    const { picture, known } = cueOf(scene, stepsOf("half:left"), 1);
    expect(picture).toEqual(half("left").apply(scene, createRandom(0)));
    expect(known).toBeUndefined();
  });

  it("is the same for the same seed, and stays in [0, 1]", () => {
    const steps = stepsOf("noise:0.5");
    const [one, same, other] = [7, 7, 8].map((seed) => cueOf(scene, steps, seed).picture.pixels);
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
    expect(Math.min(...one)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...one)).toBeLessThanOrEqual(1);
  });

  const dot = (tool: "brush" | "eraser"): CueStep => ({ kind: "stroke", tool, size: 64, points: [128, 128] });

  it("is black under the brush, and nowhere else changed", () => {
    const { picture, known } = cueOf(scene, [dot("brush")], 1);
    expect(known).toBeUndefined();
    const at = (x: number, y: number): number[] => Array.from(pixelOf(picture, x, y));
    expect(at(16, 12)).toEqual([0, 0, 0]);
    expect(at(16, 9)).toEqual([0, 0, 0]);
    for (const [x, y] of [
      [16, 8],
      [12, 12],
      [0, 0],
    ] as const) {
      expect(at(x, y)).toEqual(Array.from(pixelOf(scene, x, y)));
    }
  });

  it("tells what was erased", () => {
    const { known } = cueOf(scene, [dot("brush"), dot("eraser")], 1);
    const missing = known?.reduce((count, flag) => count + 1 - flag, 0) ?? 0;
    // A disc of diameter 24 · 64/256 = 6 pixels.
    expect(missing).toBeGreaterThan(0.8 * Math.PI * 9);
    expect(missing).toBeLessThan(1.2 * Math.PI * 9);
    expect(known?.[12 * 32 + 16]).toBe(0);
  });

  it("joins the points of a stroke", () => {
    const line: CueStep = { kind: "stroke", tool: "brush", size: 20, points: [0, 128, 255, 128] };
    const { picture } = cueOf(scene, [line], 1);
    for (let x = 0; x < 32; x++) expect(Array.from(pixelOf(picture, x, 12))).toEqual([0, 0, 0]);
  });

  it("leaves the picture as it was", () => {
    const before = scene.pixels.slice();
    cueOf(scene, [dot("eraser"), ...stepsOf("noise:0.5~half:top")], 1);
    expect(scene.pixels).toEqual(before);
  });

  it("may be two pictures in one, of any sizes and channels", () => {
    const grey: Picture = { width: 3, height: 3, channels: 1, pixels: new Float32Array(9).fill(1) };
    const both = mixed(scene, grey, 0.25);
    both.pixels.forEach((value, i) => {
      expect(value).toBeCloseTo(0.25 * scene.pixels[i] + 0.75, 6);
    });
  });
});

function pixelOf({ pixels, width, channels }: Picture, x: number, y: number): Float32Array {
  return pixels.slice((y * width + x) * channels, (y * width + x + 1) * channels);
}
