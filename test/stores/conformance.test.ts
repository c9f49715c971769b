import { setTimeout } from "node:timers/promises";
import {
  createRandom,
  dotProduct,
  integer,
  type Matrix,
  matrix,
  normal,
  type Random,
  rowOf,
} from "madeleine/math";
import { argmax, entmax, masked, softmax, sparsemax, topK } from "madeleine/memory";
import {
  attendStore,
  type NewItem,
  type PatternStore,
  type StoreSnapshot,
  scoreSpread,
} from "madeleine/store";
import { afterAll, describe, expect, it } from "vitest";
import { killTrial } from "../../bench/store/kill-trial.ts";
import { faultsAfter, startWriter } from "../../bench/store/writer-process.ts";
import { bestScores, exactStates, STORE_SCORES } from "./exact-step.ts";
import { type StoreUnderTest, stores } from "./stores.ts";

const minutes = 60_000;

function itemsOf(random: Random, count: number, dimension: number): NewItem[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `item ${i}`,
    vector: Float32Array.from({ length: dimension }, () => normal(random)),
    ...(i % 3 > 0 && { payload: { number: i, title: "été" } }),
  }));
}

function queriesOf(random: Random, count: number, dimension: number): Matrix {
  return matrix(
    Float32Array.from({ length: count * dimension }, () => normal(random)),
    count,
    dimension,
  );
}

/** All that a snapshot scans, by id, and the order of the ids. */
async function scanned(
  snapshot: StoreSnapshot,
  blockSize = 7,
): Promise<{ ids: string[]; vectors: Map<string, number[]> }> {
  const [ids, vectors]: [string[], Map<string, number[]>] = [[], new Map()];
  for await (const block of snapshot.scan({ blockSize })) {
    expect(block.ids.length).toBeGreaterThan(0);
    expect(block.ids.length).toBeLessThanOrEqual(blockSize);
    expect([block.vectors.rows, block.payloads.length]).toEqual([block.ids.length, block.ids.length]);
    block.ids.forEach((id, row) => {
      vectors.set(id, [...rowOf(block.vectors, row)]);
    });
    ids.push(...block.ids);
  }
  return { ids, vectors };
}

/** The store holds these items and nothing else, by every way of asking. */
async function expectHolds(store: PatternStore, items: readonly NewItem[]): Promise<void> {
  expect(await store.count()).toBe(items.length);
  const found = await store.get(items.map(({ id }) => id));
  expect(found).toEqual(items.map(({ id, vector, payload }) => ({ id, vector, payload })));
  const snapshot = await store.snapshot();
  expect(snapshot.count).toBe(items.length);
  const { ids, vectors } = await scanned(snapshot);
  expect(ids.toSorted()).toEqual(items.map(({ id }) => id).toSorted());
  for (const { id, vector } of items) expect(vectors.get(id)).toEqual([...vector]);
  await snapshot.close();
}

