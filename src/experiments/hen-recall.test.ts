import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { dotProduct, matrix, norm, rowOf } from "../math/index.ts";
import { dot, openRetriever, retrieve } from "../memory/index.ts";
import { openData } from "./data.ts";
import { henBench, queriesOf, targetsOf } from "./hen-bench.ts";
import { rawPixels, waveletCodec } from "./hen-codec.ts";
import { openPictures } from "./hen-pictures.ts";
import { meanOfRows, scaled, scoreOf, settle } from "./hen-recall.ts";

const folder = mkdtempSync(join(tmpdir(), "madeleine-hen-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each([rawPixels(16), waveletCodec(16)])("$title are decoded to what was encoded", async (codec) => {
  const picture = await openPictures("scenes", "nowhere").read(3, 16);
  const [back] = await codec.decode(await codec.encode([picture]));
  for (const [i, value] of back.pixels.entries())
    expect(Math.abs(value - picture.pixels[i])).toBeLessThan(1e-5);
});

it("scales codes to unit length, centred where asked", async () => {
  const { memory } = await henBench({ set: "scenes", codec: "wavelets", memories: 20 }, openData("nowhere"));
  const mean = meanOfRows(memory.codes);
  expect(scaled(memory.codes, "raw", mean)).toBe(memory.codes);
  const unit = scaled(memory.codes, "unit", mean);
  const centred = scaled(memory.codes, "centred", mean);
  for (let n = 0; n < 20; n++) {
    expect(norm(rowOf(unit, n))).toBeCloseTo(1, 5);
    const shifted = rowOf(memory.codes, n).map((value, i) => value - mean[i]);
    expect(dotProduct(rowOf(centred, n), shifted) / norm(shifted)).toBeCloseTo(1, 5);
  }
});

it.each([5, 20, 80, 300])(
  "settles, β = %i, where plain retrieval does, however it groups states",
  async (beta) => {
    const bench = await henBench({ set: "scenes", codec: "wavelets", memories: 60 }, openData("nowhere"));
    const targets = targetsOf(60, 30);
    const queries = await queriesOf(bench, { targets, damage: "half:left", scale: "unit" });
    const patterns = bench.patterns("unit");
    const retriever = await openRetriever(patterns, { values: bench.memory.codes });
    const settled = await settle(retriever, { queries, targets, similarity: dot, beta });
    await retriever.close();
    const plain = retrieve(queries, patterns, {
      beta,
      steps: 100,
      tolerance: 1e-4,
      values: bench.memory.codes,
    });
    for (const [b, { code, weight }] of settled.found.entries()) {
      const own = rowOf(plain.outputs, b);
      expect(norm(code.map((value, i) => value - own[i])) / norm(own)).toBeLessThan(5e-3);
      expect(Math.abs(weight - Math.max(...rowOf(plain.weights, b)))).toBeLessThan(5e-3);
    }
    const score = await scoreOf(bench.memory, settled);
    expect(score.exact + score.mixed).toBeLessThanOrEqual(1);
    expect(score.settled).toBe(plain.termination.filter((end) => end === "converged").length / 30);
  },
);

it("takes codes from its cache, with the same bits", async () => {
  const subject = { set: "scenes", codec: "wavelets", memories: 10 } as const;
  const made = await henBench(subject, openData("nowhere", { cacheFolder: folder }));
  expect(readdirSync(folder)).toHaveLength(1);
  const again = await henBench(subject, openData("nowhere", { cacheFolder: folder }));
  expect(again.memory.codes).toEqual(made.memory.codes);
  expect(matrix(again.memory.codes.data, 10, 768)).toEqual(made.memory.keys);
});
