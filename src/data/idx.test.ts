import { readFileSync } from "node:fs";
import { gzipSync } from "fflate";
import { expect, test } from "vitest";
import { realData } from "../../test/real-data.ts";
import { readIdx, readIdxLabels, readIdxPictures } from "./idx.ts";

/** Two pictures, one high and three wide, and their labels. */
const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 51, 255, 1, 2, 3);
const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 9);

test("pictures, plain and gzipped", () => {
  for (const bytes of [images, gzipSync(images)]) {
    const { patterns, pictures } = readIdxPictures(bytes);
    expect([patterns.rows, patterns.columns]).toEqual([2, 3]);
    expect(pictures[0]).toEqual({ width: 3, height: 1, channels: 1, pixels: Float32Array.of(0, 0.2, 1) });
    expect(pictures[1]?.pixels).toEqual(Float32Array.of(1 / 255, 2 / 255, 3 / 255));
  }
});

test("labels", () => {
  expect(readIdxLabels(labels)).toEqual([7, 9]);
  expect(readIdxLabels(gzipSync(labels))).toEqual([7, 9]);
});

test.each([
  [0x09, [0xff, 1], [-1, 1]],
  [0x0b, [0xff, 0xfe, 0, 1], [-2, 1]],
  [0x0c, [0, 1, 0, 0, 0, 0, 0, 1], [65536, 1]],
  [0x0d, [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0], [1, -2]],
  [0x0e, [0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1.5, 0]],
])("numbers of type %i", (code, data, expected) => {
  const array = readIdx(Uint8Array.of(0, 0, code, 2, 0, 0, 0, 2, 0, 0, 0, 1, ...data));
  expect(array).toEqual({ shape: [2, 1], data: Float32Array.from(expected) });
});

test("cut short at every byte", () => {
  for (let end = 0; end < images.length; end++) {
    expect(() => readIdx(images.subarray(0, end), "a.idx")).toThrow(/^a\.idx: is (cut short|no idx file)/);
  }
});

test.each<[string, Uint8Array, RegExp]>([
  ["other type", Uint8Array.of(0, 0, 7, 1, 0, 0, 0, 0), /no idx file.*00 00 07 01/],
  ["other start", Uint8Array.of(1, 0, 8, 1, 0, 0, 0, 0), /no idx file/],
  ["trailing", Uint8Array.of(...images, 0), /something behind its data/],
  ["absurd", Uint8Array.of(0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255), /sensible product/],
  [
    "large",
    Uint8Array.of(0, 0, 8, 2, 0, 255, 255, 255, 0, 255, 255, 255),
    /cut short: u1 of \[16777215, 16777215\]/,
  ],
  ["damaged gzip", gzipSync(images).subarray(0, -1), /gzip data is cut short/],
])("refused: %s", (_, bytes, message) => {
  expect(() => readIdx(bytes, "a.idx")).toThrow(message);
});

test("pictures and labels taken for each other", () => {
  expect(() => readIdxPictures(labels, "a.idx")).toThrow(/^a\.idx: .*\[2\]; is it the file of labels/);
  expect(() => readIdxLabels(images, "a.idx")).toThrow(/^a\.idx: .*\[2, 1, 3\]; is it the file of pictures/);
});

const mnist = realData("mnist/t10k-images-idx3-ubyte.gz");
const mnistLabels = realData("mnist/t10k-labels-idx1-ubyte.gz");
test.skipIf(!mnist || !mnistLabels)("MNIST (skipped where the real data are absent)", () => {
  const { patterns, pictures } = readIdxPictures(readFileSync(mnist ?? ""), "mnist");
  expect([patterns.rows, patterns.columns, pictures[0]?.width]).toEqual([10_000, 784, 28]);
  expect(Math.max(...(pictures[0]?.pixels ?? []))).toBe(1);
  expect(readIdxLabels(readFileSync(mnistLabels ?? "")).slice(0, 5)).toEqual([7, 2, 1, 0, 4]);
});
