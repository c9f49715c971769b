import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import Database from "libsql";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { createRandom, integer, matrix, rowOf } from "../math/index.ts";
import { openFileStore, readMemoryFile, writeMemoryFile } from "./index.node.ts";
import type { NewItem, PatternStore } from "./pattern-store.ts";

const root = mkdtempSync(join(tmpdir(), "madeleine-file-store-"));
let folder = root;
let path = join(folder, "photos.memory");

beforeEach(() => {
  folder = mkdtempSync(join(root, "test-"));
  chmodSync(root, 0o755);
  path = join(folder, "photos.memory");
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

function itemsOf(from: number, count: number, dimension = 4): NewItem[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `item ${from + i}`,
    vector: new Float32Array(dimension).fill(from + i),
    payload: from + i,
  }));
}

/** A file of format 1 with `count` items and a blob. */
function writeFormat1(count: number): void {
  const items = itemsOf(0, count);
  const data = Float32Array.from(items.flatMap(({ vector }) => [...vector]));
  writeMemoryFile(path, {
    ids: items.map(({ id }) => id),
    payloads: items.map(({ payload }) => payload),
    patterns: matrix(data, count, 4),
    blobs: new Map([["calibration", Uint8Array.of(1, 2, 3)]]),
  });
}

const format = (): number => readFileSync(path).readUInt32BE(60);

/** How many pieces the patterns are in. */
function pieceCount(): number {
  const database = new Database(path);
  const { n } = database.prepare("SELECT count(*) AS n FROM patterns").get([]) as { n: number };
  database.close();
  return n;
}

describe("a file of format 1", () => {
  test("is read as it is", async () => {
    writeFormat1(30);
    const before = readMemoryFile(path);
    const store = await openFileStore(path);
    expect([store.dimension, await store.count()]).toEqual([4, 30]);
    expect(await store.get(["item 7"])).toEqual(itemsOf(7, 1));
    expect(await store.blob("calibration")).toEqual(Uint8Array.of(1, 2, 3));
    const snapshot = await store.snapshot();
    expect((await snapshot.topK(matrix([1, 1, 1, 1], 1, 4), 1))[0][0].id).toBe("item 29");
    await store.close();
    expect(format()).toBe(1);
    expect(readMemoryFile(path)).toEqual(before);
  });

  test.each<[string, (store: PatternStore) => Promise<unknown>]>([
    ["an addition", (store) => store.append(itemsOf(30, 2))],
    ["a deletion", (store) => store.delete(["item 4", "item 29"])],
    ["a blob", (store) => store.setBlob("b", Uint8Array.of(9))],
  ])("becomes one of format 2 with %s, and nothing else changes", async (_, change) => {
    writeFormat1(30);
    const store = await openFileStore(path);
    const old = await store.snapshot();
    await change(store);
    expect(old.count).toBe(30);
    expect((await old.topK(matrix([1, 1, 1, 1], 1, 4), 40))[0].length).toBe(30);
    await store.close();
    expect(format()).toBe(2);
    const { ids, patterns, payloads, blobs } = readMemoryFile(path);
    for (const [i, id] of ids.entries()) {
      expect([rowOf(patterns, i)[2], payloads[i]]).toEqual([Number(id.slice(5)), Number(id.slice(5))]);
    }
    expect(blobs.get("calibration")).toEqual(Uint8Array.of(1, 2, 3));
    expect(readdirSync(folder)).toEqual(["photos.memory"]);
  });
});

test("the whole-file functions don't see what is deleted, and replace what is there", async () => {
  const store = await openFileStore(path, { dimension: 4 });
  await store.append(itemsOf(0, 20));
  await store.delete(["item 3", "item 19"]);
  expect(readMemoryFile(path).ids).toEqual(itemsOf(0, 19).flatMap(({ id }) => (id === "item 3" ? [] : [id])));
  await store.close();
  writeFormat1(5);
  expect([format(), readMemoryFile(path).ids.length]).toEqual([1, 5]);
});

