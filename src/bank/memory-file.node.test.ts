import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { drawScenes } from "../data/index.ts";
import { createRandom, matrix, normal, rowOf } from "../math/index.ts";
import { openFileStore } from "../store/index.node.ts";
import { captionKeys } from "./captions.ts";
import { decodeFeatures, encodeFeatures } from "./kept-features.node.ts";
import { Memory } from "./memory.ts";
import { openMemory, saveMemory } from "./memory-file.node.ts";
import { recallByText } from "./recall-by-text.ts";
import { separated } from "./separate.ts";

const folder = mkdtempSync(join(tmpdir(), "madeleine-bank-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const random = createRandom(8);
const rows = Array.from({ length: 12 }, () => Array.from({ length: 20 }, () => normal(random)));
const first = rows.slice(0, 8);
const plain = await Memory.create({ ids: first.map((_, i) => String(i)), patterns: first });

it("keeps in its file what is added and removed, payloads and all", async () => {
  const path = join(folder, "changing.memory");
  saveMemory(path, plain);
  const { memory } = openMemory(path);
  // Nothing is copied to add to it, however large it is.
  const { buffer } = memory.patterns.data;
  await memory.add([
    { id: "new", vector: rows[8], payload: { colour: "blue" } },
    { id: "3", vector: rows[9] },
  ]);
  expect(memory.patterns.data.buffer).toBe(buffer);
  expect(await memory.remove(["5", "nothing"])).toBe(1);
  await memory.close();
  expect(readdirSync(folder)).toEqual(["changing.memory"]);
  const again = openMemory(path).memory;
  expect([...again.ids].sort()).toEqual(["0", "1", "2", "3", "4", "6", "7", "new"]);
  for (const of of [memory, again]) {
    expect((await of.recall(rows[8])).items[0]).toMatchObject({ id: "new", payload: { colour: "blue" } });
    expect((await of.recall(rows[9])).items[0].id).toBe("3");
    expect((await of.recall(rows[5])).items[0].similarity).toBeLessThan(0.9);
  }
});

it.each(["pixels", "bits"] as const)(
  "keeps captions as %s, which still bring their items back",
  async (form) => {
    const path = join(folder, `captions-${form}.memory`);
    const pictures = drawScenes(6, 1, 48, 48).map((picture, i) => ({ path: `${i}.png`, picture }));
    const memory = await Memory.ofPictures(pictures);
    const texts = pictures.map(({ path: id }, i) => ({ id, text: `Number ${i}.` }));
    const captions = await captionKeys(texts, { form, codec: memory.codec });
    saveMemory(path, new Memory({ ...memory.parts, captions }));
    const again = openMemory(path).memory;
    expect(again.captions).toEqual(captions);
    expect((await recallByText(again, "number 4")).items).toMatchObject([{ id: "4.png" }]);
  },
);

it("changes nothing where the file can't be changed", async () => {
  const path = join(folder, "gone.memory");
  saveMemory(path, plain);
  const { memory } = openMemory(path);
  rmSync(path);
  await expect(memory.add([{ id: "new", vector: rows[8] }])).rejects.toThrow("no such file");
  expect(memory.size).toBe(8);
  await memory.close();
});

it("brings a learned kernel back", async () => {
  const path = join(folder, "separated.memory");
  const memory = separated(plain);
  saveMemory(path, memory);
  const again = openMemory(path).memory;
  expect(again.kernel?.loss).toBe(memory.kernel?.loss);
  for (const [i, row] of first.entries()) {
    const [here, there] = [await memory.recall(row), await again.recall(row)];
    expect([here.items[0].id, there.items[0].id]).toEqual([String(i), String(i)]);
    expect(there.items[0].similarity).toBeCloseTo(here.items[0].similarity, 5);
  }
  await again.add([{ id: "new", vector: rows[9] }]);
  await again.close();
  expect((await openMemory(path).memory.recall(rows[9])).items[0].id).toBe("new");
});

it("keeps what a kernel makes of its items, and makes it again once they have changed", async () => {
  const path = join(folder, "features.memory");
  const memory = separated(plain);
  saveMemory(path, memory);
  const store = await openFileStore(path);
  const kernel = (await store.blob("kernel.safetensors")) ?? new Uint8Array();
  const bytes = await store.blob("features.safetensors");
  const { ids, patterns } = memory;
  expect(decodeFeatures(bytes, { kernel, ids, patterns })).toEqual(memory.features);
  expect(decodeFeatures(bytes, { kernel, ids: ids.toReversed(), patterns })).toBeUndefined();
  expect(decodeFeatures(bytes, { kernel: kernel.slice(1), ids, patterns })).toBeUndefined();
  // What is kept is what is used.
  const marked = matrix(
    memory.features.data.map(() => 0.25),
    memory.size,
    memory.features.columns,
  );
  await store.setBlob("features.safetensors", encodeFeatures(marked, { kernel, ids, patterns }));
  expect(openMemory(path).memory.features).toEqual(marked);
  // The same name with another pattern, in the last place too, makes it stale.
  const last = ids[ids.length - 1];
  await store.append([{ id: last, vector: rowOf(patterns, 0).slice() }]);
  await store.close();
  const again = openMemory(path).memory;
  expect(again.ids).toEqual(ids);
  expect(again.features.data).toEqual(again.featuresOf(again.patterns).data);
});
