import { setTimeout } from "node:timers/promises";
import { createRandom, integer, matrix, normal, type Random, rowOf } from "madeleine/math";
import type { NewItem, PatternStore } from "madeleine/store";
import { openClickHouseStore } from "madeleine/store/node";
import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import { type Cluster, startCluster } from "./cluster.ts";

const DIMENSION = 64;
let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster(inject("clickHouseHome"));
});
afterEach(() => cluster.revive());
afterAll(() => cluster?.stop());

/** Gives up soon. */
const impatient = { retry: { attempts: 3, pauseMs: 20 } };

function open(table: string, retry = impatient): Promise<PatternStore> {
  return openClickHouseStore(`${cluster.url}&table=${table}`, { dimension: DIMENSION, ...retry });
}

function batchOf(random: Random, name: string, count: number): NewItem[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `${name}/${i}`,
    vector: Float32Array.from({ length: DIMENSION }, () => normal(random)),
    payload: { name },
  }));
}

/** How many of the batch's items are there; each as it was given. */
async function foundOf(store: PatternStore, batch: readonly NewItem[]): Promise<number> {
  const found = await store.get(batch.map(({ id }) => id));
  found.forEach((item, i) => {
    if (item) expect(item).toEqual(batch[i]);
  });
  return found.filter((item) => item !== undefined).length;
}

test.each([2, 3, 1])("shard %i is killed while items are added", async (shard) => {
  const random = createRandom(shard);
  const store = await open(`inserts_${shard}`);
  const kept: NewItem[][] = [];
  let failed: NewItem[] | undefined;
  let killed: Promise<void> | undefined;
  let failure = "";
  for (let n = 0; failed === undefined; n++) {
    const batch = batchOf(random, `batch ${n}`, 200 + integer(random, 3000));
    try {
      await store.append(batch);
      kept.push(batch);
      killed ??= setTimeout(integer(random, 500)).then(() => cluster.kill(shard));
    } catch (error) {
      failure = String(error);
      failed = batch;
    }
  }
  await killed;
  expect(kept.length).toBeGreaterThan(0);
  const where = new URL(cluster.singleUrl.replace("clickhouse", "http")).host;
  expect(failure).toContain(
    shard === 1
      ? `append: http://${where} can't be reached`
      : `append: shard ${shard} of 3 (${cluster.addresses[shard - 1]}) can't be reached`,
  );
  expect(failure).toContain("append again");
  await cluster.revive();
  const expected = kept.reduce((sum, { length }) => sum + length, 0);
  const snapshot = await store.snapshot();
  for (const batch of kept) expect(await foundOf(store, batch)).toBe(batch.length);
  const [seen, there] = [await foundOf(store, failed), failed.length];
  expect([0, there]).toContain(seen);
  expect(snapshot.count).toBe(expected + seen);
  await store.append(failed);
  expect(await store.count()).toBe(expected + there);
  expect(await foundOf(store, failed)).toBe(there);
  await store.close();
});

test("a shard is killed while queries run, and is named; it comes back, and so do the answers", async () => {
  const random = createRandom(9);
  const store = await open("queries");
  const items = batchOf(random, "item", 20_000);
  await store.append(items);
  const snapshot = await store.snapshot();
  const queries = matrix(
    Float32Array.from({ length: 4 * DIMENSION }, () => normal(random)),
    4,
    DIMENSION,
  );
  const [top, step] = [await snapshot.topK(queries, 5), await snapshot.reduce?.(queries, 0.5)];
  const killed = setTimeout(200).then(() => cluster.kill(3));
  const named = `shard 3 of 3 (${cluster.addresses[2]}) can't be reached`;
  await expect(
    (async () => {
      for (;;) await snapshot.reduce?.(queries, 0.5);
    })(),
  ).rejects.toThrow(`reduce: ${named}`);
  await killed;
  await expect(snapshot.topK(queries, 5)).rejects.toThrow(`topK: ${named}`);
  await expect(store.count()).resolves.toBe(20_000);
  await expect(
    (async () => {
      for await (const block of snapshot.scan()) expect(block.ids.length).toBeGreaterThan(0);
    })(),
  ).rejects.toThrow(`scan: ${named}`);
  await cluster.revive();
  expect(await snapshot.topK(queries, 5)).toEqual(top);
  const again = (await snapshot.reduce?.(queries, 0.5)) ?? [];
  again.forEach(({ sums, weight }, b) => {
    const before = step?.[b];
    if (!before) throw new Error("no step");
    expect(Math.abs(weight / before.weight - 1)).toBeLessThan(1e-12);
    sums.forEach((sum, i) => {
      expect(Math.abs(sum / weight - before.sums[i] / before.weight)).toBeLessThan(1e-12);
    });
  });
  await store.close();
});

test("what is asked while a shard is away for a moment is answered once it is back", async () => {
  const random = createRandom(11);
  const store = await open("moments", { retry: { attempts: 8, pauseMs: 200 } });
  const items = batchOf(random, "item", 2000);
  await store.append(items.slice(0, 1000));
  await cluster.kill(2);
  const [appended, restarted] = [
    store.append(items.slice(1000)),
    setTimeout(500).then(() => cluster.revive()),
  ];
  await restarted;
  await appended;
  expect(await store.count()).toBe(2000);
  const snapshot = await store.snapshot();
  let killed: Promise<void> | undefined;
  const found = new Map<string, Float32Array>();
  for await (const { ids, vectors } of snapshot.scan({ blockSize: 50 })) {
    killed ??= cluster.kill(2).then(() => cluster.revive());
    await killed;
    ids.forEach((id, row) => {
      expect(found.has(id)).toBe(false);
      found.set(id, rowOf(vectors, row).slice());
    });
  }
  expect(found).toEqual(new Map(items.map(({ id, vector }) => [id, vector])));
  await store.close();
});
