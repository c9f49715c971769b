import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { toPng } from "../../data/index.node.ts";
import { drawScene } from "../../data/index.ts";
import { createRandom, normal } from "../../math/index.ts";
import type { Memories, NewItem } from "./memories.ts";
import { openMemoryFolder } from "./memory-folder.ts";
import { runHere } from "./run-task.ts";

let folder: string;
let memories: Memories;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "madeleine-folder-"));
  memories = openMemoryFolder(folder);
});
afterEach(async () => {
  await memories.close();
  rmSync(folder, { recursive: true, force: true });
});

const random = createRandom(1, "server");
const vector = (): Float32Array => Float32Array.from({ length: 32 }, () => normal(random));
const vectors = Array.from({ length: 20 }, (_, i) => ({ id: `item ${i}`, vector: vector(), payload: { i } }));
const picture = (seed: number): Promise<Uint8Array> => toPng(drawScene(createRandom(seed, "server"), 48, 48));

function create(name: string, items: readonly NewItem[], calibrate = false): ReturnType<Memories["create"]> {
  return memories.create(name, { items, calibrate }, {});
}

it("makes a memory of vectors that tells its own from strangers, and finds it again after a restart", async () => {
  const { memory } = await create("words", vectors, true);
  expect(memory).toMatchObject({ name: "words", of: "vectors", items: 20, dimension: 32, codec: null });
  expect(memory.certainty).toMatchObject({ items: 20, stale: false });
  await memories.close();
  memories = openMemoryFolder(folder);
  expect(await memories.list()).toEqual([memory]);
  const found = await memories.recall("words", { vector: vectors[3].vector }, {});
  expect(found).toMatchObject({
    outcome: "recalled",
    items: [{ id: "item 3", payload: { i: 3 } }, {}, {}, {}, {}],
  });
  expect((await memories.recall("words", { vector: vector() }, { count: 1 })).outcome).toBe("unknown");
});

it("keeps what is added and forgets what is to be forgotten, on the disk", async () => {
  await create("words", vectors);
  const late = vector();
  expect(await memories.add("words", [{ id: "late", vector: late }])).toMatchObject({ ids: ["late"] });
  const after = await memories.forget("words", ["item 0", "item 0", "nobody"]);
  expect(after).toMatchObject({ forgotten: 1, memory: { items: 20 } });
  // Another process reads the file while this one has it open.
  const other = openMemoryFolder(folder);
  expect(await other.recall("words", { vector: late }, { count: 1 })).toMatchObject({
    items: [{ id: "late" }],
  });
  const { items, next } = await other.items("words", { from: 0, limit: 19 });
  expect(items.map(({ id }) => id)).not.toContain("item 0");
  expect([items.length, next]).toEqual([19, 19]);
  await other.close();
});

it("sees what another process adds to a memory that it holds, and adds to that", async () => {
  await create("words", vectors);
  await memories.recall("words", { vector: vectors[1].vector }, {});
  const other = openMemoryFolder(folder);
  const [late, later] = [vector(), vector()];
  await other.add("words", [{ id: "late", vector: late }]);
  const found = await memories.recall("words", { vector: late }, { count: 1 });
  expect(found).toMatchObject({ outcome: "recalled", items: [{ id: "late" }] });
  await other.add("words", [{ id: "later", vector: later }]);
  const { memory } = await memories.add("words", [{ id: "own", vector: vector() }]);
  expect(memory.items).toBe(23);
  expect(await other.describe("words")).toMatchObject({ items: 23 });
  await other.close();
});

it("can forget everything, say so, and remember again", async () => {
  await create("words", vectors.slice(0, 2));
  await memories.forget("words", ["item 0", "item 1"]);
  await memories.close();
  memories = openMemoryFolder(folder);
  expect(await memories.describe("words")).toMatchObject({ items: 0, dimension: 32 });
  expect(await memories.recall("words", { vector: vectors[0].vector }, {})).toMatchObject({
    outcome: "unknown",
    items: [],
  });
  await expect(memories.check("words", {}, {})).rejects.toMatchObject({ status: 409 });
  await memories.add("words", [vectors[5]]);
  expect(await memories.recall("words", { vector: vectors[5].vector }, {})).toMatchObject({
    outcome: "recalled",
  });
});

