import { extname } from "node:path";
import { pathOfItem, type Source } from "../bank/index.node.ts";
import type { Answer } from "../bank/index.ts";
import { readPicture, writePicture } from "../data/index.node.ts";
import { type Picture, resized } from "../data/index.ts";
import { remark } from "./output.ts";

/** Side of the picture of a settled state. */
const stateSize = 192;

/**
 * Writes the recalled picture (the stored original) to `path`, and the settled state to the same name with
 * `.settled` in it. Nothing is written where nothing was recalled.
 */
export async function writeRecalled(
  path: string,
  { outcome, items, state }: Answer,
  source: Source,
): Promise<void> {
  if (outcome === "unknown") {
    remark(`${path}: not written, as nothing was recalled`);
    return;
  }
  await writePicture(await readPicture(pathOfItem(items[0].id, source.origin)), path);
  const ending = extname(path);
  await writePicture(pictureOfState(state, source), `${path.slice(0, -ending.length)}.settled${ending}`);
}

/** A state as a picture: 0 is mid grey, three standard deviations are black and white. */
export function pictureOfState(state: Float32Array, { memory }: Source): Picture {
  const { width = 1, height = 1 } = memory.codec ?? {};
  const deviation = Math.sqrt(state.reduce((sum, value) => sum + value * value, 0) / state.length) || 1;
  const pixels = state.map((value) => Math.min(1, Math.max(0, 0.5 + value / (6 * deviation))));
  return resized({ width, height, channels: 1, pixels }, stateSize, stateSize);
}
