import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type NetworkCodec, openOnnxPair } from "../codecs/index.ts";
import { smallPair } from "../codecs/networks/small-pair.ts";
import { drawScene, half, type Picture, resized } from "../data/index.ts";
import { createRandom, norm, rowOf } from "../math/index.ts";
import { openOnnxHere } from "../onnx/index.node.ts";
import { decodedReadouts } from "./decoded-readouts.ts";
import { keptPayload, unpacked } from "./kept-payload.ts";
import { Memory } from "./memory.ts";
import { openMemory, saveMemory } from "./memory-file.node.ts";

const folder = mkdtempSync(join(tmpdir(), "madeleine-decoded-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const size = 32;
const pair = smallPair();
writeFileSync(join(folder, "encoder.onnx"), pair.encoder);
writeFileSync(join(folder, "decoder.onnx"), pair.decoder);
const scenes = Array.from({ length: 8 }, (_, i) => resized(drawScene(createRandom(i), 64, 64), size, size));
const items = scenes.map((picture, i) => ({ path: `${i}.png`, picture }));

async function centredCodec(): Promise<NetworkCodec> {
  const files = { encoder: "encoder.onnx", decoder: "decoder.onnx" };
  const plain = await openOnnxPair(
    { ...files, size },
    {
      runtime: openOnnxHere,
      weights: async (file) => (file === files.encoder ? pair.encoder : pair.decoder).slice(),
    },
  );
  return plain.centredOn(await plain.encodeMany(scenes)).codec;
}

/** The picture as its code shows it: means over squares of 4 × 4 pixels. */
function blocksOf({ pixels }: Picture): Float32Array {
  return pixels.map((_, i) => {
    const [c, x, y] = [
      i % 3,
      4 * Math.floor((Math.floor(i / 3) % size) / 4),
      4 * Math.floor(i / (12 * size)),
    ];
    let sum = 0;
    for (let k = 0; k < 16; k++) sum += pixels[((y + (k >> 2)) * size + x + (k % 4)) * 3 + c];
    return sum / 16;
  });
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i])));
}

describe("a memory of a network's codes", async () => {
  const codec = await centredCodec();
  const memory = await Memory.ofPictures(items, codec);

  it("has patterns of unit length, and decodes what they were before", async () => {
    for (let n = 0; n < memory.size; n++) expect(norm(rowOf(memory.patterns, n))).toBeCloseTo(1, 5);
    const one = [{ item: 5, weight: 1 }];
    const blend = [
      { item: 2, weight: 0.75 },
      { item: 6, weight: 0.25 },
    ];
    const [first, mixed, again] = (await memory.pictures([one, blend, one])) ?? [];
    expect(largestDifference(first.pixels, blocksOf(scenes[5]))).toBeLessThan(1e-4);
    const [a, b] = [blocksOf(scenes[2]), blocksOf(scenes[6])];
    expect(
      largestDifference(
        mixed.pixels,
        a.map((value, i) => 0.75 * value + 0.25 * b[i]),
      ),
    ).toBeLessThan(1e-4);
    expect(again).toBe(first);
  });

  it("decodes each distinct read-out once", async () => {
    const asked: number[] = [];
    const counting = {
      ...codec,
      decode: async (codes: { rows: number }) => {
        asked.push(codes.rows);
        return Array.from({ length: codes.rows }, (_, i) => scenes[i]);
      },
    };
    const readouts = [0, 1, 0, 0, 1].map((item) => [{ item, weight: 1 }]);
    const source = { patterns: memory.patterns, norms: [1, 1, 1, 1, 1, 1, 1, 1], codec: counting };
    const found = await decodedReadouts(readouts, source);
    expect(asked).toEqual([2]);
    expect(found?.map((picture) => scenes.indexOf(picture))).toEqual([0, 1, 0, 0, 1]);
  });

  it("recalls pictures with a half gone black, which it doesn't take for content", async () => {
    const answers = await memory.recallMany(
      scenes.map((scene) => half("left").apply(scene, createRandom(0))),
    );
    expect(answers.map((answer) => answer.items[0].id)).toEqual(items.map(({ path }) => path));
    expect(Math.min(...answers.map((answer) => answer.items[0].similarity))).toBeGreaterThan(0.95);
  });

  it("shows a cue as its code does: what is black all over as the mean", async () => {
    const whole = await memory.reflection(scenes[3]);
    expect(largestDifference(whole?.pixels ?? new Float32Array(), blocksOf(scenes[3]))).toBeLessThan(1e-4);
    const cut = await memory.reflection(half("left").apply(scenes[3], createRandom(0)));
    const blocks = scenes.map(blocksOf);
    for (let c = 0; c < 3; c++) {
      const mean = blocks.reduce((sum, block) => sum + block[c] / scenes.length, 0);
      expect(cut?.pixels[c]).toBeCloseTo(mean, 4);
    }
  });

  it("keeps in its file how long codes were, of what is added too, and payloads", async () => {
    const path = join(folder, "codes.memory");
    const origin = { folder, stamp: "", skipped: [], weights: { folders: [folder], sums: {} } };
    saveMemory(path, memory, origin);
    const { memory: opened } = openMemory(path);
    const newcomer = resized(drawScene(createRandom(99), 64, 64), size, size);
    await opened.add([{ id: "new", picture: newcomer, payload: { year: 1913 } }]);
    await opened.remove(["0.png"]);
    await opened.close();
    const again = openMemory(path, { weights: folder }).memory;
    const numberOf = (id: string): number => again.ids.indexOf(id);
    const readouts = ["new", "7.png"].map((id) => [{ item: numberOf(id), weight: 1 }]);
    const [added, kept] = (await again.pictures(readouts)) ?? [];
    expect(largestDifference(added.pixels, blocksOf(newcomer))).toBeLessThan(1e-4);
    expect(largestDifference(kept.pixels, blocksOf(scenes[7]))).toBeLessThan(1e-4);
    const payloads = new Map([...again].map(({ id, payload }) => [id, payload]));
    expect([payloads.get("new"), payloads.get("7.png")]).toEqual([{ year: 1913 }, undefined]);
    expect((await again.recall(newcomer)).items[0]).toMatchObject({ id: "new", payload: { year: 1913 } });
    await again.close();
  });
});

it("a memory that can't decode has no pictures of what is read out", async () => {
  const memory = await Memory.create([{ path: "a", picture: scenes[0] }]);
  expect(await memory.pictures([[{ item: 0, weight: 1 }]])).toBeUndefined();
  expect(await memory.reflection(scenes[0])).toBeUndefined();
});

it("payloads are packed with norms only where codes are to be decoded", async () => {
  const codec = await centredCodec();
  expect(keptPayload(undefined, { a: 1 }, 2)).toEqual({ a: 1 });
  expect(keptPayload(codec, { a: 1 }, 2)).toEqual({ norm: 2, payload: { a: 1 } });
  const kept = [keptPayload(codec, undefined, 3), keptPayload(codec, null, 4)];
  expect(unpacked(codec, kept)).toEqual({ payloads: [undefined, null], norms: [3, 4] });
  expect(unpacked(undefined, [1])).toEqual({ payloads: [1] });
});
