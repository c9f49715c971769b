import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { writeNpz } from "../data/index.ts";
import { exportMemory, importMemory, readPortable } from "./index.node.ts";
import { createMemoryStore } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "madeleine-portable-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const items = Array.from({ length: 2500 }, (_, i) => ({
  id: `été/${i}`,
  vector: Float32Array.of(i, Math.sin(i), -1 / (i + 1)),
  payload: i % 2 ? { number: i } : undefined,
}));
const numpy = spawnSync("python3", ["-c", "import numpy"]).status === 0;

describe.each(["vectors.npz", "vectors.safetensors"])("%s", (name) => {
  const path = join(folder, name);

  test("comes back as it was", async () => {
    const store = createMemoryStore({ dimension: 3 });
    await store.append(items);
    expect(await exportMemory(store, path)).toBe(2500);
    expect(readPortable(path).dimension).toBe(3);
    const other = createMemoryStore({ dimension: 3 });
    expect(await importMemory(other, path)).toBe(2500);
    expect(await other.get(items.map(({ id }) => id))).toEqual(items);
  });
});

test.skipIf(!numpy)("numpy reads the vectors and the ids", () => {
  const program = `
import json, numpy, struct, sys
npz = numpy.load(sys.argv[1])["vectors"]
names = json.load(open(sys.argv[1] + ".json"))
raw = open(sys.argv[2], "rb").read()
length, = struct.unpack("<Q", raw[:8])
header = json.loads(raw[8:8 + length])
begin, end = header["vectors"]["data_offsets"]
tensor = numpy.frombuffer(raw[8 + length + begin:8 + length + end], "<f4").reshape(header["vectors"]["shape"])
ids = json.loads(header["__metadata__"]["ids"])
assert numpy.array_equal(npz, tensor) and ids == names["ids"]
print(npz.shape, npz.dtype, ids[7], names["payloads"][7], npz[7, 0])
`;
  const files = ["vectors.npz", "vectors.safetensors"].map((name) => join(folder, name));
  const { stdout, stderr } = spawnSync("python3", ["-c", program, ...files], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(stdout.trim()).toBe("(2500, 3) float32 été/7 {'number': 7} 7.0");
});

test("an array of anybody's gets its row numbers as ids", () => {
  const path = join(folder, "other.npz");
  writeFileSync(path, writeNpz([["x", { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }]]));
  expect(readPortable(path).items).toEqual([
    { id: "0", vector: Float32Array.of(1, 2) },
    { id: "1", vector: Float32Array.of(3, 4) },
  ]);
});

test("says what is wrong", async () => {
  const store = createMemoryStore({ dimension: 3 });
  await expect(exportMemory(store, join(folder, "a.txt"))).rejects.toThrow(
    "must be called .safetensors or .npz",
  );
  expect(() => readPortable(join(folder, "none.npz"))).toThrow("no such file");
  const path = join(folder, "bad.npz");
  writeFileSync(path, writeNpz([["x", { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }]]));
  writeFileSync(`${path}.json`, '{"ids":["a"]}');
  expect(() => readPortable(path)).toThrow("1 ids and 0 payloads for 2 vectors");
  writeFileSync(`${path}.json`, '{"ids":[1, 2]}');
  expect(() => readPortable(path)).toThrow("ids must be a JSON list of texts");
});
