import { isAbsolute, join, relative, resolve } from "node:path";
import { type Codec, centredPixels, coloursOf } from "../codecs/index.ts";
import {
  type ConvertPictures,
  convertFolder,
  listPictures,
  readThumbnail,
  recompressJpeg,
} from "../data/index.node.ts";
import type { Captions, Picture } from "../data/index.ts";
import { createRandom, fromRows, type Matrix, rowArrays } from "../math/index.ts";
import { type Calibration, calibrate } from "./calibration.ts";
import { type MatchedCaptions, matchCaptions } from "./caption-file.node.ts";
import { captionKeys, type TextForm } from "./captions.ts";
import { unitCodes } from "./cue-codes.ts";
import type { Origin, WeightsOrigin } from "./description.ts";
import { type CodecName, folderCodec, type NetworkOptions } from "./folder-codec.node.ts";
import { Memory } from "./memory.ts";
import { separated } from "./separate.ts";
import { stampOf } from "./stamp.node.ts";
import { runTrials, type Spoiling, usualDamages } from "./trials.ts";

/** What long work is doing, and how far it has come. */
export type OnProgress = (stage: string, done: number, total: number) => void;

export interface RememberOptions {
  /** Seeds the calibration. Default: 1. */
  seed?: number;
  /** How many damaged cues the calibration tries. */
  trials?: number;
  /** How pictures become patterns: `"contrast"`, centred `"pixels"`, or a network's codes. Default: `"contrast"`. */
  codec?: CodecName;
  /** Of a codec that is a network's. */
  network?: NetworkOptions | undefined;
  /** Whether a kernel is learned that separates the pictures. Default: false. */
  separate?: boolean;
  /** Texts by pictures, and what they become: see `CaptionKeys`. */
  captions?: { texts: Captions; form?: TextForm | undefined; from: string } | undefined;
  onProgress?: OnProgress;
}

/** A folder's pictures, remembered. Names are paths relative to the folder. */
export interface Remembered {
  memory: Memory;
  origin: Origin;
  /** Which captions belong to its pictures. */
  matched?: MatchedCaptions;
}

const jpegQuality = 10;

/** The usual damages and a JPEG of low quality. */
export const nodeDamages: readonly Spoiling[] = [
  ...usualDamages,
  { name: `JPEG of quality ${jpegQuality}`, apply: (picture) => recompressJpeg(picture, jpegQuality) },
];

/** Pictures are damaged at about their own size: this many pixels to a side, or as many as the codec takes. */
export function trialSide({ codec }: Memory): number {
  return Math.max(128, codec?.width ?? 0);
}

/**
 * Remembers the pictures of a folder, and finds out on them, damaged, what a recall is worth.
 * @throws Error where the folder holds no picture that can be read.
 */
export async function rememberFolder(folder: string, options: RememberOptions = {}): Promise<Remembered> {
  const { seed = 1, trials, onProgress } = options;
  // Captions that don't fit are told before the work begins.
  if (options.captions)
    matchedWith(
      options.captions,
      listPictures(folder).map((path) => relative(folder, path)),
    );
  const { ids, patterns, codec, ...read } = await encodedFolder(folder, options);
  const plain = new Memory({ ids, ...unitCodes(patterns), codec });
  const memory = options.separate
    ? separated(plain, {
        seed,
        onProgress: (done, total) => onProgress?.("learning what separates them", done, total),
      })
    : plain;
  const found = await tryPictures(memory, folder, { seed, trials, onProgress });
  const calibrated = memory.calibrated(found);
  const origin = { folder: resolve(folder), ...read };
  if (!options.captions) return { memory: calibrated, origin };
  const matched = matchedWith(options.captions, ids);
  const captions = await captionKeys(matched.captions, {
    ...{ codec, ...(options.captions.form && { form: options.captions.form }) },
    onProgress: (done, total) => onProgress?.("encoding captions", done, total),
  });
  return { memory: new Memory({ ...calibrated.parts, captions }), origin, matched };
}

/** Finds out on a memory's own pictures in a folder, damaged, what its recalls are worth. */
export async function tryPictures(
  memory: Memory,
  folder: string,
  { seed = 1, trials, onProgress }: TrialsOfPictures,
): Promise<Calibration> {
  const side = trialSide(memory);
  const { ids } = memory;
  const tried = await runTrials(memory, (item) => readThumbnail(join(folder, ids[item]), side, side), {
    random: createRandom(seed, "calibration"),
    damages: nodeDamages,
    count: trials ?? trialCount(memory),
    onProgress: (done, total) => onProgress?.("trying it on damaged cues", done, total),
  });
  return calibrate(tried);
}

interface TrialsOfPictures {
  seed?: number | undefined;
  trials?: number | undefined;
  onProgress?: OnProgress | undefined;
}

function matchedWith(
  { texts, from }: NonNullable<RememberOptions["captions"]>,
  ids: readonly string[],
): MatchedCaptions {
  return matchCaptions(texts, ids, from);
}

/** Two cues for each item, 300 at least and 3,000 at most; fewer where a network takes long, but 600. */
function trialCount({ size, codec }: Memory): number {
  const most = codec?.decode ? Math.max(600, Math.round(3000 * Math.min(1, (64 / codec.width) ** 2))) : 3000;
  return Math.min(most, Math.max(300, 2 * size));
}

interface Encoded {
  readonly ids: string[];
  readonly patterns: Matrix;
  readonly codec: Codec;
  readonly stamp: string;
  readonly skipped: Origin["skipped"];
  readonly weights?: WeightsOrigin;
}

/** The patterns of a folder's pictures; pixels are centred by the mean of all, which is known once all are read. */
async function encodedFolder(
  folder: string,
  { codec: name = "contrast", network: options, onProgress }: RememberOptions,
): Promise<Encoded> {
  const { codec: first, network, weights } = await folderCodec(name, options);
  const { width, height } = first;
  const stamp = stampOf(folder, first.name);
  const reading = {
    ...{ width, height },
    onProgress: (done: number, total: number) =>
      onProgress?.(`${network ? "encoding" : "reading"} ${folder}`, done, total),
  };
  const convert: ConvertPictures<Float32Array> =
    name === "pixels"
      ? (pictures) => pictures.map(coloursOf)
      : async (pictures) => rowArrays(await first.encodeMany(pictures));
  const { pictures, skipped } = await convertFolder(folder, reading, convert);
  const ids = pictures.map(({ path }) => relative(folder, path));
  const read = pictures.map(({ picture }) => picture);
  const found = { ids, stamp, skipped, ...(weights && { weights: await weights() }) };
  if (network && options?.centred !== false) {
    const { codec, codes } = network.centredOn(fromRows(read));
    return { ...found, codec, patterns: codes };
  }
  if (name !== "pixels") return { ...found, codec: first, patterns: fromRows(read) };
  const codec = centredPixels(read);
  const small = read.map((pixels): Picture => ({ width, height, channels: 3, pixels }));
  return { ...found, codec, patterns: await codec.encodeMany(small) };
}

/** The path of an item: below the current folder as a relative one, elsewhere as an absolute one. */
export function pathOfItem(id: string, origin: Origin | undefined): string {
  const path = origin ? join(origin.folder, id) : id;
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") || isAbsolute(fromHere) ? path : fromHere;
}
