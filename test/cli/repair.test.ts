import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { matrix } from "madeleine/math";
import { readMemoryFile, writeMemoryFile } from "madeleine/store/node";
import { expect, it } from "vitest";
import { madeleine, scratchFolder } from "./run.ts";

const folder = scratchFolder();
const data = Float32Array.from({ length: 400 }, (_, i) => Math.sin(i));
const ids = Array.from({ length: 200 }, (_, i) => `picture ${i}`);
writeMemoryFile(join(folder, "a.memory"), { ids, patterns: matrix(data, 200, 2) });

it("saves what can be saved of a damaged memory", async () => {
  const bytes = readFileSync(join(folder, "a.memory"));
  writeFileSync(join(folder, "torn.memory"), bytes.fill(0, 0, 100));
  expect(() => readMemoryFile(join(folder, "torn.memory"))).toThrow("is not a memory");
  const run = await madeleine(["repair", "torn.memory"], { cwd: folder });
  expect(run).toMatchObject({
    code: 0,
    stdout: "torn.repaired.memory: 200 items saved\n  nothing is lost\n",
    stderr: "",
  });
  expect(readMemoryFile(join(folder, "torn.repaired.memory")).ids).toEqual(ids);
  const again = await madeleine(["repair", "torn.memory", "--into", "b.memory", "--json"], { cwd: folder });
  expect(JSON.parse(again.stdout)).toMatchObject({ file: "b.memory", items: 200, lostItems: 0, lostIds: [] });
});

it("says so where nothing can be saved", async () => {
  writeFileSync(join(folder, "text.memory"), "not at all a memory".repeat(1000));
  const run = await madeleine(["repair", "text.memory"], { cwd: folder });
  expect([run.code, run.stdout]).toEqual([1, ""]);
  expect(run.stderr).toContain("text.memory: nothing can be saved");
  expect(existsSync(join(folder, "text.repaired.memory"))).toBe(false);
});

it("exports a memory, and imports it into another", async () => {
  for (const out of ["v.safetensors", "v.npz"]) {
    const run = await madeleine(["export", "a.memory", "--out", out], { cwd: folder });
    expect(run).toMatchObject({ code: 0, stdout: `${out}: 200 vectors of 2 numbers\n` });
    const into = await madeleine(["import", out, "--into", `${out}.memory`, "--json"], { cwd: folder });
    expect(JSON.parse(into.stdout)).toEqual({ file: `${out}.memory`, items: 200, count: 200, dimension: 2 });
    const memory = readMemoryFile(join(folder, `${out}.memory`));
    expect([memory.ids, memory.patterns]).toEqual([ids, matrix(data, 200, 2)]);
  }
  expect((await madeleine(["export", "a.memory", "--out", "v.txt"], { cwd: folder })).code).toBe(2);
});
