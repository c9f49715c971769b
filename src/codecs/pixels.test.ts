import { describe, expect, it } from "vitest";
import { drawScene, resized } from "../data/index.ts";
import { createRandom, norm, rowArrays } from "../math/index.ts";
import { codecFrom } from "./codec-from.ts";
import { centredPixels, coloursOf, pixelsCodec } from "./pixels.ts";

const pictures = [1, 2, 3].map((seed) => resized(drawScene(createRandom(seed), 64, 64), 8, 8));
const codec = centredPixels(pictures.map(coloursOf), 8);
const patterns = rowArrays(await codec.encodeMany(pictures));

describe("the pixels codec", () => {
  it("takes the mean off, and makes unit length", () => {
    const colours = pictures.map(coloursOf);
    const raw = colours[0].map((value, i) => value - (colours[0][i] + colours[1][i] + colours[2][i]) / 3);
    const [pattern] = patterns;
    expect(norm(pattern)).toBeCloseTo(1, 6);
    const length = norm(raw);
    pattern.forEach((value, i) => {
      expect(value).toBeCloseTo(raw[i] / length, 5);
    });
  });

  it("sets to 0 what isn't known", async () => {
    const known = Array.from({ length: 64 }, (_, i) => i % 8 < 4);
    (await codec.encodeMany([pictures[1]], [known])).data.forEach((value, i) => {
      if (!known[Math.floor(i / 3)]) expect(value).toBe(0);
    });
  });

  it("is made again from its settings", async () => {
    const again = codecFrom(JSON.parse(JSON.stringify(codec.settings)));
    expect(again.name).toBe(codec.name);
    expect(rowArrays(await again.encodeMany(pictures))).toEqual(patterns);
    expect(codecFrom(pixelsCodec().settings).name).toBe("pixels 32×32");
  });

  it("finds scenes smoother than noise", async () => {
    const random = createRandom(5);
    const noise = { ...pictures[0], pixels: pictures[0].pixels.map(() => random.next()) };
    const { data } = await codec.encodeMany([noise]);
    expect(codec.smoothness(patterns[0])).toBeGreaterThan(codec.smoothness(data) + 0.2);
  });

  it("refuses pictures of another size, and a mean of another length", async () => {
    await expect(pixelsCodec().encodeMany(pictures)).rejects.toThrow(
      "the picture must be 32 × 32, got 8 × 8",
    );
    expect(() => pixelsCodec({ size: 4, mean: btoa("abcd") })).toThrow("the mean has 1 numbers; 4 × 4");
  });
});
