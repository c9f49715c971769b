import { describe, expect, it } from "vitest";
import { blackPicture, type Picture } from "../data/index.ts";
import { createRandom, dotProduct, norm, rowArrays } from "../math/index.ts";
import { contrastCodec } from "./contrast.ts";

const size = 24;
const codec = contrastCodec({ size });
const encoded = async (...pictures: Picture[]): Promise<Float32Array[]> =>
  rowArrays(await codec.encodeMany(pictures));

/** Smooth blobs and fine texture, no flat area. */
function textured(seed: number): Picture {
  const random = createRandom(seed);
  const waves = Array.from({ length: 8 }, () => [random.next(), random.next(), 6 * random.next()]);
  const picture = blackPicture(size, size);
  for (let i = 0; i < size * size; i++) {
    const [x, y] = [i % size, Math.floor(i / size)];
    const sum = waves.reduce((total, [fx, fy, phase]) => total + Math.sin(fx * x + fy * y + phase), 0);
    picture.pixels.fill(0.5 + 0.05 * sum, 3 * i, 3 * i + 3);
  }
  return picture;
}

const changed = (picture: Picture, change: (value: number, i: number) => number): Picture => ({
  ...picture,
  pixels: picture.pixels.map(change),
});

describe("contrastCodec", () => {
  it("gives patterns of unit length", async () => {
    const [pattern] = await encoded(textured(1));
    expect(pattern).toHaveLength(codec.length);
    expect(norm(pattern)).toBeCloseTo(1, 5);
  });

  it("hardly notices brightness and contrast, and tells pictures apart", async () => {
    const [pattern, other] = await encoded(textured(1), textured(2));
    for (const change of [
      (v: number) => 0.6 * v,
      (v: number) => 0.5 + 0.6 * (v - 0.5),
      (v: number) => v + 0.1,
    ]) {
      const [under] = await encoded(changed(textured(1), change));
      expect(dotProduct(pattern, under)).toBeGreaterThan(0.97);
    }
    expect(Math.abs(dotProduct(pattern, other))).toBeLessThan(0.5);
  });

  it("gives exact zeros where half of the picture is blacked out, and the same elsewhere", async () => {
    const half = changed(textured(1), (value, i) => (Math.floor(i / 3) % size < size / 2 ? 0 : value));
    const [whole, cut] = await encoded(textured(1), half);
    const right: number[] = [];
    cut.forEach((value, i) => {
      if (i % size < size / 2) expect(value).toBe(0);
      if (i % size > size / 2 + 6) right.push(i);
    });
    const ratios = right.map((i) => cut[i] / whole[i]);
    for (const ratio of ratios) expect(ratio).toBeCloseTo(ratios[0], 3);
  });

  it("gives nothing for a picture without contrast", async () => {
    const [pattern] = await encoded(blackPicture(size, size));
    expect(pattern.every((value) => value === 0)).toBe(true);
  });

  it("reads grey pictures too, and refuses another size", async () => {
    const grey: Picture = {
      ...blackPicture(size, size, 1),
      pixels: textured(3).pixels.filter((_, i) => i % 3 === 0),
    };
    const [a, b] = await encoded(grey, textured(3));
    expect(dotProduct(a, b)).toBeCloseTo(1, 5);
    await expect(encoded(blackPicture(8, 9))).rejects.toThrow("the picture must be 24 × 24, got 8 × 9");
  });
});
