import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { afterAll, describe, expect, test } from "vitest";
import { createRandom, integer, matrix, normal } from "../math/index.ts";
import { isMemoryFile, readMemoryFile, writeMemoryFile } from "./index.node.ts";
import { checksumOf, placeOf } from "./memory-schema.node.ts";

const folder = mkdtempSync(join(tmpdir(), "madeleine-damage-"));
const path = join(folder, "photos.memory");
/** Names the file, and ends with what to do. */
const oneLine = /^\S+photos\.memory is [^\n]+: [^\n:]+madeleine( remember`)?$/;
const again = "make it again with `madeleine remember`";

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const random = createRandom(3);
const rows = 40;
writeMemoryFile(path, {
  ids: Array.from({ length: rows }, (_, i) => `été/${i}.jpg`),
  payloads: Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? undefined : { width: i, title: "é" })),
  patterns: matrix(
    Array.from({ length: rows * 65 }, () => normal(random)),
    rows,
    65,
  ),
  blobs: new Map([["calibration", Uint8Array.from({ length: 9000 }, (_, i) => i)]]),
});
const whole = readFileSync(path);
const memory = readMemoryFile(path);

/** What reading these bytes says. */
function complaintOf(bytes: Uint8Array): string {
  writeFileSync(path, bytes);
  try {
    expect(readMemoryFile(path)).toEqual(memory);
    return "none";
  } catch (error) {
    if (!(error instanceof Error) || error.constructor !== Error) throw error;
    return error.message;
  }
}

/** The file with other bytes from `start` on. */
function patched(start: number, ...bytes: readonly number[]): Uint8Array {
  const copy = Uint8Array.from(whole);
  copy.set(bytes, start);
  return copy;
}

test("undamaged", () => expect(complaintOf(whole)).toBe("none"));

describe("cut short", () => {
  test("to nothing", () => expect(complaintOf(whole.subarray(0, 0))).toBe(`${path} is empty: ${again}`));

  test("before the end of the first 16 bytes, which say that it is SQLite", () => {
    for (let end = 1; end < 16; end++) {
      expect(complaintOf(whole.subarray(0, end))).toBe(
        `${path} is not a memory: make one with \`madeleine remember\``,
      );
    }
  });

  test("anywhere else", () => {
    const steps = [1, 99, 100, 512, 1000];
    for (let end = 16; end < whole.length; end += steps[end % steps.length]) {
      expect(complaintOf(whole.subarray(0, end))).toBe(`${path} is damaged (cut short): ${again}`);
    }
    expect(complaintOf(whole.subarray(0, -1))).toBe(`${path} is damaged (cut short): ${again}`);
  });
});

test("one bit flipped: one line or the same memory", () => {
  const random = createRandom(5);
  let same = 0;
  for (let trial = 0; trial < 200; trial++) {
    const at = integer(random, whole.length);
    const complaint = complaintOf(patched(at, whole[at] ^ (1 << integer(random, 8))));
    if (complaint === "none") same += 1;
    else expect(complaint).toMatch(oneLine);
  }
  // Some bytes of an SQLite file are not in use.
  expect(same).toBeLessThan(150);
  expect(readdirSync(folder)).toEqual(["photos.memory"]);
});

test("one bit flipped in the header and the table definitions", () => {
  for (let at = 0; at < 4096; at += at < 100 ? 1 : 23) {
    const complaint = complaintOf(patched(at, whole[at] ^ (1 << (at % 8))));
    if (complaint !== "none") expect(complaint).toMatch(oneLine);
  }
});

test("any text overwritten: bytes that aren't UTF-8", () => {
  for (const word of ["été/7.jpg", '"title"', '"items"', "calibration"]) {
    const at = whole.indexOf(word);
    expect(at).toBeGreaterThan(0);
    expect(complaintOf(patched(at, 0xff, 0xfe, 0x00))).toContain("is damaged (");
  }
});

test("rows in each other's place", () => {
  writeFileSync(path, whole);
  const swap = "UPDATE items SET position = CASE position WHEN 3 THEN -4 WHEN 4 THEN -3 ELSE position END";
  edit(`${swap}; UPDATE items SET position = -position WHERE position < 0`);
  expect(() => readMemoryFile(path)).toThrow(`${path} is damaged (item 3: checksum differs): ${again}`);
});

test.each([
  ["DELETE FROM items WHERE position = 7", "item 7: missing"],
  ["DELETE FROM items WHERE position = 39", "item 39: missing"],
  ["DELETE FROM patterns", "patterns from 0: missing"],
  ["DELETE FROM blobs", 'blob "calibration" from byte 0: missing'],
  ["DELETE FROM manifest", "the manifest: missing"],
  ["UPDATE items SET payload = NULL WHERE position = 1", "item 1: checksum differs"],
  ["UPDATE patterns SET bytes = 'text'", "patterns from 0: checksum differs"],
  ["DROP TABLE blobs", "no such table: stored.blobs"],
])("changed by %s", (sql, what) => {
  writeFileSync(path, whole);
  edit(sql);
  expect(() => readMemoryFile(path)).toThrow(new Error(`${path} is damaged (${what}): ${again}`));
});

test("left with the header of a log, which is no damage", () => {
  writeFileSync(path, whole);
  edit("PRAGMA journal_mode = WAL");
  expect(readFileSync(path)[18]).toBe(2);
  expect(readMemoryFile(path)).toEqual(memory);
  expect(readdirSync(folder)).toEqual(["photos.memory"]);
});

function edit(sql: string): void {
  const database = new Database(path);
  database.exec(sql);
  database.close();
}

test("more than fits into memory", () => {
  writeFileSync(path, whole);
  const content = JSON.stringify({ items: rows, dimension: 2 ** 50, blobs: [] });
  const checksum = checksumOf(placeOf.manifest, Buffer.from(content));
  edit(`UPDATE manifest SET content = '${content}', checksum = ${checksum}`);
  expect(() => readMemoryFile(path)).toThrow(/^\S+photos\.memory doesn't fit into memory \([^\n]+\)$/);
});

test("a newer format", () => {
  expect(complaintOf(patched(60, 0, 0, 0, 3))).toBe(
    `${path} is format 3; this version reads up to 2: update madeleine`,
  );
  expect(isMemoryFile(path)).toBe(true);
});

test("someone else's SQLite file", () => {
  const foreign = join(folder, "foreign.db");
  const database = new Database(foreign);
  database.exec("CREATE TABLE items (position INTEGER PRIMARY KEY, id TEXT)");
  database.close();
  expect(isMemoryFile(foreign)).toBe(false);
  expect(() => readMemoryFile(foreign)).toThrow(
    new Error(`${foreign} is an SQLite file, but not a memory: make one with \`madeleine remember\``),
  );
});

test("a file of another kind", () => {
  expect(complaintOf(Buffer.alloc(5000, "picture"))).toBe(
    `${path} is not a memory: make one with \`madeleine remember\``,
  );
});
