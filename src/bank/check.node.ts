import { existsSync } from "node:fs";
import { join } from "node:path";
import { readThumbnail } from "../data/index.node.ts";
import type { Picture } from "../data/index.ts";
import { type KernelEffect, kernelEffect } from "./check/kernel-effect.ts";
import type { Check, CheckOptions } from "./check.ts";
import { checkMemory } from "./check-memory.ts";
import { Memory } from "./memory.ts";
import { trialSide } from "./remember.node.ts";
import type { Source } from "./source.node.ts";
import type { PictureSource } from "./trials.ts";

/** A check, and what has to be said of how it was made. */
export interface SourceCheck {
  check: Check;
  /** Why no pixels were lost, in a sentence, where pictures are remembered but gone. */
  note?: string;
  /** What the memory's learned kernel changes; absent where it has none. */
  kernel?: KernelEffect;
}

/**
 * Checks a memory on its own pictures where they are still there, else on its patterns alone; one with a learned kernel
 * without that, too.
 */
export async function checkSource(source: Source, options: CheckOptions = {}): Promise<SourceCheck> {
  const after = await checkedAsItIs(source, options);
  const { kernel, calibration: _, ...parts } = source.memory.parts;
  if (!kernel) return after;
  const before = await checkedAsItIs({ ...source, memory: new Memory(parts) }, options);
  const effect = kernelEffect(source.memory, before.check, after.check);
  return { ...after, ...(effect && { kernel: effect }) };
}

async function checkedAsItIs(source: Source, options: CheckOptions): Promise<SourceCheck> {
  const { memory, origin } = source;
  const gone = origin ? memory.ids.filter((id) => !existsSync(join(origin.folder, id))).length : memory.size;
  if (origin && memory.codec && gone === 0) {
    return { check: await checkMemory(memory, { ...options, source: picturesIn(source, origin.folder) }) };
  }
  const check = await checkMemory(memory, options);
  if (!memory.codec) return { check };
  const where = origin ? ` in ${origin.folder}` : "";
  const note = `${gone} of the ${memory.size} pictures are no longer there${where}, so places of the patterns were lost instead of pixels, known to be lost: easier than damaged pictures.`;
  return { check, note };
}

/** The pictures of a memory, each read once. */
function picturesIn({ memory }: Source, folder: string): PictureSource {
  const side = trialSide(memory);
  const read = new Map<number, Promise<Picture>>();
  return (item) => {
    const known = read.get(item);
    if (known) return known;
    const picture = readThumbnail(join(folder, memory.ids[item]), side, side);
    read.set(item, picture);
    return picture;
  };
}
