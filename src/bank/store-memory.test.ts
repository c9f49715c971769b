import { describe, expect, it } from "vitest";
import { pixelsCodec } from "../codecs/index.ts";
import { drawScene, half } from "../data/index.ts";
import { createRandom, normal, rowOf } from "../math/index.ts";
import { createMemoryStore, type PatternStore } from "../store/index.ts";
import type { Answer } from "./answer.ts";
import { Memory } from "./memory.ts";
import { separated } from "./separate.ts";
import { dimensionInStore, keepInStore, memoryInStore, type StoreMemory } from "./store-memory.ts";
import { calibrateVectors } from "./vector-trials.ts";

const d = 24;
const random = createRandom(31);
const drawn = (count: number): number[][] =>
  Array.from({ length: count }, () => Array.from({ length: d }, () => normal(random)));
const rows = drawn(600);
// Some are hardly different: they make blends, and are alike to the best.
for (let i = 0; i < 60; i++) rows[i] = rows[i % 3].map((value) => value + 0.1 * normal(random));
const ids = rows.map((_, i) => `item ${i}`);

async function storeOf(memory: Memory): Promise<PatternStore> {
  const store = createMemoryStore({ dimension: dimensionInStore(memory) });
  await keepInStore(store, memory);
  return store;
}

/**
 * All that an answer says, with names instead of numbers. Fewer items are summed in another order, and a weight is β = 20
 * times as far off as a score: a blend of many may creep below the tolerance a step earlier or later, so that of its
 * path the first step and the last are said. How far the best stands out is counted in bins.
 */
function said(answer: Answer, names: readonly string[], near = (value: number): unknown => value): unknown {
  const { steps, items, state, energies, ...rest } = answer;
  return {
    ...{ outcome: rest.outcome, termination: rest.termination, certified: rest.certified },
    items: items.map(({ id, similarity, weight, payload }) => [id, near(similarity), near(weight), payload]),
    state: Array.from(state, near),
    energies: [energies[0], energies[1], energies.at(-1) ?? 0].map(near),
    steps: [steps[0], steps[steps.length - 1]].map(({ weights }) => {
      return Object.fromEntries(weights.map(({ item, weight }) => [names[item], near(weight)]));
    }),
  };
}

async function expectSame(memory: Memory, stored: StoreMemory, cues: readonly number[][]): Promise<string[]> {
  const outcomes: string[] = [];
  for (const [i, cue] of cues.entries()) {
    const options = i % 2 > 0 ? { known: cue.map((_, at) => at % 3 > 0) } : {};
    const here = await memory.recall(cue, options);
    const { among, ...there } = await stored.recall(cue, options);
    expect(said(there, among.ids)).toEqual(said(here, memory.ids, (value) => expect.closeTo(value, 5)));
    expect(Math.abs((there.confidence ?? 1) - (here.confidence ?? 1))).toBeLessThan(0.01);
    expect(among.size).toBeLessThan(memory.size);
    outcomes.push(here.outcome);
  }
  return outcomes;
}

const damaged = rows.slice(55, 75).map((row) => row.map((value) => value + 0.4 * normal(random)));
const cues = [...rows.slice(0, 8), ...damaged, ...drawn(12)];