test("pieces stay few, whatever is added and deleted", async () => {
  const store = await openFileStore(path, { dimension: 64 });
  for (let i = 0; i < 800; i++) await store.append(itemsOf(i, 1, 64));
  const random = createRandom(2);
  const gone = new Set<string>();
  for (let i = 0; i < 150; i++) {
    const from = integer(random, 795);
    const ids = itemsOf(from, 5).map(({ id }) => id);
    for (const id of ids) gone.add(id);
    await store.delete(ids);
  }
  await store.close();
  expect(pieceCount()).toBeLessThan(50);
  const { ids, patterns } = readMemoryFile(path);
  expect(ids).toEqual(itemsOf(0, 800).flatMap(({ id }) => (gone.has(id) ? [] : [id])));
  for (const [i, id] of ids.entries()) expect(rowOf(patterns, i)[63]).toBe(Number(id.slice(5)));
});

test("what is added and deleted again and again takes no more room", async () => {
  const store = await openFileStore(path, { dimension: 64 });
  const sizes: number[] = [];
  for (let round = 0; round < 60; round++) {
    await store.append(itemsOf(round * 400, 400, 64));
    await store.delete(itemsOf((round - 2) * 400, 400).map(({ id }) => id));
    sizes.push(statSync(path).size);
  }
  await store.close();
  expect(Math.max(...sizes.slice(30))).toBeLessThanOrEqual(1.1 * Math.max(...sizes.slice(10, 30)));
});

test("what is deleted can't be found in the file", async () => {
  const store = await openFileStore(path, { dimension: 4 });
  await store.append([
    ...itemsOf(0, 50),
    { id: "a secret", vector: new Float32Array(4), payload: "the secret" },
  ]);
  await store.delete(["a secret"]);
  await store.close();
  expect(readFileSync(path).includes("secret")).toBe(false);
});

describe("several at once", () => {
  test("a store that is open keeps the file from being replaced", { timeout: 30_000 }, async () => {
    writeFormat1(3);
    const store = await openFileStore(path);
    expect(() => writeFormat1(5)).toThrow(`${path}: cannot be written: another process has it open`);
    await store.append(itemsOf(3, 1));
    await store.close();
    writeFormat1(5);
    expect(readMemoryFile(path).ids.length).toBe(5);
  });

  test("a file that was replaced or removed is not written to", async () => {
    const store = await openFileStore(path, { dimension: 4 });
    rmSync(path);
    await expect(store.append(itemsOf(0, 1))).rejects.toThrow(`${path} was replaced or removed meanwhile`);
    await store.close();
  });

  test("a writer that waits too long says so, and can try again", async () => {
    const store = await openFileStore(path, { dimension: 4, patienceMs: 200 });
    const libsql = createRequire(import.meta.url).resolve("libsql");
    const program = `
      const Database = require(${JSON.stringify(libsql)});
      const database = new Database(${JSON.stringify(path)});
      database.exec("BEGIN IMMEDIATE");
      console.log("locked");
      process.stdin.once("data", () => { database.exec("COMMIT"); process.exit(); });
    `;
    const other = spawn(process.execPath, ["-e", program], { stdio: ["pipe", "pipe", "inherit"] });
    await once(other.stdout, "data");
    await expect(store.append(itemsOf(0, 1))).rejects.toThrow(
      `${path} is in use by another process for too long: try again later`,
    );
    expect(await store.count()).toBe(0);
    other.stdin.write("go\n");
    await once(other, "close");
    await store.append(itemsOf(0, 1));
    expect(await store.count()).toBe(1);
    await store.close();
  });

  test("while changes wait for another writer, this process goes on; they come in their order", async () => {
    const store = await openFileStore(path, { dimension: 4, patienceMs: 60_000 });
    const other = new Database(path);
    other.exec("BEGIN IMMEDIATE");
    const changes = [
      store.append([{ id: "one", vector: new Float32Array(4).fill(1) }]),
      store.append([{ id: "one", vector: new Float32Array(4).fill(2) }]),
      store.delete(["one"]),
      store.append([{ id: "one", vector: new Float32Array(4).fill(3) }]),
    ];
    // Whoever waited without letting others run would wait for ever: nobody else ends this transaction.
    await setTimeout(30);
    expect(await store.count()).toBe(0);
    other.exec("COMMIT");
    other.close();
    expect(await Promise.all(changes)).toEqual([undefined, undefined, 1, undefined]);
    expect((await store.get(["one"]))[0]?.vector).toEqual(new Float32Array(4).fill(3));
    await store.close();
  });

  test("two stores of one process see each other's changes; the last leaves one file", async () => {
    const [one, other] = [await openFileStore(path, { dimension: 4 }), await openFileStore(path)];
    await one.append(itemsOf(0, 3));
    await other.append(itemsOf(3, 3));
    expect([await one.count(), await other.count()]).toEqual([6, 6]);
    await one.close();
    await other.delete(["item 0"]);
    await other.close();
    expect(readdirSync(folder)).toEqual(["photos.memory"]);
    expect(readFileSync(path).subarray(18, 20)).toEqual(Buffer.of(1, 1));
  });
});

