import { isAbsolute, join, relative, resolve } from "node:path";
import { type Codec, centredPixels, coloursOf, contrastCodec, pixelsCodec } from "../codecs/index.ts";
import { type ConvertPictures, convertFolder, readThumbnail, recompressJpeg } from "../data/index.node.ts";
import type { Picture } from "../data/index.ts";
import { createRandom, fromRows, type Matrix, rowArrays } from "../math/index.ts";
import { calibrate } from "./calibration.ts";
import { unitCodes } from "./cue-codes.ts";
import type { Origin } from "./description.ts";
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
  /** How pictures become patterns: `"contrast"`, or centred `"pixels"`. Default: `"contrast"`. */
  codec?: CodecName;
  /** Whether a kernel is learned that separates the pictures. Default: false. */
  separate?: boolean;
  onProgress?: OnProgress;
}

export type CodecName = "contrast" | "pixels";

/** A folder's pictures, remembered. Names are paths relative to the folder. */
export interface Remembered {
  memory: Memory;
  origin: Origin;
}

const jpegQuality = 10;

/** The usual damages and a JPEG of low quality. */
export const nodeDamages: readonly Spoiling[] = [
  ...usualDamages,
  { name: `JPEG of quality ${jpegQuality}`, apply: (picture) => recompressJpeg(picture, jpegQuality) },
];

/** Pictures are damaged at about their own size: this many pixels to a side. */
export const trialSize = 128;

/**
 * Remembers the pictures of a folder, and finds out on them, damaged, what a recall is worth.
 * @throws Error where the folder holds no picture that can be read.
 */
export async function rememberFolder(folder: string, options: RememberOptions = {}): Promise<Remembered> {
  const { seed = 1, trials, onProgress } = options;
  const { ids, patterns, codec, stamp, skipped } = await encodedFolder(folder, options);
  const plain = new Memory({ ids, ...unitCodes(patterns), codec });
  const memory = options.separate
    ? separated(plain, {
        seed,
        onProgress: (done, total) => onProgress?.("learning what separates them", done, total),
      })
    : plain;
  const tried = await runTrials(
    memory,
    (item) => readThumbnail(join(folder, memory.ids[item]), trialSize, trialSize),
    {
      random: createRandom(seed, "calibration"),
      damages: nodeDamages,
      ...(trials && { count: trials }),
      onProgress: (done, total) => onProgress?.("trying it on damaged cues", done, total),
    },
  );
  return { memory: memory.calibrated(calibrate(tried)), origin: { folder: resolve(folder), stamp, skipped } };
}

interface Encoded {
  readonly ids: string[];
  readonly patterns: Matrix;
  readonly codec: Codec;
  readonly stamp: string;
  readonly skipped: Origin["skipped"];
}

/** The patterns of a folder's pictures; pixels are centred by the mean of all, which is known once all are read. */
async function encodedFolder(
  folder: string,
  { codec: name = "contrast", onProgress }: RememberOptions,
): Promise<Encoded> {
  const first = name === "pixels" ? pixelsCodec() : contrastCodec();
  const { width, height } = first;
  const stamp = stampOf(folder, first.name);
  const reading = {
    ...{ width, height },
    onProgress: (done: number, total: number) => onProgress?.(`reading ${folder}`, done, total),
  };
  const convert: ConvertPictures<Float32Array> =
    name === "pixels"
      ? (pictures) => pictures.map(coloursOf)
      : async (pictures) => rowArrays(await first.encodeMany(pictures));
  const { pictures, skipped } = await convertFolder(folder, reading, convert);
  const ids = pictures.map(({ path }) => relative(folder, path));
  const read = pictures.map(({ picture }) => picture);
  if (name === "contrast") return { ids, patterns: fromRows(read), codec: first, stamp, skipped };
  const codec = centredPixels(read);
  const small = read.map((pixels): Picture => ({ width, height, channels: 3, pixels }));
  return { ids, patterns: await codec.encodeMany(small), codec, stamp, skipped };
}

/** The path of an item: below the current folder as a relative one, elsewhere as an absolute one. */
export function pathOfItem(id: string, origin: Origin | undefined): string {
  const path = origin ? join(origin.folder, id) : id;
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") || isAbsolute(fromHere) ? path : fromHere;
}
