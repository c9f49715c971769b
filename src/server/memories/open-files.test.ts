import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openMemory, saveMemory } from "../../bank/index.node.ts";
import { Memory } from "../../bank/index.ts";
import { createOpenFiles, type OpenFiles } from "./open-files.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "madeleine-files-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Keeps a memory of so many items in a file. */
async function made(name: string, items = 1): Promise<string> {
  const path = join(folder, `${name}.memory`);
  const ids = Array.from({ length: items }, (_, i) => String(i));
  saveMemory(path, await Memory.create({ ids, patterns: ids.map((_, i) => [1, i + 1]) }));
  return path;
}

/** The memory that is held for a file. */
const heldBy = (files: OpenFiles, path: string): Promise<Memory> => files.use(path, ({ memory }) => memory);

it("holds those asked for last, as many as there is room for", async () => {
  const files = createOpenFiles({ files: 2 });
  const [a, b, c] = [await made("a"), await made("b"), await made("c")];
  const [first, second] = [await heldBy(files, a), await heldBy(files, b)];
  expect(await heldBy(files, a)).toBe(first);
  await heldBy(files, c);
  expect(await heldBy(files, a)).toBe(first);
  expect(await heldBy(files, b)).not.toBe(second);
});

it("counts numbers, but always holds the one asked for, and what is in use", async () => {
  const used = new Set<string>();
  const files = createOpenFiles({ numbers: 10, inUse: (path) => used.has(path) });
  const [small, large] = [await made("small", 2), await made("large", 100)];
  used.add(small);
  const first = await heldBy(files, small);
  const second = await heldBy(files, large);
  expect(await heldBy(files, large)).toBe(second);
  expect(await heldBy(files, small)).toBe(first);
  used.clear();
  const third = await heldBy(files, large);
  expect(await heldBy(files, small)).not.toBe(first);
  expect(await heldBy(files, large)).not.toBe(third);
});

it("reads a file again that has taken another one's place", async () => {
  const files = createOpenFiles();
  const path = await made("a");
  expect((await heldBy(files, path)).size).toBe(1);
  await made("a", 3);
  expect((await heldBy(files, path)).size).toBe(3);
});

it("reads a file again that somebody else has changed, and not one that it changed itself", async () => {
  const files = createOpenFiles();
  const path = await made("a", 3);
  const first = await heldBy(files, path);
  await files.change(path, ({ memory }) => memory.add([{ id: "own", vector: [2, 2] }]));
  expect(await heldBy(files, path)).toBe(first);
  const { memory: other } = openMemory(path);
  await other.add([{ id: "theirs", vector: [3, 1] }]);
  await other.remove(["0"]);
  expect([...(await heldBy(files, path)).ids].sort()).toEqual(["1", "2", "own", "theirs"]);
  await other.add([{ id: "more", vector: [5, 1] }]);
  await files.change(path, ({ memory }) => memory.remove(["1"]));
  const last = await heldBy(files, path);
  expect([...last.ids].sort()).toEqual(["2", "more", "own", "theirs"]);
  await other.close();
  await files.closeAll();
});

it("closes no memory that is used", async () => {
  const files = createOpenFiles();
  const path = await made("a");
  const events: string[] = [];
  let done = (): void => {};
  const use = files.use(path, async ({ memory }) => {
    const close = memory.close.bind(memory);
    memory.close = async () => {
      events.push("closed");
      await close();
    };
    await new Promise<void>((resolve) => {
      done = resolve;
    });
    events.push("used");
  });
  const closed = files.close(path);
  done();
  await Promise.all([use, closed]);
  expect(events).toEqual(["used", "closed"]);
});
