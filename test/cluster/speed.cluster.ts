import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { memoryInStore } from "madeleine/bank";
import { createRandom, type Matrix, matrix, normal, rowOf } from "madeleine/math";
import { attendStore, type NewItem, type PatternStore } from "madeleine/store";
import { openClickHouseStore, openFileStore } from "madeleine/store/node";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Cluster, startCluster } from "./cluster.ts";

const patterns = Number(process.env.MADELEINE_CLUSTER_PATTERNS ?? 100_000);
const DIMENSION = 256;
const BETA = 8;
const TRIALS = 7;
/** What a dense step may receive over the network: a few sums per shard, never vectors. */
const MOST_BYTES = 1e6;

let cluster: Cluster;
const folder = mkdtempSync(join(tmpdir(), "madeleine-speed-"));
const stores = new Map<string, PatternStore>();
const seconds = new Map<string, number>();

beforeAll(async () => {
  cluster = await startCluster(inject("clickHouseHome"));
  stores.set("3 shards", await openClickHouseStore(`${cluster.url}&table=speed`, { dimension: DIMENSION }));
  stores.set(
    "1 server",
    await openClickHouseStore(`${cluster.singleUrl}?table=single`, { dimension: DIMENSION }),
  );
  stores.set("embedded", await openFileStore(join(folder, "speed.memory"), { dimension: DIMENSION }));
});

afterAll(async () => {
  for (const store of stores.values()) await store.close();
  rmSync(folder, { recursive: true, force: true });
  await cluster?.stop();
});

/** Unit vectors in batches. */
function* batches(): Generator<NewItem[]> {
  const random = createRandom(1);
  for (let first = 0; first < patterns; first += 10_000) {
    yield Array.from({ length: Math.min(10_000, patterns - first) }, (_, i) => {
      const vector = Float32Array.from({ length: DIMENSION }, () => normal(random));
      const length = Math.hypot(...vector);
      return { id: `item ${first + i}`, vector: vector.map((x) => x / length) };
    });
  }
}

const queries = ((): Matrix => {
  const random = createRandom(2);
  return matrix(
    Float32Array.from({ length: TRIALS * DIMENSION }, () => normal(random) / Math.sqrt(DIMENSION)),
    TRIALS,
    DIMENSION,
  );
})();

/** The median of the seconds that `use` takes for each query, after one that doesn't count. */
async function medianSeconds(use: (query: Matrix) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let b = 0; b < TRIALS; b++) {
    const start = performance.now();
    await use(matrix(rowOf(queries, b), 1, DIMENSION));
    if (b > 0) times.push((performance.now() - start) / 1000);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}

function report(what: string, where: string, time: number): void {
  seconds.set(`${what}, ${where}`, time);
  const embedded = seconds.get(`${what}, embedded`);
  const ratio = embedded === undefined ? "" : `, ${(time / embedded).toFixed(2)} × embedded`;
  process.stdout.write(
    `${what}, ${patterns} × ${DIMENSION}, ${where}: ${(1000 * time).toFixed(0)} ms${ratio}\n`,
  );
}

const received = async (): Promise<number> =>
  Number(await cluster.ask("SELECT value FROM system.events WHERE event = 'NetworkReceiveBytes'"));

test("inserts", { timeout: 1_800_000 }, async () => {
  const times = new Map<string, number>();
  for (const batch of batches()) {
    for (const [name, store] of stores) {
      const start = performance.now();
      await store.append(batch);
      times.set(name, (times.get(name) ?? 0) + (performance.now() - start) / 1000);
    }
  }
  for (const name of ["embedded", "1 server", "3 shards"]) report("insert", name, times.get(name) ?? 0);
  for (const store of stores.values()) expect(await store.count()).toBe(patterns);
});

