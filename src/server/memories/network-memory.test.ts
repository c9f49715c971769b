import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { rememberFolder, saveMemory } from "../../bank/index.node.ts";
import { smallPair } from "../../codecs/networks/small-pair.ts";
import { toPng } from "../../data/index.node.ts";
import { drawScene, half } from "../../data/index.ts";
import { createRandom } from "../../math/index.ts";
import type { Memories } from "./memories.ts";
import { openMemoryFolder } from "./memory-folder.ts";

const scene = (seed: number): ReturnType<typeof drawScene> => drawScene(createRandom(seed, "server"), 64, 64);
const torn = (seed: number): Promise<Uint8Array> =>
  toPng(half("left").apply(scene(seed), createRandom(1, "torn")));

let folder: string;
let memories: Memories;

/** `codes.memory`: eight pictures as the codes of an ONNX pair, whose files lie in `weights`. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "madeleine-network-"));
  for (const name of ["photos", "weights"]) mkdirSync(join(folder, name));
  for (let i = 0; i < 8; i++) writeFileSync(join(folder, `photos/${i}.png`), await toPng(scene(i)));
  const { encoder, decoder } = smallPair();
  const pair = {
    encoder: join(folder, "weights/encoder.onnx"),
    decoder: join(folder, "weights/decoder.onnx"),
  };
  writeFileSync(pair.encoder, encoder);
  writeFileSync(pair.decoder, decoder);
  const { memory, origin } = await rememberFolder(join(folder, "photos"), {
    codec: "onnx",
    trials: 40,
    network: { pair, size: 32 },
  });
  saveMemory(join(folder, "codes.memory"), memory, origin);
  await memory.close();
  memories = openMemoryFolder(folder);
}, 60_000);
afterEach(async () => {
  await memories?.close();
  rmSync(folder, { recursive: true, force: true });
});

it("a memory of a network's codes takes pictures, and recalls them", async () => {
  expect(await memories.describe("codes")).toMatchObject({ of: "pictures", items: 8, codec: "onnx" });
  const added = await memories.add("codes", [{ id: "new.png", picture: await toPng(scene(8)), payload: 8 }]);
  expect(added).toMatchObject({ ids: ["new.png"], memory: { items: 9, codec: "onnx" } });
  const found = await memories.recall("codes", { picture: await torn(8), name: "torn" }, { count: 1 });
  expect(found.items[0]).toMatchObject({ id: "new.png", payload: 8 });
  await memories.close();
  memories = openMemoryFolder(folder);
  const again = await memories.recall("codes", { picture: await torn(8), name: "torn" }, { count: 1 });
  expect(again.items).toEqual(found.items);
}, 60_000);

it("says what is missing where its weights aren't there, and that they are others, and takes them from elsewhere", async () => {
  const [there, elsewhere] = [join(folder, "weights"), join(folder, "elsewhere")];
  renameSync(there, elsewhere);
  const picture = await toPng(scene(8));
  const adding = memories.add("codes", [{ id: "new.png", picture }]);
  await expect(adding).rejects.toMatchObject({
    status: 409,
    message:
      "the server hasn't encoder.onnx, with which this memory was made; whoever runs it can name their folder with --weights",
  });
  expect(await memories.describe("codes")).toMatchObject({ items: 8 });
  mkdirSync(there);
  writeFileSync(join(there, "encoder.onnx"), smallPair({ signed: true }).encoder);
  const recalling = memories.recall("codes", { picture, name: "torn" }, {});
  await expect(recalling).rejects.toMatchObject({
    status: 409,
    message: expect.stringMatching(
      /^encoder\.onnx on the server holds other weights than this memory was made with/,
    ),
  });
  await memories.close();
  memories = openMemoryFolder(folder, { weights: elsewhere });
  expect(await memories.add("codes", [{ id: "new.png", picture }])).toMatchObject({ memory: { items: 9 } });
  expect(await memories.check("codes", { cues: 4 }, {})).toMatchObject({ items: 9 });
}, 60_000);
