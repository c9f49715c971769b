import { createRandom, integer, normal } from "madeleine/math";
import type { NewItem } from "madeleine/store";
import { type ClickHouseStore, openClickHouseStore } from "madeleine/store/node";
import { afterAll, describe, expect, test } from "vitest";
import { dropTables } from "../stores/clickhouse-stores.ts";

const address = process.env.MADELEINE_CLICKHOUSE ?? "";
const tables = ["sums_kept", "sums_anew"];
afterAll(() => dropTables(address, tables));

const phi = (x: number): number => (x > 0 ? x + 1 : Math.exp(x));

/** Σ φ(ξ) and Σ φ(ξ) ξᵀ, by their formulas. */
function sumsOf(items: Iterable<NewItem>, d: number): { features: Float64Array; products: Float64Array } {
  const [features, products] = [new Float64Array(d), new Float64Array(d * d)];
  for (const { vector } of items) {
    for (let i = 0; i < d; i++) {
      features[i] += phi(vector[i]);
      for (let j = 0; j < d; j++) products[i * d + j] += phi(vector[i]) * vector[j];
    }
  }
  return { features, products };
}

async function expectSums(store: ClickHouseStore, items: ReadonlyMap<string, NewItem>): Promise<void> {
  const snapshot = await store.snapshot();
  expect(snapshot.count).toBe(items.size);
  const [found, expected] = [await snapshot.featureSums(), sumsOf(items.values(), store.dimension)];
  for (const name of ["features", "products"] as const) {
    expect(found[name].length).toBe(expected[name].length);
    found[name].forEach((sum, i) => {
      expect(Math.abs(sum - expected[name][i])).toBeLessThan(1e-9);
    });
  }
}

describe.each([
  ["kept up to date by inserts", "&features=elu", tables[0]],
  ["computed anew", "", tables[1]],
])("the sums of the linear model, %s", (_, features, table) => {
  test("are those of what is there, after changes too", async () => {
    const random = createRandom(3);
    const d = 6;
    const store = await openClickHouseStore(`${address}&table=${table}${features}`, { dimension: d });
    const items = new Map<string, NewItem>();
    await expectSums(store, items);
    for (let step = 0; step < 12; step++) {
      const count = step === 6 ? 2500 : 1 + integer(random, 100);
      const ids = [...new Set(Array.from({ length: count }, () => String(integer(random, 3000))))];
      if (step % 3 === 2) {
        await store.delete(ids);
        for (const id of ids) items.delete(id);
      } else {
        const added = ids.map((id) => ({
          id,
          vector: Float32Array.from({ length: d }, () => normal(random)),
        }));
        await store.append(added);
        for (const item of added) items.set(item.id, item);
      }
      await expectSums(store, items);
    }
    const before = await store.snapshot();
    const sums = await before.featureSums();
    await store.append([{ id: "late", vector: new Float32Array(d).fill(1) }]);
    const again = await before.featureSums();
    sums.products.forEach((sum, i) => {
      expect(Math.abs(again.products[i] - sum)).toBeLessThan(1e-9);
    });
    await store.close();
  });
});
