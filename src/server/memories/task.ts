import { join } from "node:path";
import {
  calibrateSource,
  checkSource,
  type OnProgress,
  openMemory,
  type Source,
  saveMemory,
} from "../../bank/index.node.ts";
import {
  type Calibration,
  type CheckDocument,
  checkDocument,
  Memory,
  type Origin,
} from "../../bank/index.ts";
import { contrastCodec } from "../../codecs/index.ts";
import { readThumbnail } from "../../data/index.node.ts";
import { matrix } from "../../math/index.ts";
import type { CheckSettings, TrialSettings } from "./memories.ts";

/** Stands for what a folder held where its pictures were put there one by one. */
export const uploaded = "uploaded";

/** Items that a memory is made of: vectors `[N, d]`, one after the other, or the files of pictures in a folder. */
export type Material = { ids: readonly string[]; payloads: readonly unknown[] } & (
  | { dimension: number; vectors: Float32Array }
  | { folder: string }
);

/** Long work, as plain data: what to do with the memory in a file. */
export type Task =
  | { kind: "make"; path: string; material: Material; calibrate: boolean; keptIn?: string }
  | ({ kind: "check"; settings: CheckSettings } & Kept)
  | ({ kind: "calibrate"; settings: TrialSettings } & Kept);

/** The file of a memory, and where its pictures and the weights of its network lie, if not where it says. */
export interface Kept {
  path: string;
  pictures: string | undefined;
  weights: string | undefined;
}

/** What comes of a task. */
export type TaskResult<T extends Task> = T extends { kind: "make" }
  ? { items: number }
  : T extends { kind: "check" }
    ? CheckDocument
    : Calibration;

/** Does a task here and now. */
export async function perform<T extends Task>(task: T, onProgress: OnProgress): Promise<TaskResult<T>> {
  return (await performAny(task, onProgress)) as TaskResult<T>;
}

async function performAny(task: Task, onProgress: OnProgress): Promise<TaskResult<Task>> {
  if (task.kind === "make") return make(task, onProgress);
  const { memory, origin } = openMemory(task.path, { weights: task.weights });
  const source = { memory, origin: task.pictures === undefined ? origin : originIn(task.pictures) };
  try {
    if (task.kind === "check") return await checked(source, { ...given(task.settings), onProgress });
    return await calibrateSource(source, { ...given(task.settings), onProgress });
  } finally {
    await memory.close();
  }
}

/** Makes a memory and keeps it in a file; pictures will lie in `keptIn` then. */
async function make(
  { path, material, calibrate, keptIn }: Extract<Task, { kind: "make" }>,
  onProgress: OnProgress,
): Promise<{ items: number }> {
  const source = await sourceOf(material, onProgress);
  const { memory } = source;
  const made = calibrate ? memory.calibrated(await calibrateSource(source, { onProgress })) : memory;
  saveMemory(path, made, keptIn === undefined ? undefined : originIn(keptIn));
  return { items: made.size };
}

async function sourceOf(material: Material, onProgress: OnProgress): Promise<Source> {
  const { ids, payloads } = material;
  if ("vectors" in material) {
    const patterns = matrix(material.vectors, ids.length, material.dimension);
    const memory = await Memory.create({ ids, patterns });
    return { memory: new Memory({ ...memory.parts, payloads }), origin: undefined };
  }
  const { folder } = material;
  const codec = contrastCodec();
  const pictures = [];
  for (const [i, id] of ids.entries()) {
    pictures.push({
      path: id,
      picture: await readThumbnail(join(folder, id), codec.width, codec.height, id),
    });
    onProgress("reading pictures", i + 1, ids.length);
  }
  const memory = await Memory.ofPictures(pictures, codec);
  return { memory: new Memory({ ...memory.parts, payloads }), origin: originIn(folder) };
}

/** Of pictures that were uploaded into a folder, not found there. */
export function originIn(folder: string): Origin {
  return { folder, stamp: uploaded, skipped: [] };
}

async function checked(source: Source, options: CheckOptions): Promise<CheckDocument> {
  const { memory } = source;
  const found = await checkSource(source, options);
  return checkDocument({ noun: memory.codec ? "picture" : "vector", ...found }, (item) => memory.ids[item]);
}

interface CheckOptions {
  seed?: number;
  cues?: number;
  onProgress: OnProgress;
}

function given({ seed, cues }: CheckSettings): Omit<CheckOptions, "onProgress"> {
  return { ...(seed !== undefined && { seed }), ...(cues !== undefined && { cues }) };
}
