import { join } from "node:path";
import { nodeResources } from "../codecs/index.node.ts";
import { taef2Codec, vaelightCodec, vqvaeCodec } from "../codecs/index.ts";
import { type Matrix, rowsOf } from "../math/index.ts";
import { openRetriever } from "../memory/index.node.ts";
import type { Retriever, Similarity } from "../memory/index.ts";
import type { ExperimentData } from "./data.ts";
import { type HenCodec, networkHen, rawPixels, waveletCodec } from "./hen-codec.ts";
import { type HenMemory, openHenMemory, range } from "./hen-memory.ts";
import { type HenSet, openPictures } from "./hen-pictures.ts";
import { type HenScale, type HenScore, lookupScore, meanOfRows, scaled } from "./hen-recall.ts";
import { remedyNamed } from "./hen-remedy.ts";

/** What a memory of codes is made of. */
export type HenSubject = {
  readonly set: HenSet;
  readonly codec: HenCodecName;
  /** N. */
  readonly memories: number;
  /** The remedy that pictures go through for their keys; left out: codes are their own keys. */
  readonly keys?: string;
};

/** Codecs by the names that cells have them by. */
export type HenCodecName = "pixels" | "wavelets" | "TAEF2" | "VQ-VAE" | "VAElight";

/** Pictures of this side are small enough for the quick presets, and large enough for SSIM. */
const sceneSide = 16;

/** The paper's baseline: 28 × 28 × 3. */
const pixelSide = 28;

/** Sides of the pictures that networks take: see the setting “Sizes”. */
const networkSides = { TAEF2: 64, "VQ-VAE": 32, VAElight: 128 } as const;

const networks = { TAEF2: taef2Codec, "VQ-VAE": vqvaeCodec, VAElight: vaelightCodec } as const;

function openHenCodec(name: HenCodecName, set: HenSet, data: ExperimentData): HenCodec {
  if (name === "pixels") return rawPixels(set === "scenes" ? sceneSide : pixelSide);
  if (name === "wavelets") return waveletCodec(sceneSide);
  const resources = nodeResources({ folders: [join(data.folder, "weights")] });
  return networkHen(name, networks[name]({ size: networkSides[name] }, resources));
}

/** A memory with its mean key, and retrievers over its keys in the scale that is asked for. */
export interface HenBench {
  readonly memory: HenMemory;
  readonly mean: Float64Array;
  patterns(scale: HenScale): Matrix;
  /** Over the keys in that scale; its values are the codes. */
  retriever(scale: HenScale): Promise<Retriever>;
  /** Over other patterns `[N, D]`; its values are the codes. One is open at a time: that of the last name. */
  retrieverOver(name: string, patterns: () => Matrix): Promise<Retriever>;
}

/** The last memory that was asked for: one at a time fits, and cells of one memory follow each other. */
const last = new WeakMap<
  ExperimentData,
  { key: string; bench: Promise<HenBench>; close: () => Promise<void> }
>();

export async function henBench(subject: HenSubject, data: ExperimentData): Promise<HenBench> {
  const key = JSON.stringify([subject.set, subject.codec, subject.memories, subject.keys]);
  const before = last.get(data);
  if (before?.key === key) return before.bench;
  await before?.close();
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const each of closing.splice(0)) await each();
  };
  const bench = openBench(subject, data, closing);
  last.set(data, { key, bench, close });
  return bench;
}

async function openBench(
  { set, codec: name, memories, keys }: HenSubject,
  data: ExperimentData,
  closing: (() => Promise<void>)[],
): Promise<HenBench> {
  const codec = openHenCodec(name, set, data);
  closing.push(async () => codec.close?.());
  const pictures = openPictures(set, data.folder);
  const memory = await openHenMemory({
    ...{ codec, pictures, size: memories, cacheFolder: data.cacheFolder },
    ...(keys && { prepare: remedyNamed(keys) }),
  });
  const mean = meanOfRows(memory.keys);
  let open: { name: string; retriever: Promise<Retriever> } | undefined;
  const closeRetriever = async (): Promise<void> => {
    const retriever = await open?.retriever;
    open = undefined;
    await retriever?.close();
  };
  closing.push(closeRetriever);
  const patterns = (scale: HenScale): Matrix => scaled(memory.keys, scale, mean);
  const retrieverOver: HenBench["retrieverOver"] = async (name, make) => {
    if (open?.name !== name) {
      await closeRetriever();
      open = { name, retriever: openRetriever(make(), { values: memory.codes }) };
    }
    return open.retriever;
  };
  return {
    ...{ memory, mean, patterns, retrieverOver },
    retriever: (scale) => retrieverOver(scale, () => patterns(scale)),
  };
}

/** So many of N items, evenly spaced. */
export function targetsOf(N: number, count: number): number[] {
  return range(0, count).map((i) => Math.floor((i * N) / count));
}

/** Damaged pictures of a bench's items, encoded and scaled as its patterns are, `[B, d]`. */
export async function queriesOf(
  { memory, mean }: HenBench,
  {
    targets,
    damage,
    remedy = "none",
    scale,
  }: { targets: readonly number[]; damage: string; remedy?: string; scale: HenScale },
): Promise<Matrix> {
  return scaled(await memory.cues(targets, { damage, remedy }), scale, mean);
}

/** What a lookup by the first scores gives. */
export async function lookupOn(
  bench: HenBench,
  {
    queries,
    targets,
    scale,
    similarity,
  }: { queries: Matrix; targets: readonly number[]; scale: HenScale; similarity: Similarity },
): Promise<HenScore> {
  return lookupScore(bench.memory, {
    ...{ queries: rowsOf(queries, range(0, targets.length)), patterns: bench.patterns(scale), targets },
    similarity,
  });
}
