import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type NetworkCodec, taef2Codec, vqvaeCodec } from "madeleine/codecs";
import { nodeResources } from "madeleine/codecs/node";
import type { Picture } from "madeleine/data";
import { drawScenes, readSafetensors } from "madeleine/data";
import { type Matrix, matrix } from "madeleine/math";
import { type OnnxRuntime, openOnnxWeb } from "madeleine/onnx";
import { openOnnxHere, openOnnxWorker } from "madeleine/onnx/node";
import { type Contender, difference } from "./harness.ts";
import type { Run } from "./run.ts";
import { threadsText } from "./table.ts";
import type { Torch } from "./torch.ts";
import { torchContenders } from "./torch-contender.ts";

const data = process.env.MADELEINE_DATA || fileURLToPath(new URL("../../../shared/data", import.meta.url));
const folder = join(data, "weights");

/** A rounding of float32 after thirty layers; codes are about 1. */
const TOLERANCE = 2e-4;
const COUNT = 16;

interface Work {
  readonly name: string;
  readonly file: string;
  readonly size: number;
  codec(runtime: () => Promise<OnnxRuntime>): NetworkCodec;
}

const resources = nodeResources({ folders: [folder] });
const NETWORKS: readonly Work[] = [
  {
    name: "taef2",
    file: "taef2_encoder.safetensors",
    size: 64,
    codec: (runtime) => taef2Codec({ size: 64 }, { ...resources, runtime }),
  },
  {
    name: "vqvae",
    file: "vqvae_cifar10_ema.safetensors",
    size: 32,
    codec: (runtime) => vqvaeCodec({ size: 32 }, { ...resources, runtime }),
  },
];

/**
 * Encoding pictures: ours from pictures to codes, PyTorch from tensors to codes by the network as published. PyTorch
 * takes batches of 1 and of 4 pictures (larger ones were slower), eager, with channels last, and frozen for oneDNN; the
 * fastest counts.
 */
export async function codecsBench(run: Run): Promise<void> {
  for (const network of NETWORKS) {
    const path = join(folder, network.file);
    if (!existsSync(path)) {
      run.note(`codecs: no ${path}; MADELEINE_DATA names the folder that holds weights/`);
      continue;
    }
    const pictures = drawScenes(COUNT, 1, network.size, network.size);
    for (const threads of run.threads) await compare(run, network, pictures, { threads, path });
  }
}

async function compare(
  run: Run,
  network: Work,
  pictures: readonly Picture[],
  { threads, path }: { threads: number; path: string },
): Promise<void> {
  const { name, size } = network;
  const opened: [string, () => Promise<OnnxRuntime>][] = [
    ["onnxruntime-node", () => openOnnxHere({ threads })],
    ["onnxruntime-node in a worker", () => openOnnxWorker({ threads })],
    ...(threads === 1
      ? [["onnxruntime-web", () => openOnnxWeb()] as [string, () => Promise<OnnxRuntime>]]
      : []),
  ];
  const codecs = opened.map(([label, runtime]) => ({ label, codec: network.codec(runtime) }));
  try {
    const torch = await run.torch(threads);
    const theirs = await peers(torch, network, pictures, path);
    await run.measure(
      {
        name: `encode ${name}: ${COUNT} pictures of ${size} × ${size}, ${threadsText(threads)}`,
        reference: (await codecs[0].codec.encodeMany(pictures)).data,
        contenders: [...codecs.map(({ label, codec }) => contender(label, codec, pictures)), ...theirs],
        peer: theirs.map((one) => one.name),
        goals: [{ name: `encode ${name}, ${threadsText(threads)}`, atLeast: 1, ours: ["onnxruntime-node"] }],
      },
      { threads, mostRounds: 9 },
    );
  } finally {
    for (const { codec } of codecs) await codec.close?.();
  }
}

function contender(name: string, codec: NetworkCodec, pictures: readonly Picture[]): Contender {
  let codes: Float32Array = new Float32Array();
  return {
    name,
    run: async () => {
      codes = (await codec.encodeMany(pictures)).data;
    },
    check: (expected) => difference(codes, expected, TOLERANCE),
  };
}

async function peers(
  torch: Torch | undefined,
  { name, size }: Work,
  pictures: readonly Picture[],
  path: string,
): Promise<Contender[]> {
  if (!torch) return [];
  await torch.clear();
  const names: Record<string, string> = {};
  for (const [key, { shape, data }] of readSafetensors(readFileSync(path), path).tensors) {
    names[key] = `${name} ${key}`;
    await torch.load(`${name} ${key}`, matrix(data, shape[0], data.length / shape[0]));
  }
  await torch.load("pictures", planesOf(pictures, size));
  const ways = ["eager", "channels_last", "frozen"].flatMap((way) =>
    [1, 4].map((batch) => ({
      name: `torch ${way.replace("_", " ")}, by ${batch}`,
      operation: `encode_${name}_${way}`,
      values: { batch },
    })),
  );
  const rows = pictures.map((_, i) => i);
  return torchContenders(torch, ways, {
    values: { pictures: "pictures", size, ...names },
    tolerance: TOLERANCE,
    rows,
  });
}

/** Channels first, `[n, 3 size²]`. */
function planesOf(pictures: readonly Picture[], size: number): Matrix {
  const places = size * size;
  const planes = new Float32Array(pictures.length * 3 * places);
  for (const [n, { pixels }] of pictures.entries()) {
    for (let i = 0; i < 3 * places; i++)
      planes[n * 3 * places + (i % 3) * places + Math.floor(i / 3)] = pixels[i];
  }
  return matrix(planes, pictures.length, 3 * places);
}
