import { expect, test } from "vitest";
import { matrix } from "../math/index.ts";
import { pictureSet } from "./picture-set.ts";

test("pictures and patterns share memory", () => {
  const { patterns, pictures } = pictureSet(matrix([1, 2, 3, 4, 5, 6], 2, 3), {
    width: 1,
    height: 1,
    channels: 3,
  });
  const [, second] = pictures;
  expect(second).toEqual({ width: 1, height: 1, channels: 3, pixels: Float32Array.of(4, 5, 6) });
  patterns.data[3] = 9;
  expect(second?.pixels[0]).toBe(9);
});

test("a size that doesn't fit", () => {
  expect(() => pictureSet(matrix([1, 2], 1, 2), { width: 1, height: 1, channels: 3 })).toThrow(
    /rows of 2 numbers/,
  );
});
