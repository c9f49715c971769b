import { setTimeout } from "node:timers/promises";
import { createRandom } from "madeleine/math";
import type { PatternStore } from "madeleine/store";
import { expect, it } from "vitest";
import { killTrial } from "../../bench/store/kill-trial.ts";
import { faultsAfter, startWriter } from "../../bench/store/writer-process.ts";
import { everyStore } from "./every-store.ts";
import { expectHolds, filled, itemsOf, scanned } from "./items.ts";

const minutes = 60_000;

everyStore((kind) => {
  const lasting = it.skipIf(kind.skipped !== undefined || !kind.reopen);
  const shared = it.skipIf(kind.skipped !== undefined || !kind.reopen || !kind.placeOf);

  lasting("is the same when it is opened again", async () => {
    const items = itemsOf(createRandom(8), 300, 17);
    const store = await filled(kind, items, 17);
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
