import { type Picture, parseDamage } from "madeleine/data";
import { createRandom } from "madeleine/math";
import type { CueStep, Stroke } from "./cue-step.ts";

/** What the memory is asked with. */
export interface Cue {
  readonly picture: Picture;
  /** 1 where a pixel is there, 0 where it was erased; undefined where nothing was. */
  readonly known: Uint8Array | undefined;
}

/** A picture after all that was done to it, in order. Noise is drawn from `seed`: the same seed, the same cue. */
export function cueOf(whole: Picture, steps: readonly CueStep[], seed: number): Cue {
  let cue: Cue = { picture: whole, known: undefined };
  for (const step of steps) {
    cue = step.kind === "damage" ? damaged(cue, step.name, seed) : painted(cue, step);
  }
  return cue;
}

/** share · one + (1 − share) · other, at the size of the first, as a double exposure has it. */
export function mixed(one: Picture, other: Picture, share: number): Picture {
  const pixels = one.pixels.map((value, i) => {
    const x = Math.floor(i / one.channels) % one.width;
    const y = Math.floor(i / one.channels / one.width);
    return share * value + (1 - share) * valueAt(other, { x, y, channel: i % one.channels, of: one });
  });
  return { ...one, pixels };
}

/** The value of a picture at a place of another one, by the nearest pixel. */
function valueAt(picture: Picture, place: { x: number; y: number; channel: number; of: Picture }): number {
  const x = Math.floor(((place.x + 0.5) * picture.width) / place.of.width);
  const y = Math.floor(((place.y + 0.5) * picture.height) / place.of.height);
  const channel = picture.channels === 1 ? 0 : place.channel;
  return picture.pixels[(y * picture.width + x) * picture.channels + channel];
}

function damaged({ picture, known }: Cue, name: string, seed: number): Cue {
  const spoiled = parseDamage(name).apply(picture, createRandom(seed, name));
  const pixels = spoiled.pixels.map((value) => Math.min(1, Math.max(0, value)));
  return { picture: { ...spoiled, pixels }, known };
}

function painted({ picture, known: before }: Cue, stroke: Stroke): Cue {
  const covered = coveredBy(stroke, picture.width, picture.height);
  const { channels } = picture;
  const pixels = picture.pixels.slice();
  const known = stroke.tool === "eraser" ? (before?.slice() ?? covered.map(() => 1)) : before;
  covered.forEach((there, i) => {
    if (!there) return;
    pixels.fill(0, i * channels, (i + 1) * channels);
    if (known && stroke.tool === "eraser") known[i] = 0;
  });
  return { picture: { ...picture, pixels }, known };
}

/** 1 for each pixel whose centre lies within half the size of the stroke's line. */
function coveredBy({ size, points }: Stroke, width: number, height: number): Uint8Array {
  const covered = new Uint8Array(width * height);
  const radius = Math.max(0.6, (size / 256) * Math.min(width, height) * 0.5);
  const xs = points.filter((_, i) => i % 2 === 0).map((x) => ((x + 0.5) / 256) * width);
  const ys = points.filter((_, i) => i % 2 === 1).map((y) => ((y + 0.5) / 256) * height);
  for (let k = 0; k < xs.length; k++) {
    const from = Math.max(0, k - 1);
    cover(covered, { width, height, radius, segment: [xs[from], ys[from], xs[k], ys[k]] });
  }
  return covered;
}

interface Cover {
  readonly width: number;
  readonly height: number;
  readonly radius: number;
  readonly segment: readonly [number, number, number, number];
}

function cover(covered: Uint8Array, { width, height, radius, segment }: Cover): void {
  const [x0, y0, x1, y1] = segment;
  const [left, right] = [Math.min(x0, x1) - radius, Math.max(x0, x1) + radius];
  const [top, bottom] = [Math.min(y0, y1) - radius, Math.max(y0, y1) + radius];
  const squared = (x1 - x0) ** 2 + (y1 - y0) ** 2;
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, bottom); y++) {
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, right); x++) {
      const [px, py] = [x + 0.5 - x0, y + 0.5 - y0];
      const along = squared > 0 ? (px * (x1 - x0) + py * (y1 - y0)) / squared : 0;
      const t = Math.min(1, Math.max(0, along));
      const distance = Math.hypot(px - t * (x1 - x0), py - t * (y1 - y0));
      if (distance <= radius) covered[y * width + x] = 1;
    }
  }
}
