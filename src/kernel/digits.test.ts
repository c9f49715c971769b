import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { realData } from "../../test/real-data.ts";
import { readIdx } from "../data/index.ts";
import { createRandom, type Matrix, matrix } from "../math/index.ts";
import { argmax, dot, recallAtOne, retrieve, type Similarity } from "../memory/index.ts";
import { learnKernel } from "./learn.ts";
import { whiten } from "./whiten.ts";

const path = realData("mnist/t10k-images-idx3-ubyte.gz");
const [M, d] = [100, 784];

function digits(file: string): Matrix {
  const { data } = readIdx(gunzipSync(readFileSync(file)));
  const scale = 1 / data.reduce((most, value) => Math.max(most, value), 0);
  return matrix(
    data.subarray(0, M * d).map((value) => value * scale),
    M,
    d,
  );
}

describe.skipIf(!path)("100 handwritten digits, half of their pixels gone (skipped without mnist/)", () => {
  const X = path ? digits(path) : matrix([], 0, d);
  const random = createRandom(5);
  const cues = { ...X, data: X.data.map((value) => (random.next() < 0.5 ? 0 : value)) };
  const recall = (similarity: Similarity): number => {
    const { weights } = retrieve(cues, X, { similarity, separation: argmax });
    return recallAtOne(
      weights,
      Array.from({ length: M }, (_, i) => i),
    );
  };

  it("are told apart by a learned kernel, and by whitening, better than by inner products", () => {
    const learned = learnKernel(X, { iterations: 30 });
    expect(learned.loss).toBeLessThan(learned.losses[0] - 1);
    expect(recall(dot)).toBeLessThan(0.85);
    expect(recall(learned)).toBeGreaterThan(0.92);
    expect(recall(whiten(X))).toBeGreaterThan(0.95);
  });
});