test("best 32", { timeout: 600_000 }, async () => {
  const found: string[] = [];
  for (const name of ["embedded", "1 server", "3 shards"]) {
    const snapshot = await stores.get(name)?.snapshot();
    if (!snapshot) throw new Error("no snapshot");
    report("exact top-32", name, await medianSeconds((query) => snapshot.topK(query, 32)));
    const best = await snapshot.topK(queries, 32);
    found.push(JSON.stringify(best.map((items) => items.map(({ id, score }) => [id, score]))));
    const batch = performance.now();
    await snapshot.topK(queries, 32);
    report(`exact top-32 for ${TRIALS} queries`, name, (performance.now() - batch) / 1000);
  }
  expect(new Set(found).size).toBe(1);
});

test("a dense step receives sums, not vectors", { timeout: 600_000 }, async () => {
  const states: Float32Array[] = [];
  for (const name of ["embedded", "1 server", "3 shards"]) {
    const snapshot = await stores.get(name)?.snapshot();
    if (!snapshot) throw new Error("no snapshot");
    const step = (query: Matrix): Promise<unknown> => attendStore(snapshot, query, { beta: BETA });
    report("dense step", name, await medianSeconds(step));
    states.push((await attendStore(snapshot, queries, { beta: BETA })).states.data);
  }
  for (const other of states.slice(1)) {
    other.forEach((x, i) => {
      expect(Math.abs(x - states[0][i])).toBeLessThan(1e-7);
    });
  }
  const snapshot = await stores.get("3 shards")?.snapshot();
  for (const beta of [BETA, 5000]) {
    const before = await received();
    await snapshot?.reduce?.(matrix(rowOf(queries, 0), 1, DIMENSION), beta);
    const bytes = (await received()) - before;
    process.stdout.write(`received by the first shard for a dense step, β = ${beta}: ${bytes} bytes\n`);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
  }
});

test("a recall receives a few items, not all", { timeout: 600_000 }, async () => {
  const found: string[] = [];
  for (const name of ["embedded", "1 server", "3 shards"]) {
    const store = stores.get(name);
    if (!store) throw new Error("no store");
    await store.setBlob("memory.json", new TextEncoder().encode("{}"));
    const memory = await memoryInStore(store);
    const [item] = await store.get(["item 77"]);
    const noise = rowOf(queries, 0);
    const cue = item?.vector.map((value, i) => value + 0.5 * noise[i]) ?? [];
    const half = Float32Array.from(cue, (value, i) => (i % 2 ? value : 0));
    const recall = async (): Promise<void> => {
      for (const some of [cue, half]) {
        const { outcome, items } = await memory.recall(some);
        found.push(`${outcome} ${items[0].id}`);
      }
    };
    report("recall of a cue and of half of it", name, await medianSeconds(recall));
    if (name !== "3 shards") continue;
    const before = await received();
    await recall();
    const bytes = (await received()) - before;
    process.stdout.write(`received by the first shard for both: ${bytes} bytes\n`);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(2 * MOST_BYTES);
  }
  expect(new Set(found)).toEqual(new Set(["recalled item 77"]));
});

test("snapshots cost little, with changed and deleted items too", { timeout: 600_000 }, async () => {
  const store = stores.get("3 shards");
  if (!store) throw new Error("no store");
  const changed = batches().next().value ?? [];
  for (const part of [changed.slice(0, 500), changed.slice(500)]) {
    await store.append(part);
    const start = performance.now();
    const snapshot = await store.snapshot();
    report("snapshot", `3 shards, ${part.length} items changed`, (performance.now() - start) / 1000);
    const time = await medianSeconds((query) => snapshot.topK(query, 32));
    report("exact top-32", `3 shards, ${part.length} items changed`, time);
  }
  expect(await store.count()).toBe(patterns);
});

test("rates, for npm run simulate:cluster", () => {
  const cores = cpus().length;
  const rate = (what: string): number =>
    (patterns * DIMENSION) / (seconds.get(`${what}, 3 shards`) ?? Number.NaN) / 1e6;
  const perCore = (what: string): string => (rate(what) / cores).toFixed(0);
  const rates = `--top-rate ${perCore("exact top-32")} --step-rate ${perCore("dense step")}`;
  process.stdout.write(
    `million numbers per second (${cores} cores, overheads included): ${rates} --insert-rate ${rate("insert").toFixed(0)}\n`,
  );
  for (const time of seconds.values()) expect(time).toBeGreaterThan(0);
});