it("keeps uploaded pictures beside the memory", async () => {
  const items = await Promise.all(
    [1, 2, 3].map(async (seed) => ({ id: `scene ${seed}`, picture: await picture(seed), payload: seed })),
  );
  const { memory, ids } = await create("scenes", items);
  expect(memory).toMatchObject({ of: "pictures", items: 3 });
  expect(ids).toEqual(["scene 1.png", "scene 2.png", "scene 3.png"]);
  expect(readdirSync(join(folder, "scenes.pictures")).sort()).toEqual(ids);
  await memories.add("scenes", [{ id: "four.png", picture: await picture(4) }]);
  const cue = { picture: await picture(4), name: "cue" };
  expect(await memories.recall("scenes", cue, { count: 1 })).toMatchObject({ items: [{ id: "four.png" }] });
  expect((await memories.picture("scenes", "four.png", 16)).subarray(1, 4)).toEqual(Buffer.from("PNG"));
  await memories.forget("scenes", ["four.png"]);
  await expect(memories.picture("scenes", "four.png", 16)).rejects.toMatchObject({ status: 404 });
  expect(readdirSync(join(folder, "scenes.pictures")).sort()).toEqual(ids);
  await memories.remove("scenes");
  expect(readdirSync(folder)).toEqual([]);
});

it("never removes a folder that isn't its own", async () => {
  await create("words", vectors);

  mkdirSync(join(folder, "words.pictures"));
  await memories.remove("words");
  expect(existsSync(join(folder, "words.pictures"))).toBe(true);
  await expect(create("words", [{ id: "a", picture: await picture(1) }])).rejects.toMatchObject({
    status: 409,
  });
});

it.each([
  "",
  ".",
  "..",
  "../x",
  "a/b",
  "a\\b",
  "/etc/passwd",
  "a.memory",
  "CON",
  "a\0b",
  "ä",
  "x".repeat(101),
])("refuses the name %j", async (name) => {
  await expect(memories.describe(name)).rejects.toMatchObject({ status: 400 });
  await expect(create(name, vectors)).rejects.toMatchObject({ status: 400 });
  await expect(memories.remove(name)).rejects.toMatchObject({ status: 400 });
  expect(readdirSync(folder)).toEqual([]);
});

it.each([
  ["no items", [], 422],
  ["a name twice", [vectors[0], vectors[0]], 422],
  ["vectors of other lengths", [vectors[0], { id: "short", vector: vectors[1].vector.slice(1) }], 422],
  ["no numbers", [{ id: "none", vector: new Float32Array(0) }], 422],
  ["a picture that is none", [{ id: "a", picture: new Uint8Array(10) }], 422],
  ["a picture that would lead out", [{ id: "../a.png", picture: await picture(1) }], 400],
] as const)("refuses %s, and leaves nothing behind", async (_, items, status) => {
  await expect(create("words", items)).rejects.toMatchObject({ status });
  expect(readdirSync(folder)).toEqual([]);
});

it("says what is wrong with a damaged file, without where it lies", async () => {
  await create("words", vectors);
  writeFileSync(join(folder, "broken.memory"), "this is no memory");
  expect(await memories.list()).toMatchObject([{ name: "broken" }, { name: "words", items: 20 }]);
  const error = await memories.describe("broken").catch((found: Error) => found);
  expect(error).toMatchObject({ status: 500, message: expect.stringContaining("broken.memory") });
  expect(String(error)).not.toContain(folder);
  await memories.remove("broken");
  expect(readdirSync(folder)).toEqual(["words.memory"]);
});

it("is tried again once it has grown, keeping what was added meanwhile", async () => {
  await create("words", vectors, true);
  const more = vectors.map(({ id }) => ({ id: `more ${id}`, vector: vector() }));
  await memories.add("words", more);
  expect((await memories.describe("words")).certainty).toMatchObject({ items: 20, stale: true });
  const trying = memories.calibrate("words", { seed: 2 }, {});
  await memories.add("words", [{ id: "meanwhile", vector: vector() }]);
  expect(await trying).toMatchObject({ items: 41, certainty: { items: 40, stale: false } });
});

it("keeps what another process adds while it is tried", async () => {
  await create("words", vectors, true);
  await memories.close();
  const other = openMemoryFolder(folder);
  memories = openMemoryFolder(folder, {
    runTask: async (task, work) => {
      const found = await runHere(task, work);
      await other.add("words", [{ id: "late", vector: vector() }]);
      await other.close();
      return found;
    },
  });
  await memories.calibrate("words", {}, {});
  expect(await memories.describe("words")).toMatchObject({ items: 21, certainty: { items: 20 } });
});

it("gives up long work when nobody waits for it", async () => {
  await create("words", vectors);
  const stopping = new AbortController();
  stopping.abort();
  const work = memories.check("words", {}, { signal: stopping.signal });
  await expect(work).rejects.toMatchObject({ status: 503 });
});

it("reads a file again that another one has replaced", async () => {
  await create("words", vectors);
  const other = openMemoryFolder(folder);
  await memories.close();
  await other.remove("words");
  await other.create("words", { items: [{ id: "new", vector: vector() }], calibrate: false }, {});
  await other.close();
  expect(await memories.describe("words")).toMatchObject({ items: 1 });
});