describe.each(stores.map((one) => ({ ...one, title: titleOf(one) })))("a store $title", (kind) => {
  const run = kind.skipped === undefined ? it : it.skip;
  const lasting = kind.skipped === undefined && kind.reopen ? it : it.skip;
  const shared = kind.skipped === undefined && kind.placeOf && kind.reopen ? it : it.skip;
  afterAll(() => kind.end());

  async function filled(items: readonly NewItem[], dimension: number): Promise<PatternStore> {
    const store = await kind.create(dimension);
    await store.append(items);
    return store;
  }

  run.each([1, 3, 17, 64])("scores exactly, d = %i", async (d) => {
    const random = createRandom(d);
    const items = itemsOf(random, 1200, d);
    items.push({ id: "zero", vector: new Float32Array(d) });
    const store = await filled(items, d);
    const vectors = new Map(items.map(({ id, vector }) => [id, vector]));
    const queries = queriesOf(random, 4, d);
    // Of the last one only every other coordinate is known.
    rowOf(queries, 3).forEach((_, i, row) => {
      if (i % 2 > 0) row[i] = 0;
    });
    const snapshot = await store.snapshot();
    const { ids } = await scanned(snapshot);
    for (const score of ["dot", "cosine", "overlap-cosine", "squared-euclidean"] as const) {
      for (const k of [1, 5, 2000]) {
        const found = await snapshot.topK(queries, k, { score });
        found.forEach((best, b) => {
          const query = rowOf(queries, b);
          const expected = bestScores(query, items, { k, score });
          expect(best.length).toBe(expected.length);
          const wrong = best.filter(
            ({ id, vector, score: own }, i) =>
              !(Math.abs(own - expected[i]) <= 1e-12 * (1 + Math.abs(expected[i]))) ||
              own !== STORE_SCORES[score](query, vector) ||
              vector.join() !== vectors.get(id)?.join(),
          );
          expect(wrong).toEqual([]);
          expect(new Set(best.map(({ id }) => id)).size).toBe(best.length);
          for (let i = 1; i < best.length; i++) {
            if (best[i].score !== best[i - 1].score) continue;
            expect(ids.indexOf(best[i].id)).toBeGreaterThan(ids.indexOf(best[i - 1].id));
          }
        });
      }
    }
    await store.close();
  });

  run.each([1e-3, 0.7, 5000])("takes a step as float64 does, β = %d", async (beta) => {
    for (const d of [1, 3, 17]) {
      const random = createRandom(d + 100);
      const items = itemsOf(random, 3000, d);
      const store = await filled(items, d);
      const queries = queriesOf(random, 3, d);
      queries.data.set(items[1234].vector, d);
      const snapshot = await store.snapshot();
      const { reduce: _, ...plain } = snapshot;
      for (const separation of [softmax, sparsemax, entmax(1.5), entmax(1.2), entmax(3), topK(9), argmax]) {
        const expected = exactStates(queries, items, { separation, beta });
        for (const view of separation === softmax ? [snapshot, plain] : [snapshot]) {
          const { states, droppedMass } = await attendStore(view, queries, { separation, beta });
          expected.forEach((sums, b) => {
            sums.forEach((sum, i) => {
              const size = 1e-7 * (Math.abs(sum) + 1e-2);
              expect(Math.abs(rowOf(states, b)[i] - sum), separation.name).toBeLessThanOrEqual(size);
            });
          });
          for (const mass of droppedMass) expect(mass).toBeLessThan(1e-15);
        }
      }
      await store.close();
    }
  });

  run("knows how scores lie, with those left out that are alike to one", async () => {
    const random = createRandom(8);
    const items = itemsOf(random, 2500, 17);
    const store = await filled(items, 17);
    await store.delete(["item 3"]);
    const kept = items.filter(({ id }) => id !== "item 3");
    const queries = queriesOf(random, 2, 17);
    rowOf(queries, 1).fill(0, 9);
    const snapshot = await store.snapshot();
    const { vector } = items[7];
    for (const score of ["cosine", "overlap-cosine"] as const) {
      for (const [b, without] of [undefined, { vector, from: 0.1, alike: 0.5 }].entries()) {
        const query = rowOf(queries, b);
        const left = kept.filter((item) => {
          const own = STORE_SCORES[score](query, item.vector);
          return !(without && own >= without.from && dotProduct(item.vector, vector) >= without.alike);
        });
        expect(left.length === kept.length).toBe(without === undefined);
        const scores = left.map((item) => STORE_SCORES[score](query, item.vector)).sort((x, y) => x - y);
        const mean = scores.reduce((sum, s) => sum + s, 0) / scores.length;
        const variance = scores.reduce((sum, s) => sum + (s - mean) ** 2, 0) / scores.length;
        const found = await scoreSpread(snapshot, query, { score, ...(without && { without }) });
        expect(found.count).toBe(scores.length);
        expect(found.mean).toBeCloseTo(mean, 12);
        expect(found.deviation).toBeCloseTo(Math.sqrt(variance), 10);
        expect(Math.abs(found.median - scores[scores.length >> 1])).toBeLessThan(1 / 4096);
      }
    }
    await store.close();
  });

  run("orders what is exactly alike by the order of its scan", async () => {
    const random = createRandom(5);
    const [one, other] = itemsOf(random, 2, 17);
    const items = Array.from({ length: 400 }, (_, i) => ({
      id: `twin ${i}`,
      vector: i % 2 ? one.vector : other.vector,
    }));
    const store = await filled(items, 17);
    await store.delete(["twin 4", "twin 13"]);
    const snapshot = await store.snapshot();
    const { ids } = await scanned(snapshot, 50);
    const [best] = await snapshot.topK(matrix(one.vector, 1, 17), 150);
    expect(best.map(({ id }) => id)).toEqual(ids.filter((id) => Number(id.slice(5)) % 2 === 1).slice(0, 150));
    await store.close();
  });

  run("tells apart what float32 can't", async () => {
    // Scores that differ by 2⁻⁴⁰ of their size.
    const vectorOf = (i: number): Float32Array => Float32Array.of(1, i * 2 ** -40, 0);
    const items = Array.from({ length: 300 }, (_, i) => ({
      id: String((i * 7) % 300),
      vector: vectorOf((i * 7) % 300),
    }));
    const store = await filled(items, 3);
    const snapshot = await store.snapshot();
    const [best] = await snapshot.topK(matrix([1, 1, 1], 1, 3), 5);
    expect(best.map(({ id }) => id)).toEqual(["299", "298", "297", "296", "295"]);
    await store.close();
  });

  run("adds, replaces and deletes, by id", async () => {
    const random = createRandom(3);
    const items = itemsOf(random, 50, 3);
    const store = await filled(items, 3);
    await expectHolds(store, items);
    await store.append(items);
    await expectHolds(store, items);
    const changed = itemsOf(random, 10, 3).map((item) => ({ ...item, payload: ["new", item.id] }));
    await store.append(changed);
    await expectHolds(store, [...items.slice(10), ...changed]);
    expect(await store.delete(["item 0", "item 49", "nothing", "item 0"])).toBe(2);
    await expectHolds(store, [...items.slice(10, 49), ...changed.slice(1)]);
    expect(await store.get(["item 0", "item 1"])).toEqual([undefined, { ...changed[1] }]);
    expect(await store.delete([...items.map(({ id }) => id)])).toBe(48);
    await expectHolds(store, []);
    await store.append(items.slice(0, 2));
    await expectHolds(store, items.slice(0, 2));
    await store.close();
  });

  run("holds what a map holds after any changes, one by one and many at a time", async () => {
    const random = createRandom(9);
    const store = await kind.create(5);
    const expected = new Map<string, NewItem>();
    for (let step = 0; step < 250; step++) {
      const ids = Array.from({ length: 1 + integer(random, step % 10 === 0 ? 200 : 3) }, () =>
        String(integer(random, 600)),
      );
      if (integer(random, 3) === 0) {
        const there = new Set(ids.filter((id) => expected.delete(id)));
        expect(await store.delete([...new Set(ids)])).toBe(there.size);
        continue;
      }
      const items = [...new Set(ids)].map((id) => ({
        id,
        vector: Float32Array.from({ length: 5 }, () => normal(random)),
        payload: step,
      }));
      await store.append(items);
      for (const item of items) expected.set(item.id, item);
    }
    await expectHolds(store, [...expected.values()]);
    await store.close();
  });

  run("takes any text as an id, and payloads of a megabyte", async () => {
    const ids = [
      "",
      "été",
      "日本",
      "👩‍🚀",
      "a\0b",
      "a\nb",
      "'; DROP TABLE items; --",
      "x".repeat(5000),
      "\u00c9",
      "E\u0301",
    ];
    const text = "é".repeat(500_000);
    const items = ids.map((id, i) => ({
      id,
      vector: Float32Array.of(i, 1),
      payload: { text: i < 2 ? text : "", list: [null, true, 1.5] },
    }));
    const store = await filled(items, 2);
    await expectHolds(store, items);
    const snapshot = await store.snapshot();
    const [[best]] = await snapshot.topK(matrix([-1, 0], 1, 2), 1);
    expect(best).toEqual({ ...items[0], score: 0 });
    await store.close();
  });

  run("is asked while it is empty", async () => {
    const store = await kind.create(3);
    await store.append([]);
    await expectHolds(store, []);
    expect(await store.delete([])).toBe(0);
    const snapshot = await store.snapshot();
    expect(await snapshot.topK(matrix([1, 2, 3], 1, 3), 4)).toEqual([[]]);
    await expect(attendStore(snapshot, matrix([1, 2, 3], 1, 3))).rejects.toThrow("the memory is empty");
    await store.close();
  });

  run("shows a snapshot what was there, whatever happens later", async () => {
    const random = createRandom(4);
    const items = itemsOf(random, 120, 3);
    const store = await filled(items, 3);
    const before = await store.snapshot();
    const query = matrix(items[5].vector, 1, 3);
    const first = await before.topK(query, 3);
    await store.delete(items.slice(0, 100).map(({ id }) => id));
    await store.append([{ id: "item 110", vector: Float32Array.of(9, 9, 9), payload: "new" }]);
    for (let i = 0; i < 40; i++) await store.append([{ id: `later ${i}`, vector: Float32Array.of(i, 9, 9) }]);
    const after = await store.snapshot();
    expect([before.count, after.count]).toEqual([120, 60]);
    expect((await scanned(before)).vectors).toEqual(
      new Map(items.map(({ id, vector }) => [id, [...vector]])),
    );
    expect(await before.topK(query, 3)).toEqual(first);
    expect((await scanned(after)).vectors.get("item 110")).toEqual([9, 9, 9]);
    await before.close();
    await expect(before.topK(query, 1)).rejects.toThrow("this snapshot is closed");
    await store.close();
  });

  run("keeps bytes by name", async () => {
    const store = await kind.create(3);
    const large = Uint8Array.from({ length: 2_500_000 }, (_, i) => i % 251);
    expect(await store.blob("calibration")).toBeUndefined();
    await store.setBlob("calibration", large);
    await store.setBlob("été", new Uint8Array());
    expect(await store.blobNames()).toEqual(["calibration", "été"]);
    const found = await store.blob("calibration");
    expect(found && Buffer.compare(found, large)).toBe(0);
    expect(await store.blob("été")).toEqual(new Uint8Array());
    await store.setBlob("calibration", Uint8Array.of(7));
    expect(await store.blob("calibration")).toEqual(Uint8Array.of(7));
    await store.setBlob("calibration", undefined);
    expect(await store.blobNames()).toEqual(["été"]);
    await store.close();
  });

  run("says what is wrong, and changes nothing then", async () => {
    const items = itemsOf(createRandom(1), 3, 3);
    const store = await filled(items, 3);
    const [{ vector }] = items;
    const wrong = (vector: Float32Array, payload?: unknown): Promise<void> =>
      store.append([
        { id: "good", vector: items[0].vector },
        { id: "bad", vector, payload },
      ]);
    await expect(wrong(Float32Array.of(1, 2))).rejects.toThrow(
      'append: "bad" needs a Float32Array of 3 numbers',
    );
    await expect(wrong(Float32Array.of(1, Number.NaN, 2))).rejects.toThrow(RangeError);
    await expect(wrong(vector, new Date(0))).rejects.toThrow(TypeError);
    await expect(store.append([items[0], items[0]])).rejects.toThrow("ids must be unique");
    await expect(store.append([{ id: "\ud800", vector }])).rejects.toThrow("well-formed text");
    await expectHolds(store, items);
    const snapshot = await store.snapshot();
    await expect(snapshot.topK(matrix([1, 2], 1, 2), 1)).rejects.toThrow("queries are [1, 2]");
    await expect(snapshot.topK(matrix(vector, 1, 3), 0)).rejects.toThrow("k must be a whole number ≥ 1");
    const query = matrix(vector, 1, 3);
    await expect(attendStore(snapshot, query, { beta: 0 })).rejects.toThrow("beta must be");
    await expect(attendStore(snapshot, query, { separation: topK(4) })).rejects.toThrow("only 3 items");
    const hidden = masked(softmax, [true, true, true]);
    await expect(attendStore(snapshot, query, { separation: hidden })).rejects.toThrow("needs all scores");
    await store.close();
    await expect(store.count()).rejects.toThrow("closed");
    await expect(snapshot.topK(query, 1)).rejects.toThrow("closed");
    await store.close();
  });

  lasting("is the same when it is opened again", async () => {
    const items = itemsOf(createRandom(8), 300, 17);
    const store = await filled(items, 17);
    await store.delete(["item 7"]);
    await store.setBlob("b", Uint8Array.of(1, 2));
    await store.close();
    const again = await (kind.reopen as (store: PatternStore) => Promise<PatternStore>)(store);
    expect(again.dimension).toBe(17);
    await expectHolds(
      again,
      items.filter(({ id }) => id !== "item 7"),
    );
    expect(await again.blob("b")).toEqual(Uint8Array.of(1, 2));
    await again.close();
  });

  shared("is written by two processes at once, and read meanwhile", { timeout: 2 * minutes }, async () => {
    const store = await kind.create(16);
    const place = kind.placeOf?.(store);
    if (!place) throw new Error("no place");
    const writers = ["a", "b"].map((writer) => ({
      writer,
      ...startWriter({ place, writer, from: 0, count: 40 }),
    }));
    let running = writers.length;
    for (const { ended } of writers) ended.finally(() => running--);
    while (running > 0) {
      const snapshot = await store.snapshot();
      expect((await scanned(snapshot, 1000)).ids.length).toBe(snapshot.count);
      await snapshot.close();
      await setTimeout(5);
    }
    for (const { ended, done, writer } of writers) {
      expect(await ended).toEqual({ code: 0, errors: "" });
      expect(done.length).toBe(40 + 40 + 37);
      expect(await faultsAfter(store, writer, done)).toEqual([]);
    }
    await store.close();
  });

  shared(
    "killed at any moment, keeps what was acknowledged and no halves",
    { timeout: 3 * minutes },
    async () => {
      const store = await kind.create(16);
      const place = kind.placeOf?.(store);
      if (!place) throw new Error("no place");
      await store.close();
      const random = createRandom(21);
      const open = (): Promise<PatternStore> =>
        (kind.reopen as (store: PatternStore) => Promise<PatternStore>)(store);
      for (let trial = 0; trial < 10; trial++) {
        const { faults, changes } = await killTrial(place, open, { random, writer: `w${trial}` });
        expect(faults).toEqual([]);
        expect(changes).toBeGreaterThan(0);
      }
    },
  );
});

/** The name, with the reason for what isn't run. */
function titleOf({ name, skipped, reopen, placeOf }: StoreUnderTest): string {
  if (skipped !== undefined) return `${name} (skipped: ${skipped})`;
  if (!reopen) return `${name} (it ends with its process: nothing to open again, to share or to kill)`;
  return placeOf ? name : `${name} (no other process finds it: nothing to share)`;
}
