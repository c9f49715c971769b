import { createRandom, integer, type Matrix, matrix, normal, rowOf } from "madeleine/math";
import { openClickHouseStore } from "madeleine/store/node";
import { afterAll, expect, test } from "vitest";
import { dropTables } from "../stores/clickhouse-stores.ts";
import { STORE_SCORES } from "../stores/exact-step.ts";

const address = process.env.MADELEINE_CLICKHOUSE ?? "";
const tables = ["near_cosine", "near_squared_euclidean", "near_none"];
afterAll(() => dropTables(address, tables));

/** Vectors around 40 centres. */
function clustered(count: number, dimension: number): Matrix {
  const random = createRandom(6);
  const centres = Array.from({ length: 40 * dimension }, () => 3 * normal(random));
  const data = new Float32Array(count * dimension);
  for (let row = 0; row < count; row++) {
    const centre = integer(random, 40);
    for (let i = 0; i < dimension; i++)
      data[row * dimension + i] = centres[centre * dimension + i] + normal(random);
  }
  return matrix(data, count, dimension);
}

test.each(["cosine", "squared-euclidean"] as const)(
  "an index for %s finds most, scored exactly",
  async (score) => {
    const [d, count] = [32, 20_000];
    const vectors = clustered(count + 5, d);
    const table = `near_${score.replace("-", "_")}`;
    const store = await openClickHouseStore(`${address}&table=${table}&index=${score}`, { dimension: d });
    await store.append(
      Array.from({ length: count }, (_, i) => ({ id: String(i), vector: rowOf(vectors, i) })),
    );
    await store.delete(["0", "1", "2"]);
    const snapshot = await store.snapshot();
    const queries = matrix(vectors.data.subarray(count * d), 5, d);
    const exact = await snapshot.topK(queries, 20, { score });
    const near = await snapshot.topK(queries, 20, { score, mode: "approximate" });
    let found = 0;
    near.forEach((best, b) => {
      const ids = new Set(exact[b].map(({ id }) => id));
      for (const { id, vector, score: own } of best) {
        expect(own).toBe(STORE_SCORES[score](rowOf(queries, b), vector));
        expect(["0", "1", "2"]).not.toContain(id);
        if (ids.has(id)) found++;
      }
      expect(best.map(({ score }) => -score)).toEqual(
        best.map(({ score }) => -score).toSorted((x, y) => x - y),
      );
    });
    expect(found / 100).toBeGreaterThan(0.9);
    await expect(snapshot.topK(queries, 20, { mode: "approximate" })).rejects.toThrow(
      `topK: approximate search by dot needs an index for it, and this store has an index for ${score}`,
    );
    await store.close();
  },
);

test("without an index there is none", async () => {
  const store = await openClickHouseStore(`${address}&table=near_none`, { dimension: 2 });
  await store.append([{ id: "a", vector: Float32Array.of(1, 2) }]);
  const snapshot = await store.snapshot();
  const query = matrix([1, 2], 1, 2);
  await expect(snapshot.topK(query, 1, { score: "cosine", mode: "approximate" })).rejects.toThrow(
    "has no index",
  );
  await store.close();
});
