import { existsSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "../math/index.ts";
import type { Calibration } from "./calibration.ts";
import { type OnProgress, tryPictures } from "./remember.node.ts";
import type { Source } from "./source.node.ts";
import { calibrateVectors } from "./vector-trials.ts";

export interface CalibrateOptions {
  /** Default: 1. */
  seed?: number;
  onProgress?: OnProgress;
}

const trying = "trying it on damaged cues";

/**
 * Finds out, on a memory's own items damaged, what its recalls are worth: on the pictures where it holds pictures, else
 * on its vectors.
 * @throws Error (rejects) where a picture has gone, and for a memory without items.
 */
export async function calibrateSource(source: Source, options: CalibrateOptions = {}): Promise<Calibration> {
  const { memory } = source;
  const { seed = 1, onProgress } = options;
  if (memory.size === 0) throw new Error("calibrateSource: the memory holds nothing to try; add items first");
  if (memory.codec) return calibratePictures(source, options);
  onProgress?.(trying, 0, memory.size);
  const { calibration } = await calibrateVectors(memory, { random: createRandom(seed, "calibration") });
  onProgress?.(trying, memory.size, memory.size);
  if (!calibration) throw new Error("calibrateSource: nothing was found out");
  return calibration;
}

async function calibratePictures(
  { memory, origin }: Source,
  options: CalibrateOptions,
): Promise<Calibration> {
  const { ids } = memory;
  const folder = origin?.folder;
  const gone = folder ? ids.filter((id) => !existsSync(join(folder, id))).length : ids.length;
  if (folder === undefined || gone > 0) {
    throw new Error(
      `calibrateSource: ${gone} of the ${ids.length} pictures are no longer there, and patterns alone don't tell; put them back, or remember the folder again`,
    );
  }
  return { items: memory.size, ...(await tryPictures(memory, folder, options)) };
}