describe("a memory in a store", () => {
  it("answers as the same memory here does: recalled, a blend, unknown", async () => {
    const payloads = ids.map((_, i) => (i % 2 > 0 ? { number: i } : undefined));
    const { patterns } = (await Memory.create({ ids, patterns: rows })).parts;
    const memory = await calibrateVectors(new Memory({ ids, patterns, payloads }));
    const stored = await memoryInStore(await storeOf(memory));
    expect(await stored.size()).toBe(600);
    const outcomes = await expectSame(memory, stored, cues);
    expect(new Set(outcomes)).toEqual(new Set(["recalled", "blend", "unknown"]));
    const many = await stored.recallMany(cues.slice(0, 4), { count: 2 });
    expect(many.map(({ items }) => items[0].id)).toEqual(
      (await memory.recallMany(cues.slice(0, 4))).map(({ items }) => items[0].id),
    );
  });

  it("compares by features where a kernel was learned", async () => {
    const memory = separated(await Memory.create({ ids: ids.slice(0, 200), patterns: rows.slice(0, 200) }));
    const stored = await memoryInStore(await storeOf(memory));
    await expectSame(memory, stored, cues.slice(0, 20));
    expect((await stored.fetch()).features.data).toEqual(memory.features.data);
  });

  it("holds pictures, and gives the memory back whole", async () => {
    const scenes = Array.from({ length: 20 }, (_, i) => ({
      path: `${i}.png`,
      picture: drawScene(createRandom(i), 32, 32),
    }));
    const memory = await Memory.ofPictures(scenes, pixelsCodec());
    const stored = await memoryInStore(await storeOf(memory));
    const cue = half("left").apply(scenes[7].picture, random);
    expect((await stored.recall(cue)).items[0].id).toBe("7.png");
    const counts: number[] = [];
    const whole = await stored.fetch((done, total) => counts.push(done, total));
    expect(whole.parts).toEqual({
      ...memory.parts,
      codec: expect.objectContaining({ name: whole.codec?.name }),
    });
    expect(counts).toEqual([20, 20]);
  });

  it("changes with its store, whoever changes that", async () => {
    const store = await storeOf(
      await Memory.create({ ids: ids.slice(0, 100), patterns: rows.slice(0, 100) }),
    );
    const [one, other] = [await memoryInStore(store), await memoryInStore(store)];
    await one.add([{ id: "new", vector: rows[300], payload: 5 }]);
    expect((await other.recall(rows[300])).items[0]).toMatchObject({ id: "new", weight: 1, payload: 5 });
    expect(await other.remove(["new", "nobody"])).toBe(1);
    expect((await one.recall(rows[300])).items[0].similarity).toBeLessThan(0.9);
    await one.remove(ids);
    const { outcome, items, among } = await other.recall(rows[0]);
    expect([outcome, items, among.size]).toEqual(["unknown", [], 0]);
  });

  it("is replaced whole, and means nothing where that broke off", async () => {
    const store = await storeOf(await Memory.create({ ids: ids.slice(0, 50), patterns: rows.slice(0, 50) }));
    const next = await Memory.create({ ids: ids.slice(40, 90), patterns: rows.slice(100, 150) });
    const breaking: PatternStore = { ...store, append: () => Promise.reject(new Error("lost")) };
    await expect(keepInStore(breaking, next)).rejects.toThrow("lost");
    await expect(memoryInStore(store)).rejects.toThrow("in memory: holds vectors but not what they mean");
    await keepInStore(store, next);
    const stored = await memoryInStore(store);
    expect((await stored.fetch()).parts).toEqual(next.parts);
    const wide = await Memory.create({ ids: ["a"], patterns: [[1, 2, 3]] });
    await expect(keepInStore(store, wide)).rejects.toThrow("keeps vectors of 24 numbers, the memory has 3");
  });

  it("asks again where the last item still has a share", async () => {
    const same = Array.from({ length: 300 }, (_, i) => rows[i % 2]);
    const memory = await Memory.create({ ids: same.map((_, i) => `twin ${i}`), patterns: same });
    const stored = await memoryInStore(await storeOf(memory));
    const { among, ...answer } = await stored.recall(rows[0], { count: 1 });
    const here = await memory.recall(rows[0], { count: 1 });
    expect(answer.outcome).toBe("blend");
    expect(answer.items.map(({ id }) => id).sort()).toEqual(here.items.map(({ id }) => id).sort());
    expect(among.size).toBeGreaterThanOrEqual(150);
    for (const [i, value] of here.state.entries()) expect(answer.state[i]).toBeCloseTo(value, 5);
    expect(rowOf(among.patterns, 0)).toHaveLength(d);
  });
});
