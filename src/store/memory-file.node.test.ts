import { chmodSync, mkdtempSync, readdirSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { type Matrix, matrix } from "../math/index.ts";
import { isMemoryFile, readMemoryFile, writeMemoryFile } from "./index.node.ts";
import type { NewMemory } from "./stored-memory.ts";

const root = mkdtempSync(join(tmpdir(), "madeleine-store-"));
let folder = root;
let path = join(folder, "photos.memory");

beforeEach(() => {
  folder = mkdtempSync(join(root, "test-"));
  path = join(folder, "photos.memory");
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** `rows` patterns under paths as photographs have them. */
function photographs(rows: number, columns: number): NewMemory {
  const data = new Float32Array(rows * columns).map((_, i) => (i % 997) / 991);
  const ids = Array.from({ length: rows }, (_, i) => `/home/ada/Pictures/2019/07 Brittany/IMG_${i}.jpg`);
  return { ids, patterns: matrix(data, rows, columns) };
}

/** Any finite numbers, `[rows, columns]`. */
function patternsOf(rows: number): fc.Arbitrary<Matrix> {
  const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
  return fc.integer({ min: 1, max: 9 }).chain((columns) => {
    const length = rows * columns;
    return fc
      .array(finite, { minLength: length, maxLength: length })
      .map((data) => matrix(data, rows, columns));
  });
}

const text = fc.string({ unit: "binary", maxLength: 20 });
const memories = fc.uniqueArray(text, { minLength: 1, maxLength: 12 }).chain((ids) =>
  fc.record({
    ids: fc.constant(ids),
    payloads: fc.array(fc.option(fc.jsonValue(), { nil: undefined }), {
      minLength: ids.length,
      maxLength: ids.length,
    }),
    patterns: patternsOf(ids.length),
    blobs: fc.array(fc.tuple(text, fc.uint8Array({ maxLength: 50 }))).map((entries) => new Map(entries)),
  }),
);

test("what was written is read, bit for bit", () => {
  fc.assert(
    fc.property(memories, (memory) => {
      writeMemoryFile(path, memory);
      // JSON has no −0.
      const payloads = memory.payloads.map((payload) =>
        payload === undefined ? undefined : JSON.parse(JSON.stringify(payload)),
      );
      expect(readMemoryFile(path)).toEqual({ ...memory, payloads });
      expect(readdirSync(folder)).toEqual(["photos.memory"]);
    }),
    { numRuns: 120, seed: 1 },
  );
});

test("memories of several pieces, rows longer than a piece, items more than one reading takes", () => {
  const blobs = new Map([["thumbnails", Uint8Array.from({ length: 2_500_001 }, (_, i) => i)]]);
  for (const [rows, columns] of [
    [1001, 641],
    [2, 300_001],
    [2500, 1],
  ]) {
    const memory = { ...photographs(rows, columns), blobs };
    writeMemoryFile(path, memory);
    const found = readMemoryFile(path);
    expect(found.ids).toEqual(memory.ids);
    expect(found.payloads).toEqual(new Array(rows).fill(undefined));
    expect(Buffer.compare(bytes(found.patterns), bytes(memory.patterns))).toBe(0);
    expect(
      Buffer.compare(found.blobs.get("thumbnails") ?? Buffer.alloc(0), blobs.get("thumbnails") as Uint8Array),
    ).toBe(0);
  }
});

function bytes({ data }: Matrix): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

test("patterns and blobs that are views into larger arrays", () => {
  const data = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
  const blobs = new Map([["b", Uint8Array.of(9, 1, 9).subarray(1, 2)]]);
  writeMemoryFile(path, { ids: ["a"], patterns: { rows: 1, columns: 2, data }, blobs });
  const found = readMemoryFile(path);
  expect(found.patterns.data).toEqual(Float32Array.of(1, 2));
  expect(found.blobs).toEqual(new Map([["b", Uint8Array.of(1)]]));
});

test.each([
  "a b.memory",
  "é日本.memory",
  "50%3f.memory",
  "what?.memory",
  "#1.memory",
  "'\"\n.memory",
  "file:x",
])("a file called %j", (name) => {
  const odd = join(folder, name);
  const memory = photographs(2, 2);
  writeMemoryFile(odd, memory);
  expect(readMemoryFile(odd).ids).toEqual(memory.ids);
  expect(readdirSync(folder)).toEqual([name]);
});

test.each([1024, 2304])("6,000 patterns of %i take at most 1.3 times their bytes", (columns) => {
  const memory = photographs(6000, columns);
  writeMemoryFile(path, memory);
  expect(statSync(path).size / bytes(memory.patterns).length).toBeLessThan(1.3);
  expect(readMemoryFile(path).ids).toEqual(memory.ids);
});

test("a memory that can't be kept leaves the file as it was", () => {
  const memory = photographs(3, 2);
  writeMemoryFile(path, memory);
  const before = statSync(path);
  expect(() => writeMemoryFile(path, { ...memory, ids: ["a", "b", "a"] })).toThrow(
    'writeMemoryFile: ids must be unique, got "a" for items 0 and 2',
  );
  expect(() => writeMemoryFile(path, { ...memory, payloads: [1, 2, Number.NaN] })).toThrow(
    "writeMemoryFile: the payload of ",
  );
  expect(statSync(path)).toEqual(before);
  expect(readdirSync(folder)).toEqual(["photos.memory"]);
});

test("isMemoryFile looks inside", () => {
  writeMemoryFile(join(folder, "photos.jpg"), photographs(1, 1));
  writeFileSync(path, "");
  const names = ["photos.jpg", "photos.memory", "missing", "."];
  expect(names.map((name) => isMemoryFile(join(folder, name)))).toEqual([true, false, false, false]);
});

test.skipIf(process.platform !== "linux")("no file stays open, even where reading or writing fails", () => {
  for (let i = 0; i < 3; i++) {
    writeMemoryFile(path, photographs(2, 2));
    readMemoryFile(path);
    expect(() => writeMemoryFile(path, { ...photographs(1, 1), payloads: [1n] })).toThrow("is not JSON");
  }
  const broken = join(folder, "broken.memory");
  writeMemoryFile(broken, photographs(2, 2));
  writeFileSync(broken, Buffer.alloc(4096), { flag: "r+" });
  expect(() => readMemoryFile(broken)).toThrow("is not a memory");
  expect(openFiles().filter((name) => name.startsWith(folder))).toEqual([]);
});

function openFiles(): string[] {
  return readdirSync("/proc/self/fd").map((number) => {
    try {
      return readlinkSync(`/proc/self/fd/${number}`);
    } catch {
      return "";
    }
  });
}

describe("places that can't be used", () => {
  const memory = photographs(1, 1);

  test("reading", () => {
    expect(() => readMemoryFile(path)).toThrow(new Error(`${path}: no such file or folder`));
    expect(() => readMemoryFile(folder)).toThrow(new Error(`${folder}: is a folder, not a file`));
    writeFileSync(path, "");
    const below = join(path, "x.memory");
    expect(() => readMemoryFile(below)).toThrow(
      new Error(`${below}: a part of the path is a file, not a folder`),
    );
  });

  test("writing", () => {
    const missing = join(folder, "missing", "photos.memory");
    expect(() => writeMemoryFile(missing, memory)).toThrow(
      new Error(`${missing}: cannot be written: no such file or folder`),
    );
    expect(() => writeMemoryFile(folder, memory)).toThrow(
      new Error(`${folder}: cannot be written: is a folder, not a file`),
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

/** Root may do everything; so become nobody meanwhile. */
function unprivileged(action: () => void): void {
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65534);
  try {
    action();
  } finally {
    if (root) process.seteuid?.(0);
  }
}

describe.skipIf(process.platform === "win32")("permissions", () => {
  beforeEach(() => {
    chmodSync(root, 0o755);
    writeMemoryFile(path, photographs(3, 2));
  });

  test("a read-only file in a read-only folder is read, and nothing is left beside it", () => {
    chmodSync(path, 0o444);
    chmodSync(folder, 0o555);
    unprivileged(() => {
      expect(() => writeFileSync(join(folder, "x"), "")).toThrow("EACCES");
      expect(readMemoryFile(path).ids).toEqual(photographs(3, 2).ids);
      expect(isMemoryFile(path)).toBe(true);
    });
    expect(readdirSync(folder)).toEqual(["photos.memory"]);
  });

  test("a file that may not be read, and a folder that may not be written", () => {
    chmodSync(path, 0o000);
    chmodSync(folder, 0o555);
    unprivileged(() => {
      expect(() => readMemoryFile(path)).toThrow(new Error(`${path}: permission denied`));
      expect(() => writeMemoryFile(path, photographs(1, 1))).toThrow(
        new Error(`${path}: cannot be written: permission denied`),
      );
    });
    chmodSync(folder, 0o755);
  });
});
