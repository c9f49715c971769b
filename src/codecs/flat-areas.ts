import type { Picture } from "../data/index.ts";
import { localMaximum, localMinimum, type Plane } from "./plane.ts";

/**
 * Which pixels of a square picture show anything, a flag each: not those of areas without contrast, as where a half is
 * blacked out, nor those at their edge.
 */
export function shownPixels(picture: Picture): boolean[] {
  return Array.from(flatAreas(greyOf(picture), picture.width), (flat) => flat === 0);
}

/** Rec. 601 luma of each pixel. */
export function greyOf({ pixels, channels }: Picture): Plane {
  if (channels === 1) return Float64Array.from(pixels);
  const grey = new Float64Array(pixels.length / 3);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = 0.299 * pixels[3 * i] + 0.587 * pixels[3 * i + 1] + 0.114 * pixels[3 * i + 2];
  }
  return grey;
}

/** How far apart the values of an area without contrast may lie: 2.5 of 255 levels. */
const flatRange = 2.5 / 255;

/** Areas without contrast are looked for under squares that reach this far to each side: 7 × 7 pixels. */
const flatReach = 3;

/** 1 where a pixel lies within one pixel of a 7 × 7 area without contrast, else 0. */
export function flatAreas(grey: Plane, size: number): Plane {
  const top = localMaximum(grey, size, flatReach);
  const bottom = localMinimum(grey, size, flatReach);
  const centres = top.map((value, i) => (value - bottom[i] <= flatRange ? 1 : 0));
  return localMaximum(centres, size, flatReach + 1);
}
