import { type Matrix, matrix, normal, type Random, rowOf } from "madeleine/math";
import type { NewItem, PatternStore, StoreSnapshot } from "madeleine/store";
import { expect } from "vitest";
import type { StoreUnderTest } from "./stores.ts";

/** Vectors from N(0, 1), two of three with a payload. */
export function itemsOf(random: Random, count: number, dimension: number): NewItem[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `item ${i}`,
    vector: Float32Array.from({ length: dimension }, () => normal(random)),
    ...(i % 3 > 0 && { payload: { number: i, title: "été" } }),
  }));
}

/** From N(0, 1). */
export function queriesOf(random: Random, count: number, dimension: number): Matrix {
  return matrix(
    Float32Array.from({ length: count * dimension }, () => normal(random)),
    count,
    dimension,
  );
}

/** All that a snapshot scans, by id, and the order of the ids. */
export async function scanned(
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
export async function expectHolds(store: PatternStore, items: readonly NewItem[]): Promise<void> {
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

/** A new store of this kind, with these items in it. */
export async function filled(
  kind: StoreUnderTest,
  items: readonly NewItem[],
  dimension: number,
): Promise<PatternStore> {
  const store = await kind.create(dimension);
  await store.append(items);
  return store;
}
