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
export async function writeRecalled(path: string, answer: Answer, source: Source): Promise<void> {
  const { outcome, items } = answer;
  if (outcome === "unknown") {
    remark(`${path}: not written, as nothing was recalled`);
    return;
  }
  await writePicture(await readPicture(pathOfItem(items[0].id, source.origin)), path);
  const ending = extname(path);
  const settledPath = `${path.slice(0, -ending.length)}.settled${ending}`;
  const settled = await settledPicture(answer, source);
  if (settled) await writePicture(settled, settledPath);
  else remark(`${settledPath}: not written, as ${source.memory.codec?.name} can't be turned into a picture`);
}

/** The settled state: decoded, where the codec can; else its numbers as grey levels, where they have places. */
async function settledPicture({ steps, state }: Answer, { memory }: Source): Promise<Picture | undefined> {
  const last = steps.at(-1)?.weights ?? [];
  const [decoded] = (await memory.pictures([last])) ?? [];
  if (decoded) return decoded;
  const shape = memory.codec?.shape ?? [];
  const channels = shape.length === 2 ? 1 : shape.length === 3 && shape[2] === 3 ? 3 : undefined;
  return channels && pictureOfState(state, { height: shape[0], width: shape[1], channels });
}

/** A state as a picture: 0 is mid grey, three standard deviations are black and white. */
function pictureOfState(state: Float32Array, size: Omit<Picture, "pixels">): Picture {
  const deviation = Math.sqrt(state.reduce((sum, value) => sum + value * value, 0) / state.length) || 1;
  const pixels = state.map((value) => Math.min(1, Math.max(0, 0.5 + value / (6 * deviation))));
  return resized({ ...size, pixels }, stateSize, stateSize);
}
