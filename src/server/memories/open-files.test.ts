import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { saveMemory } from "../../bank/index.node.ts";
import { Memory } from "../../bank/index.ts";
import { createOpenFiles } from "./open-files.ts";

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

it("holds those asked for last, as many as there is room for", async () => {
  const files = createOpenFiles({ files: 2 });
  const [a, b, c] = [await made("a"), await made("b"), await made("c")];
  const [first, second] = [await files.open(a), await files.open(b)];
  expect((await files.open(a)).memory).toBe(first.memory);
  await files.open(c);
  expect((await files.open(a)).memory).toBe(first.memory);
  expect((await files.open(b)).memory).not.toBe(second.memory);
});

it("counts numbers, but always holds the one asked for, and what is in use", async () => {
  const used = new Set<string>();
  const files = createOpenFiles({ numbers: 10, inUse: (path) => used.has(path) });
  const [small, large] = [await made("small", 2), await made("large", 100)];
  used.add(small);
  const first = await files.open(small);
  const second = await files.open(large);
  expect((await files.open(large)).memory).toBe(second.memory);
  expect((await files.open(small)).memory).toBe(first.memory);
  used.clear();
  const third = await files.open(large);
  expect((await files.open(small)).memory).not.toBe(first.memory);
  expect((await files.open(large)).memory).not.toBe(third.memory);
});

it("reads a file again that has taken another one's place", async () => {
  const files = createOpenFiles();
  const path = await made("a");
  expect((await files.open(path)).memory.size).toBe(1);
  await made("a", 3);
  expect((await files.open(path)).memory.size).toBe(3);
});
