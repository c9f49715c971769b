import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createRandom, integer, normal, rowOf } from "../math/index.ts";
import { openFileStore, readMemoryFile, salvageMemoryFile } from "./index.node.ts";

const folder = mkdtempSync(join(tmpdir(), "madeleine-salvage-"));
const [path, target] = [join(folder, "photos.memory"), join(folder, "saved.memory")];
const random = createRandom(7);
const items = Array.from({ length: 600 }, (_, i) => ({
  id: `été/${i}.jpg`,
  vector: Float32Array.from({ length: 300 }, () => normal(random)),
  payload: i % 2 ? { number: i } : undefined,
}));
const byId = new Map(items.map((item) => [item.id, item]));
const blob = Uint8Array.from({ length: 9000 }, (_, i) => i % 250);

afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => rmSync(target, { force: true }));

/** A file of several pieces, with gaps and a blob; 40 items are deleted. */
async function write(): Promise<Buffer> {
  rmSync(path, { force: true });
  const store = await openFileStore(path, { dimension: 300 });
  await store.append(items.slice(0, 100));
  await store.append(items.slice(100));
  await store.setBlob("calibration", blob);
  await store.delete(items.slice(30, 90).map(({ id }) => id));
  await store.append(items.slice(30, 50));
  await store.close();
  return readFileSync(path);
}
const whole = await write();

/** Whatever is in the new file is what was written, once; how much of it is there. */
function expectTrue(): number {
  const { ids, payloads, patterns } = readMemoryFile(target);
  expect(new Set(ids).size).toBe(ids.length);
  ids.forEach((id, i) => {
    const item = byId.get(id);
    expect(payloads[i]).toEqual(item?.payload);
    expect(rowOf(patterns, i)).toEqual(item?.vector);
  });
  for (let i = 50; i < 90; i++) expect(ids).not.toContain(`été/${i}.jpg`);
  return ids.length;
}

test("of a whole file, everything", () => {
  writeFileSync(path, whole);
  expect(salvageMemoryFile(path, target)).toEqual({
    ...{ items: 560, lostItems: 0, lostIds: [] },
    ...{ blobs: ["calibration"], lostBlobs: [] },
  });
  expect(expectTrue()).toBe(560);
  expect(readMemoryFile(target).blobs).toEqual(new Map([["calibration", blob]]));
  expect(() => salvageMemoryFile(path, target)).toThrow(`${target}: is there already`);
});

test("after a flipped bit, all that it isn't in", () => {
  const random = createRandom(2);
  let lost = 0;
  for (let trial = 0; trial < 40; trial++) {
    rmSync(target, { force: true });
    const bytes = Buffer.from(whole);
    bytes[integer(random, bytes.length)] ^= 1 << integer(random, 8);
    writeFileSync(path, bytes);
    const salvage = salvageMemoryFile(path, target);
    expect(expectTrue()).toBe(salvage.items);
    expect(salvage.items + (salvage.lostItems ?? 0)).toBeGreaterThanOrEqual(560);
    lost += salvage.lostItems ?? 0;
    // At most the items of a page, or of a piece.
    expect(salvage.items).toBeGreaterThan(0);
  }
  expect(lost).toBeGreaterThan(0);
});

test("without the first pages, header and table definitions", () => {
  const bytes = Buffer.from(whole).fill(0, 0, 4096);
  writeFileSync(path, bytes);
  expect(() => readMemoryFile(path)).toThrow("is not a memory");
  expect(salvageMemoryFile(path, target).items).toBe(560);
  expectTrue();
});

test("cut short, what is left", () => {
  writeFileSync(path, whole.subarray(0, Math.floor(whole.length * 0.7)));
  const { items } = salvageMemoryFile(path, target);
  expect(expectTrue()).toBe(items);
  expect(items).toBeGreaterThan(0);
  expect(items).toBeLessThan(560);
});

test("without the manifest, by the length of the pieces", () => {
  writeFileSync(path, whole);
  const database = new Database(path);
  database.exec("PRAGMA secure_delete = ON; DELETE FROM manifest");
  database.close();
  const salvage = salvageMemoryFile(path, target);
  expect(salvage).toMatchObject({ items: 560, lostItems: undefined, blobs: ["calibration"] });
  expectTrue();
});

test("with the ids of what is lost, where they are known", () => {
  writeFileSync(path, whole);
  const database = new Database(path);
  database.exec(
    "PRAGMA secure_delete = ON; DELETE FROM patterns WHERE first = (SELECT max(first) FROM patterns)",
  );
  database.close();
  const { items, lostItems, lostIds } = salvageMemoryFile(path, target);
  expect([items + lostIds.length, lostItems]).toEqual([560, lostIds.length]);
  expect(lostIds).toContain("été/49.jpg");
  expect(expectTrue()).toBe(items);
});

test("what a killed writer left in its log too", async () => {
  writeFileSync(path, whole);
  const store = await openFileStore(path);
  await store.append([items[60]]);
  const [before, log] = [readFileSync(path), readFileSync(`${path}-wal`)];
  await store.close();
  writeFileSync(path, before);
  writeFileSync(`${path}-wal`, log);
  expect(salvageMemoryFile(path, target).items).toBe(561);
  rmSync(`${path}-wal`);
});

test.each(["", "picture", "x".repeat(9000)])("nothing of what is no memory: %#", (content) => {
  writeFileSync(path, content);
  expect(() => salvageMemoryFile(path, target)).toThrow(/is empty|nothing can be saved/);
});
