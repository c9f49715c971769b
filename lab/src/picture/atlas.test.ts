import type { Picture } from "madeleine/data";
import { expect, it } from "vitest";
import { albumOf } from "./album.ts";
import { atlasOf } from "./atlas.ts";

/** A picture of one tone but for a white column at its left and right end. */
function framed(width: number, height: number, tone: number): Picture {
  const pixels = Float32Array.from({ length: width * height }, (_, i) =>
    i % width === 0 || i % width === width - 1 ? 1 : tone / 255,
  );
  return { width, height, channels: 1, pixels };
}

it("has every picture's middle in its place", () => {
  const tones = [10, 60, 110, 160, 210];
  const album = albumOf(tones.map((tone, i) => ({ name: String(i), picture: framed(40, 12, tone) })));
  const { rgba, width, height, columns, side } = atlasOf(album, 8);
  expect([width, height, columns, side]).toEqual([24, 16, 3, 8]);
  tones.forEach((tone, item) => {
    const [left, top] = [(item % 3) * 8, Math.floor(item / 3) * 8];
    for (const [x, y] of [
      [0, 0],
      [7, 7],
      [3, 5],
    ] as const) {
      const at = 4 * ((top + y) * width + left + x);
      // The white ends are cropped away.
      expect(Array.from(rgba.slice(at, at + 4))).toEqual([tone, tone, tone, 255]);
    }
  });
});
