import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contrastCodec } from "../codecs/index.ts";
import { drawScene, half, type Picture } from "../data/index.ts";
import { createRandom, fromRows, normal } from "../math/index.ts";
import { Memory } from "./memory.ts";
import { calibrateVectors } from "./vector-trials.ts";

const scenes = Array.from({ length: 8 }, (_, i) => ({
  path: `${i}.png`,
  picture: drawScene(createRandom(i), 64, 64),
}));
const black = (picture: Picture): Picture => half("left").apply(picture, createRandom(0));

function gaussianRows(rows: number, columns: number, seed: number): number[][] {
  const random = createRandom(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => normal(random)));
}

describe("a memory of vectors", async () => {
  const patterns = gaussianRows(20, 30, 1);
  const ids = patterns.map((_, i) => `item ${i}`);
  const memory = await Memory.create({ ids, patterns });

  it("brings back the item that a noisy cue comes from", async () => {
    const random = createRandom(2);
    for (const [i, pattern] of patterns.entries()) {
      const answer = await memory.recall(pattern.map((value) => 3 * value + normal(random)));
      expect(answer).toMatchObject({ outcome: "recalled", confidence: null, termination: "converged" });
      expect(answer.items[0]).toMatchObject({ id: `item ${i}`, weight: 1, confidence: null });
    }
  });

  it("compares only what is known", async () => {
    const known = patterns[4].map((_, i) => i < 8);
    const cue = patterns[4].map((value, i) => (i < 8 ? value : 100));
    expect((await memory.recall(cue)).items[0].similarity).toBeLessThan(0.7);
    const answer = await memory.recall(cue, { known });
    expect(answer.items[0].id).toBe("item 4");
    expect(answer.items[0].similarity).toBeCloseTo(1, 5);
  });

  it("names a blend of equal items, each with its share", async () => {
    const rows = [patterns[0], patterns[1], patterns[0]];
    const twice = await Memory.create({ ids: ["a", "b", "c"], patterns: rows });
    const answer = await twice.recall(patterns[0]);
    expect(answer.outcome).toBe("blend");
    expect(answer.items.slice(0, 2)).toMatchObject([
      { id: "a", weight: 0.5 },
      { id: "c", weight: 0.5 },
    ]);
  });

  it("names all of a blend, however many", async () => {
    const random = createRandom(3);
    const near = Array.from({ length: 50 }, () => patterns[0].map((value) => value + 0.01 * normal(random)));
    const crowd = await Memory.create({ ids: near.map((_, i) => String(i)), patterns: near });
    const { outcome, items } = await crowd.recall(patterns[0]);
    expect(outcome).toBe("blend");
    expect(items.filter(({ weight }) => weight > 0).length).toBeGreaterThan(5);
    expect(items.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 4);
  });

  it("has one answer for a memory of one", async () => {
    const single = await Memory.create({ ids: ["only"], patterns: [patterns[0]] });
    expect(await single.recall(patterns[0])).toMatchObject({ outcome: "recalled", items: [{ id: "only" }] });
  });

  it("says that a cue of nothing is not there", async () => {
    expect((await memory.recall(new Array(30).fill(0))).outcome).toBe("unknown");
  });

  it("doesn't care for the order of its items", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(19), async (seed, i) => {
        const random = createRandom(seed);
        const order = patterns.map((_, k) => k).sort((a, b) => ((a * 7 + seed) % 20) - ((b * 7 + seed) % 20));
        const shuffled = await Memory.create({
          ids: order.map((k) => ids[k]),
          patterns: order.map((k) => patterns[k]),
        });
        const cue = patterns[i].map((value) => value + 0.5 * normal(random));
        const named = async (of: Memory): Promise<string[]> =>
          (await of.recall(cue)).items.map(({ id }) => id);
        expect(await named(shuffled)).toEqual(await named(memory));
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ["no items", () => Memory.create({ ids: [], patterns: [] }), "there is nothing to remember"],
    [
      "fewer names",
      () => Memory.create({ ids: ["a"], patterns: patterns.slice(0, 2) }),
      "1 names for patterns [2, 30]",
    ],
    ["a short cue", () => memory.recall([1, 2]), "the cue has 2 numbers, the patterns 30"],
    [
      "NaN",
      () => memory.recall(new Array(30).fill(Number.NaN)),
      "cue: every number must be finite, got NaN at row 0, column 0",
    ],
    ["a picture", () => memory.recall(scenes[0].picture), "this memory holds vectors"],
    ["few flags", () => memory.recall(patterns[0], { known: [true] }), "known has 1 flags for 30 numbers"],
  ])("refuses %s", async (_, act: () => Promise<unknown>, message) => {
    await expect(act()).rejects.toThrow(RangeError);
    await expect(act()).rejects.toThrow(message);
  });
});