test("one bit flipped in a file of format 2: one line, or what was written", async () => {
  const store = await openFileStore(path, { dimension: 4 });
  for (let i = 0; i < 40; i++) await store.append(itemsOf(2 * i, 2));
  await store.delete(["item 3", "item 4", "item 5", "item 70"]);
  await store.close();
  const [whole, memory] = [readFileSync(path), readMemoryFile(path)];
  const random = createRandom(4);
  let complaints = 0;
  for (let trial = 0; trial < 150; trial++) {
    const at = 100 + integer(random, whole.length - 100);
    writeFileSync(path, Buffer.from(whole).fill(whole[at] ^ (1 << integer(random, 8)), at, at + 1));
    try {
      expect(readMemoryFile(path)).toEqual(memory);
    } catch (error) {
      if (!(error instanceof Error) || error.constructor !== Error) throw error;
      expect(error.message).toMatch(/^\S+photos\.memory is [^\n]+$/);
      complaints++;
    }
  }
  expect(complaints).toBeGreaterThan(20);
});

test("says why a file can't be opened", async () => {
  await expect(openFileStore(path)).rejects.toThrow(`${path}: no such file or folder`);
  await expect(openFileStore(path, { create: true })).rejects.toThrow("give the dimension");
  await expect(openFileStore(path, { dimension: 0 })).rejects.toThrow("dimension must be a whole number ≥ 1");
  writeFormat1(2);
  await expect(openFileStore(path, { dimension: 3 })).rejects.toThrow("holds vectors of 4 numbers, not 3");
  writeFileSync(path, "x".repeat(5000));
  await expect(openFileStore(path)).rejects.toThrow(`${path} is not a memory`);
  expect(readdirSync(folder)).toEqual(["photos.memory"]);
});

test.skipIf(process.platform === "win32")(
  "a killed writer's log is taken up by the next, not lost",
  async () => {
    const store = await openFileStore(path, { dimension: 4 });
    await store.append(itemsOf(0, 5));
    const [file, log] = [readFileSync(path), readFileSync(`${path}-wal`)];
    await store.close();
    writeFileSync(path, file);
    writeFileSync(`${path}-wal`, log);
    chmodSync(path, 0o444);
    chmodSync(`${path}-wal`, 0o444);
    chmodSync(folder, 0o555);
    await unprivileged(async () => {
      expect(() => readMemoryFile(path)).toThrow(
        `${path} was left in the middle of a change: open it once where it may be written`,
      );
    });
    chmodSync(folder, 0o755);
    expect(readMemoryFile(path).ids.length).toBe(5);
    expect(readdirSync(folder)).toEqual(["photos.memory"]);
  },
);

/** Root may do everything; so become nobody meanwhile. */
async function unprivileged(action: () => Promise<void>): Promise<void> {
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65534);
  try {
    await action();
  } finally {
    if (root) process.seteuid?.(0);
  }
}

test.skipIf(process.platform === "win32")("a read-only file in a read-only folder can be read", async () => {
  const store = await openFileStore(path, { dimension: 4 });
  await store.append(itemsOf(0, 9));
  await store.close();
  chmodSync(path, 0o444);
  chmodSync(folder, 0o555);
  await unprivileged(async () => {
    const reading = await openFileStore(path);
    const snapshot = await reading.snapshot();
    expect((await snapshot.topK(matrix([1, 1, 1, 1], 1, 4), 1))[0][0].id).toBe("item 8");
    await expect(reading.append(itemsOf(9, 1))).rejects.toThrow(
      `${path}: cannot be written: permission denied`,
    );
    await reading.close();
  });
  chmodSync(folder, 0o755);
  expect(readdirSync(folder)).toEqual(["photos.memory"]);
});
