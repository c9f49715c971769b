import { createRandom, dotProduct, matrix, rowOf } from "madeleine/math";
import { argmax, entmax, softmax, sparsemax, topK } from "madeleine/memory";
import { attendStore, scoreSpread } from "madeleine/store";
import { expect, it } from "vitest";
import { everyStore } from "./every-store.ts";
import { bestScores, exactStates, STORE_SCORES } from "./exact-step.ts";
import { filled, itemsOf, queriesOf, scanned } from "./items.ts";

everyStore((kind) => {
  const run = it.skipIf(kind.skipped !== undefined);

  run.each([1, 3, 17, 64])("scores exactly, d = %i", async (d) => {
    const random = createRandom(d);
    const items = itemsOf(random, 1200, d);
    items.push({ id: "zero", vector: new Float32Array(d) });
    const store = await filled(kind, items, d);
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
      const store = await filled(kind, items, d);
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
    const store = await filled(kind, items, 17);
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
    const store = await filled(kind, items, 17);
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
    const store = await filled(kind, items, 3);
    const snapshot = await store.snapshot();
    const [best] = await snapshot.topK(matrix([1, 1, 1], 1, 3), 5);
    expect(best.map(({ id }) => id)).toEqual(["299", "298", "297", "296", "295"]);
    await store.close();
  });
});
