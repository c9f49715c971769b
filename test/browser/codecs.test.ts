import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { drawnTaef2 } from "../../src/codecs/networks/drawn-weights.ts";
import { smallPair } from "../../src/codecs/networks/small-pair.ts";
import { writeSafetensors } from "../../src/data/index.ts";
import { createRandom } from "../../src/math/index.ts";
import { type LibraryPage, openLibraryPage, runInNode } from "./page.ts";

const chromium = inject("chromium");
const skipped = "reason" in chromium ? ` (skipped: ${chromium.reason})` : "";

const modules = { "onnxruntime-web/wasm": "onnxruntime-web/dist/ort.wasm.min.mjs" };
const text = (bytes: Uint8Array): string => JSON.stringify(Buffer.from(bytes).toString("base64"));

const pair = smallPair();
const drawn = drawnTaef2(createRandom(1));
const weightsOf = (part: "encoder" | "decoder"): Uint8Array => writeSafetensors(drawn.get(part) ?? new Map());

/** Gives the weights by name, and pictures. */
const files = `
  const bytes = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const files = {
    "encoder.onnx": ${text(pair.encoder)},
    "decoder.onnx": ${text(pair.decoder)},
    "taef2_encoder.safetensors": ${text(weightsOf("encoder"))},
    "taef2_decoder.safetensors": ${text(weightsOf("decoder"))},
  };
  const weights = async (file) => bytes(files[file]);
  const codecs = await import("madeleine/codecs");
  const { drawScene, half, resized } = await import("madeleine/data");
  const { createRandom } = await import("madeleine/math");
  const scenes = Array.from({ length: 6 }, (_, i) => resized(drawScene(createRandom(i), 64, 64), 32, 32));`;

/** Programs that give numbers; each runs unchanged in the page and in Node, on onnxruntime-web in both. */
const PROGRAMS: Readonly<Record<string, string>> = {
  "TAEF2's layers, both ways": `${files}
    const codec = codecs.taef2Codec({ size: 32 }, { weights });
    const codes = await codec.encodeMany(scenes);
    const pictures = await codec.decode(codes);
    return [...codes.data, ...pictures.flatMap(({ pixels }) => [...pixels])];`,
  "a memory of an ONNX pair's codes, recalled and decoded": `${files}
    const { Memory } = await import("madeleine/bank");
    const plain = await codecs.openOnnxPair({ encoder: "encoder.onnx", decoder: "decoder.onnx", size: 32 }, { weights });
    const { codec } = plain.centredOn(await plain.encodeMany(scenes));
    const memory = await Memory.ofPictures(scenes.map((picture, i) => ({ path: String(i), picture })), codec);
    const cues = scenes.map((picture) => half("left").apply(picture, createRandom(0)));
    const answers = await memory.recallMany(cues);
    const decoded = await memory.pictures(answers.map(({ steps }) => steps.at(-1).weights));
    return [...answers.flatMap(({ items }) => [Number(items[0].id), items[0].similarity]), ...decoded.flatMap(({ pixels }) => [...pixels])];`,
};

describe.skipIf(skipped !== "")(`codecs of networks in Chromium${skipped}`, () => {
  let library: LibraryPage;
  beforeAll(async () => {
    if ("executablePath" in chromium) library = await openLibraryPage(chromium, { modules });
  });
  afterAll(() => library?.close());

  it.each(Object.entries(PROGRAMS))("give what they give in Node: %s", async (_, program) => {
    const [page, node] = (await Promise.all([library.run(program), runInNode(program)])) as number[][];
    expect(node.length).toBeGreaterThan(1000);
    expect(page).toHaveLength(node.length);
    expect(Math.max(...page.map((value, i) => Math.abs(value - node[i])))).toBeLessThan(1e-4);
  });

  it("leave no error behind", () => expect(library.errors).toEqual([]));
});
