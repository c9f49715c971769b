import { expect, test } from "vitest";
import { createRandom } from "../../math/index.ts";
import type { Picture } from "../picture.ts";
import { drawScene } from "../scene/scene.ts";
import { recompressJpeg } from "./jpeg.node.ts";

function meanSquaredDifference(a: Picture, b: Picture): number {
  return a.pixels.reduce((sum, value, i) => sum + (value - b.pixels[i]) ** 2, 0) / a.pixels.length;
}

test("recompressJpeg: worse at lower quality, close at 100, the input untouched", async () => {
  const scene = drawScene(createRandom(1), 64, 48);
  const before = scene.pixels.slice();
  const [rough, fine] = await Promise.all([recompressJpeg(scene, 5), recompressJpeg(scene, 100)]);
  expect(rough).toMatchObject({ width: 64, height: 48, channels: 3 });
  expect(meanSquaredDifference(scene, fine)).toBeLessThan(0.001);
  expect(meanSquaredDifference(scene, rough)).toBeGreaterThan(2 * meanSquaredDifference(scene, fine));
  expect(await recompressJpeg(scene, 5)).toEqual(rough);
  expect(scene.pixels).toEqual(before);
});

test("recompressJpeg keeps grey grey and refuses other qualities", async () => {
  const grey: Picture = { width: 16, height: 16, channels: 1, pixels: new Float32Array(256).fill(0.5) };
  expect(await recompressJpeg(grey, 50)).toMatchObject({ width: 16, height: 16, channels: 1 });
  await expect(recompressJpeg(grey, 0)).rejects.toThrow("quality must be an integer from 1 to 100, got 0");
  await expect(recompressJpeg(grey, 50.5)).rejects.toThrow("got 50.5");
});
