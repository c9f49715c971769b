import { describe, expect, it } from "vitest";
import { drawScene, type Picture } from "../data/index.ts";
import { createRandom, type Matrix, normal } from "../math/index.ts";
import { verdictOf } from "./check/verdict.ts";
import { checkMemory } from "./check-memory.ts";
import { checkVectors } from "./check-vectors.ts";
import { Memory } from "./memory.ts";

const random = createRandom(1);
const gaussian = (rows: number, columns: number, mean = 0): number[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => mean + normal(random)));
/** Rows of ±1: equal norms, and far apart where there are many columns. */
const signs = (rows: number, columns: number): number[][] =>
  gaussian(rows, columns).map((row) => row.map(Math.sign));

const recallAt = (levels: readonly { lost: number; recallAtOne: number }[], lost: number): number =>
  levels.find((level) => level.lost === lost)?.recallAtOne ?? Number.NaN;

describe("a check of vectors", () => {
  it("finds recall 1 where theory says that all are well separated", async () => {
    const check = await checkVectors(signs(40, 600));
    expect(check.wellSeparation?.violating).toEqual([]);
    expect(check.confusable.groups).toEqual([]);
    expect(check.advice).toMatchObject({ similarity: "dot", separation: "sparsemax", warnings: [] });
    for (const lost of [0, 0.1, 0.3, 0.5]) expect(recallAt(check.recall.levels, lost)).toBe(1);
    expect(check.recall.levels[5].landed).toBe(1);
    expect(verdictOf(check)).toMatchObject({ kind: "holds" });
  });

  it("makes one group of two near-identical items, which violate", async () => {
    const rows = signs(40, 600);
    rows[11] = rows[4].map((value, i) => (i < 3 ? -value : value));
    const { confusable, wellSeparation } = await checkVectors(rows);
    expect(confusable.groups).toEqual([{ items: [4, 11], margin: 6, identical: false }]);
    expect(wellSeparation?.violating).toEqual([4, 11]);
  });

  it("joins chains of near items into one group, names identical ones, and counts those as one", async () => {
    const rows = signs(30, 400);
    for (const [at, from] of [
      [1, 0],
      [2, 1],
    ]) {
      rows[at] = rows[from].map((value, i) => (i >= 4 * at && i < 4 * at + 4 ? -value : value));
    }
    rows[20] = rows[10];
    const { confusable, recall, advice } = await checkVectors(rows);
    expect(confusable.groups.map(({ items, identical }) => ({ items, identical }))).toEqual([
      { items: [0, 1, 2], identical: false },
      { items: [10, 20], identical: true },
    ]);
    // Only the chain is mixed up: of the identical ones, either is right.
    expect(recallAt(recall.levels, 0)).toBeGreaterThanOrEqual(27 / 30);
    expect(advice.warnings.join()).toContain("2 items are identical to others");
  });

  it("warns where norms or a common mean drown the dot product, and advises what helps", async () => {
    const long = gaussian(150, 40).map((row, n) => row.map((value) => value * (n % 10 === 0 ? 30 : 1)));
    const byNorm = await checkVectors(long);
    expect(byNorm.advice.similarity).toContain("cosine");
    expect(byNorm.advice.warnings[0]).toContain("By the plain dot product only");
    const shifted = await checkVectors(gaussian(150, 40, 5));
    expect(shifted.advice.similarity).toContain("centred");
    expect(shifted.advice.warnings[0]).toContain("take the mean off");
    const recall = new Map(shifted.compared.map(({ name, meanRecall }) => [name, meanRecall]));
    expect(recall.get(shifted.advice.similarity)).toBeGreaterThan(recall.get("dot") ?? 1);
    expect(recallAt(shifted.recall.levels, 0.3)).toBeGreaterThan(0.95);
  });

  it("compares features where some are given", async () => {
    const rows = signs(30, 200);
    const halved = {
      name: "first half",
      map: (vectors: Matrix): Matrix => ({
        ...vectors,
        columns: 100,
        data: Float32Array.from({ length: vectors.rows * 100 }, (_, i) => {
          return vectors.data[Math.floor(i / 100) * 200 + (i % 100)];
        }),
      }),
    };
    const plain = await checkVectors(rows.map((row) => row.slice(0, 100)));
    const check = await checkVectors(rows, { features: halved });
    expect(check.advice.similarity).toBe("dot of first half");
    expect(check.dimension).toBe(100);
    expect(check.margins).toEqual(plain.margins);
    expect(recallAt(check.recall.levels, 0)).toBe(1);
  });

  it("gives the same for the same seed, and tries other items for another", async () => {
    const rows = gaussian(80, 10);
    const check = (seed: number) => checkVectors(rows, { seed, cues: 20 });
    expect(await check(1)).toEqual(await check(1));
    expect((await check(2)).recall).not.toEqual((await check(1)).recall);
  });

  it("stands one item, one dimension, zeros and copies", async () => {
    const one = await checkVectors([[3, 4]]);
    expect([...one.margins]).toEqual([Number.POSITIVE_INFINITY]);
    expect(one).toMatchObject({ confusable: { groups: [] }, wellSeparation: { violating: [] } });
    const line = await checkVectors([[1], [2], [3], [4]]);
    expect(line).toMatchObject({ capacity: null, advice: { similarity: "squared-euclidean" } });
    const zeros = await checkVectors(Array.from({ length: 5 }, () => [0, 0, 0]));
    expect(zeros).toMatchObject({ blank: [0, 1, 2, 3, 4], recall: { mean: 0 }, confusable: { groups: [] } });
    expect(verdictOf(zeros).kind).toBe("fails");
    const copies = await checkVectors(Array.from({ length: 50 }, () => [1, 2, 3]));
    expect(copies.confusable.groups).toMatchObject([{ identical: true, margin: 0 }]);
    expect(copies.confusable.groups[0].items).toHaveLength(50);
  });

  it.each([
    ["none", [], "give at least one of one number"],
    ["no numbers", [[], []], "patterns are [2, 0]"],
    [
      "NaN",
      [
        [1, 2],
        [3, Number.NaN],
      ],
      "got NaN at row 1, column 1",
    ],
  ])("refuses %s", async (_, rows, message) => {
    await expect(checkVectors(rows)).rejects.toThrow(RangeError);
    await expect(checkVectors(rows)).rejects.toThrow(message);
  });
});