describe("a memory that changes", () => {
  const rows = gaussianRows(30, 24, 5);
  const named = async (of: Memory, cue: readonly number[]): Promise<string[]> =>
    (await of.recall(cue)).items.map(({ id }) => id);

  it("answers as one that was made of what it holds", async () => {
    const memory = await Memory.create({ ids: ["0", "1", "2"], patterns: rows.slice(0, 3) });
    await memory.add(rows.slice(3).map((vector, i) => ({ id: String(i + 3), vector })));
    expect(await memory.remove(["0", "7", "29", "no such item"])).toBe(3);
    await memory.add([{ id: "5", vector: rows[7], payload: { from: 7 } }]);
    const held = [...memory];
    expect(held).toHaveLength(memory.size);
    const again = await Memory.create({
      ids: held.map(({ id }) => id),
      patterns: held.map(({ pattern }) => Array.from(pattern)),
    });
    const cues = rows.map((row) => row.map((value, i) => (i % 3 === 0 ? 0 : value)));
    for (const cue of cues) expect(await named(memory, cue)).toEqual(await named(again, cue));
    expect((await memory.recall(rows[7])).items[0]).toMatchObject({
      id: "5",
      weight: 1,
      payload: { from: 7 },
    });
    expect((await memory.recall(rows[0])).items[0].similarity).toBeLessThan(0.8);
    const many = await memory.recallMany(cues, { count: 3 });
    for (const [i, { outcome, items, steps }] of many.entries()) {
      const alone = await memory.recall(cues[i], { count: 3 });
      expect({ outcome, ids: items.map(({ id }) => id) }).toEqual({
        outcome: alone.outcome,
        ids: alone.items.map(({ id }) => id),
      });
      expect(steps).toHaveLength(alone.steps.length);
    }
  });

  it("can be emptied, and says that nothing is there", async () => {
    const memory = await Memory.create({ ids: ["a"], patterns: [rows[0]] });
    await memory.remove(["a"]);
    expect(memory.size).toBe(0);
    expect(await memory.recall(rows[0])).toMatchObject({
      outcome: "unknown",
      items: [],
      termination: "converged",
    });
    await memory.add([{ id: "b", vector: rows[1] }]);
    expect((await memory.recall(rows[1])).items[0].id).toBe("b");
  });

  it("changes only what its store has taken", async () => {
    const taken: string[] = [];
    const keeper = {
      append: async (items: readonly { id: string }[]) => {
        if (items.some(({ id }) => id === "full")) throw new Error("the disk is full");
        taken.push(...items.map(({ id }) => `+${id}`));
      },
      delete: async (ids: readonly string[]) => taken.push(...ids.map((id) => `-${id}`)),
      close: async () => void taken.push("closed"),
    };
    const patterns = fromRows(rows.slice(0, 1));
    const memory = new Memory({ ids: ["a"], patterns, keeper });
    await memory.add([{ id: "b", vector: rows[1] }]);
    await expect(memory.add([{ id: "full", vector: rows[2] }])).rejects.toThrow("the disk is full");
    await expect(memory.add([{ id: "short", vector: [1] }])).rejects.toThrow("the cue has 1 numbers");
    await memory.remove(["a"]);
    await memory.close();
    expect(taken).toEqual(["+b", "-a", "closed"]);
    expect(memory.ids).toEqual(["b"]);
  });

  it("says when it has outgrown its calibration", async () => {
    const random = createRandom(4);
    const patterns = gaussianRows(40, 24, 6);
    const plain = await Memory.create({ ids: patterns.map((_, i) => String(i)), patterns });
    const memory = await calibrateVectors(plain, { random });
    await memory.add(rows.slice(0, 5).map((vector, i) => ({ id: `new ${i}`, vector })));
    expect((await memory.recall(patterns[0])).note).toBeUndefined();
    await memory.add(rows.slice(5, 15).map((vector, i) => ({ id: `newer ${i}`, vector })));
    expect((await memory.recall(patterns[0])).note).toMatch(/^calibrated when there were 40 items, now 55/);
  });
});

describe("a memory of pictures", async () => {
  const memory = await Memory.create(scenes);

  it("brings back the one that a damaged picture of any size comes from", async () => {
    for (const { path } of scenes) {
      const larger = drawScene(createRandom(Number.parseInt(path, 10)), 64, 64);
      const { outcome, items, energies, steps } = await memory.recall(black(larger));
      expect({ outcome, id: items[0].id }).toEqual({ outcome: "recalled", id: path });
      expect(energies).toHaveLength(steps.length + 1);
      for (let t = 1; t < energies.length; t++)
        expect(energies[t]).toBeLessThanOrEqual(energies[t - 1] + 1e-6);
    }
  });

  it("settles on the stored pattern itself", async () => {
    const { state } = await memory.recall(black(scenes[3].picture));
    const { width, height } = contrastCodec();
    expect(state).toHaveLength(width * height);
    expect(state).toEqual(memory.patterns.data.slice(3 * width * height, 4 * width * height));
  });

  it("looks only at what is marked as intact", async () => {
    const [left, right] = [scenes[1].picture, scenes[6].picture];
    const isLeft = (i: number): boolean => i % left.width < left.width / 2;
    const joined = {
      ...left,
      pixels: left.pixels.map((value, i) => (isLeft(Math.floor(i / 3)) ? value : right.pixels[i])),
    };
    const flags = Array.from({ length: left.width * left.height }, (_, i) => isLeft(i));
    const bestOf = async (known: boolean[]): Promise<string> =>
      (await memory.recall(joined, { known })).items[0].id;
    expect(await bestOf(flags)).toBe("1.png");
    expect(await bestOf(flags.map((flag) => !flag))).toBe("6.png");
    await expect(bestOf([true])).rejects.toThrow("known has 1 flags for 64 × 64 pixels");
  });
});
