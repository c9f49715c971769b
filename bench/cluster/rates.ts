import { randomBytes } from "node:crypto";
import { createRandom, type Matrix, matrix, normal } from "madeleine/math";
import type { PatternStore } from "madeleine/store";
import { openStore } from "madeleine/store/node";
import type { ClusterRates } from "./simulation.ts";

const PATTERNS = 200_000;
const BATCH = 10_000;
const TRIALS = 7;

/**
 * Measures a cluster in a table of its own, which stays there: by the medians of a few queries.
 * @param cores those that the shards have together
 */
export async function measureRates(
  url: string,
  { dimension, cores }: { dimension: number; cores: number },
): Promise<ClusterRates> {
  const random = createRandom(1);
  const vectors = (count: number): Matrix =>
    matrix(
      Float32Array.from({ length: count * dimension }, () => normal(random) / Math.sqrt(dimension)),
      count,
      dimension,
    );
  const address = new URL(url);
  address.searchParams.set("table", `rates_${randomBytes(4).toString("hex")}`);
  process.stderr.write(
    `measuring in the tables ${address.searchParams.get("table")}…, which may be dropped then\n`,
  );
  const store = await openStore(address.href, { dimension });
  try {
    const queries = vectors(TRIALS);
    await append(store, vectors(1), "first");
    const overhead = await medianSeconds(store, queries, "top");
    let inserting = 0;
    for (let first = 0; first < PATTERNS; first += BATCH) {
      const batch = vectors(BATCH);
      const start = performance.now();
      await append(store, batch, String(first));
      inserting += (performance.now() - start) / 1000;
    }
    const rate = (time: number): number => (PATTERNS * dimension) / Math.max(1e-6, time) / cores;
    return {
      overhead,
      insert: (PATTERNS * dimension) / inserting,
      top: rate((await medianSeconds(store, queries, "top")) - overhead),
      step: rate((await medianSeconds(store, queries, "step")) - overhead),
    };
  } finally {
    await store.close();
  }
}

function append(store: PatternStore, { rows, columns, data }: Matrix, name: string): Promise<void> {
  return store.append(
    Array.from({ length: rows }, (_, i) => ({
      id: `${name}/${i}`,
      vector: data.subarray(i * columns, (i + 1) * columns),
    })),
  );
}

async function medianSeconds(
  store: PatternStore,
  { rows, columns, data }: Matrix,
  what: "top" | "step",
): Promise<number> {
  const snapshot = await store.snapshot();
  const times: number[] = [];
  for (let b = 0; b < rows; b++) {
    const query = matrix(data.subarray(b * columns, (b + 1) * columns), 1, columns);
    const start = performance.now();
    if (what === "top") await snapshot.topK(query, 32);
    else await snapshot.reduce?.(query, 8);
    if (b > 0) times.push((performance.now() - start) / 1000);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}
