import { readFileSync } from "node:fs";
import { gzipSync } from "fflate";
import { expect, test } from "vitest";
import { realData } from "../../test/real-data.ts";
import { readCifar10, readCifar100 } from "./cifar.ts";

/** A record with red counting up, green 255 and blue 51. */
function record(...labels: number[]): Uint8Array {
  const bytes = new Uint8Array(labels.length + 3072).fill(255).fill(51, labels.length + 2048);
  bytes.set(labels);
  for (let p = 0; p < 1024; p++) bytes[labels.length + p] = p & 255;
  return bytes;
}

const two10 = Uint8Array.from([...record(3), ...record(9)]);
const two100 = Uint8Array.from([...record(19, 99), ...record(0, 1)]);

test("CIFAR-10, plain and gzipped: planes become pixels", () => {
  for (const bytes of [two10, gzipSync(two10)]) {
    const { patterns, pictures, labels } = readCifar10(bytes);
    expect(labels).toEqual([3, 9]);
    expect([patterns.rows, patterns.columns]).toEqual([2, 3072]);
    expect(pictures[1]).toMatchObject({ width: 32, height: 32, channels: 3 });
    // Pixel (x 2, y 1) is number 34 of each plane.
    const at = (1 * 32 + 2) * 3;
    expect(pictures[1]?.pixels.slice(at, at + 3)).toEqual(Float32Array.of(34 / 255, 1, 0.2));
  }
});

test("CIFAR-100: fine and coarse labels", () => {
  const { labels, coarseLabels, pictures } = readCifar100(two100);
  expect([labels, coarseLabels]).toEqual([
    [99, 1],
    [19, 0],
  ]);
  expect(pictures[0]?.pixels.slice(-3)).toEqual(Float32Array.of(1, 1, 0.2));
});

test("cut short, anywhere", () => {
  for (let end = 0; end < two10.length; end += 61) {
    if (end === 3073) continue;
    expect(() => readCifar10(two10.subarray(0, end), "a.bin")).toThrow(
      /^a\.bin: CIFAR-10 is records of 3073 bytes/,
    );
  }
});

test("the other format is recognised", () => {
  expect(() => readCifar10(two100, "a.bin")).toThrow(/got 6148 bytes, which would fit CIFAR-100/);
  expect(() => readCifar100(two10, "a.bin")).toThrow(/got 6146 bytes, which would fit CIFAR-10;/);
  expect(() => readCifar10(new Uint8Array(3073).fill(10), "a.bin")).toThrow(
    /^a\.bin: record 0 has the label 10/,
  );
  expect(() => readCifar100(Uint8Array.of(...record(0, 1), ...record(20, 1)))).toThrow(
    /record 1 has the label 20/,
  );
});

const batch = realData("cifar10/test_batch_first1000.bin.gz");
test.skipIf(!batch)("CIFAR-10 test batch (skipped where the real data are absent)", () => {
  const { patterns, labels } = readCifar10(readFileSync(batch ?? ""), "cifar");
  expect([patterns.rows, patterns.columns]).toEqual([1000, 3072]);
  expect(labels.slice(0, 5)).toEqual([3, 8, 8, 0, 6]);
});
