import { createRandom, integer, matrix, normal } from "madeleine/math";
import { masked, softmax, topK } from "madeleine/memory";
import { attendStore, type NewItem } from "madeleine/store";
import { expect, it } from "vitest";
import { everyStore } from "./every-store.ts";
import { expectHolds, filled, itemsOf, scanned } from "./items.ts";

everyStore((kind) => {
  const run = it.skipIf(kind.skipped !== undefined);

  run("adds, replaces and deletes, by id", async () => {
    const random = createRandom(3);
    const items = itemsOf(random, 50, 3);
    const store = await filled(kind, items, 3);
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
    const store = await filled(kind, items, 2);
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
    const store = await filled(kind, items, 3);
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
    const store = await filled(kind, items, 3);
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
});
