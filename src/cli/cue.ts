import { existsSync } from "node:fs";
import { readPicture } from "../data/index.node.ts";
import type { Picture } from "../data/index.ts";
import { UsageError } from "./usage.ts";

export interface CueFlags {
  known?: string;
  mask?: string;
}

export interface CueInput {
  name: string;
  picture: Picture;
  /** A flag per pixel: what is intact. */
  known?: boolean[];
}

/** Whether a cue is a picture: a file that is there, or stdin. */
export function isPicture(cue: string): boolean {
  return cue === "-" || existsSync(cue);
}

/** Reads a cue (from stdin for `-`) and what is marked as intact of it. */
export async function readCue(path: string, { known, mask }: CueFlags): Promise<CueInput> {
  if (known !== undefined && mask !== undefined)
    throw new UsageError("--known and --mask say the same; give one of them");
  const box = known === undefined ? undefined : boxOf(known);
  const name = path === "-" ? "stdin" : path;
  const picture = await (path === "-" ? readPicture(await stdinBytes(), name) : readPicture(path));
  if (box) return { name, picture, known: insideOf(box, picture) };
  if (mask !== undefined) return { name, picture, known: whiteOf(await readPicture(mask), picture, mask) };
  return { name, picture };
}

async function stdinBytes(): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of process.stdin) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}

type Box = readonly [x: number, y: number, width: number, height: number];

function boxOf(text: string): Box {
  const numbers = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const [x, y, width, height] = numbers;
  const whole = numbers.length === 4 && numbers.every((value) => Number.isInteger(value) && value >= 0);
  if (!whole || width === 0 || height === 0) {
    throw new UsageError(`--known takes x,y,w,h in whole pixels, like 0,0,64,128; got ${text}`);
  }
  return [x, y, width, height];
}

function insideOf([x, y, boxWidth, boxHeight]: Box, { width, height }: Picture): boolean[] {
  if (x >= width || y >= height) {
    throw new UsageError(
      `--known ${x},${y},${boxWidth},${boxHeight} lies outside of the picture, which is ${width} × ${height}`,
    );
  }
  return Array.from({ length: width * height }, (_, i) => {
    const [column, row] = [i % width, Math.floor(i / width)];
    return column >= x && column < x + boxWidth && row >= y && row < y + boxHeight;
  });
}

function whiteOf(mask: Picture, { width, height }: Picture, path: string): boolean[] {
  if (mask.width !== width || mask.height !== height) {
    throw new Error(
      `${path}: the mask is ${mask.width} × ${mask.height}, the picture ${width} × ${height}; they must be equal`,
    );
  }
  const flags = Array.from({ length: width * height }, (_, i) => mask.pixels[i * mask.channels] > 0.5);
  if (!flags.includes(true))
    throw new Error(`${path}: the mask is black all over; paint white what is intact`);
  return flags;
}