describe("a check of pictures", async () => {
  const pictures: Picture[] = Array.from({ length: 20 }, (_, i) => drawScene(createRandom(i), 64, 64));
  pictures.push({ ...pictures[3], pixels: pictures[3].pixels.map((value) => Math.min(1, 1.02 * value)) });
  pictures.push({ width: 64, height: 64, channels: 1, pixels: new Float32Array(64 * 64) });
  const memory = await Memory.create(pictures.map((picture, i) => ({ path: String(i), picture })));

  it("tries the memory's own recall on pixels lost, and groups twins", async () => {
    const check = await checkMemory(memory, { source: (item) => pictures[item] });
    expect(check.recall).toMatchObject({ loss: "pixels", items: 22 });
    expect(check.confusable.groups.map(({ items }) => items)).toEqual([[3, 20]]);
    expect(check.blank).toEqual([21]);
    expect(check.advice).toMatchObject({ separation: "sparsemax", beta: 20 });
    // The blank one never comes back, all others do.
    expect(recallAt(check.recall.levels, 0)).toBeCloseTo(21 / 22, 10);
    expect(recallAt(check.recall.levels, 0.5)).toBeGreaterThan(0.85);
    expect(check.recall.levels.every(({ recognised }) => recognised === null)).toBe(true);
  });

  it("does without pictures, on its patterns", async () => {
    const check = await checkMemory(memory);
    expect(check.recall.loss).toBe("places");
    expect(recallAt(check.recall.levels, 0.7)).toBeCloseTo(21 / 22, 10);
  });

  it("finds what Memory.recall finds", async () => {
    const seen: (string | undefined)[] = [];
    const check = await checkMemory(memory, { source: (item) => pictures[item], cues: 22 });
    for (const picture of pictures) seen.push((await memory.recall(picture)).items[0]?.id);
    const right = seen.filter(
      (id, i) => id === String(i) || (i === 20 && id === "3") || (i === 3 && id === "20"),
    );
    const recalled = right.filter((id) => id !== "21").length;
    expect(recallAt(check.recall.levels, 0)).toBeCloseTo(recalled / 22, 10);
  });
});
