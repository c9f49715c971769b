import type { Colour } from "./colour.ts";
import type { Shape } from "./shape.ts";

/**
 * What a scene is painted on. Lengths are in picture heights: y runs from 0 (top) to 1, x from 0 to `aspect`;
 * `unit` is the number of pixels in one.
 */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly unit: number;
  readonly aspect: number;
  /** `[height, width, 3]` */
  readonly pixels: Float32Array;
  /** How much of each pixel is open water, `[height, width]`; whatever is painted over it takes it away. */
  readonly water: Float32Array;
  /** The sky alone, `[height, width, 3]`, and how much of each pixel something stands before, `[height, width]`. */
  readonly backdrop: Float32Array;
  readonly standing: Float32Array;
}

/** One colour, or one for every place. */
export type Ink = Colour | ((x: number, y: number) => Colour);

/** An empty, black canvas. */
export function createCanvas(width: number, height: number): Canvas {
  const [area, unit, aspect] = [width * height, height, width / height];
  const [pixels, backdrop] = [new Float32Array(area * 3), new Float32Array(area * 3)];
  const [water, standing] = [new Float32Array(area), new Float32Array(area)];
  return { width, height, unit, aspect, pixels, water, backdrop, standing };
}

/** Takes what is painted so far for the sky: everything after it stands before it. */
export function hangBackdrop(canvas: Canvas): void {
  canvas.backdrop.set(canvas.pixels);
  canvas.standing.fill(0);
}

/** pixel = (1 − alpha) pixel + alpha colour; `at` is row · width + column. */
export function blend(canvas: Canvas, at: number, colour: Colour, alpha: number): void {
  const { pixels, water, standing } = canvas;
  const rest = 1 - alpha;
  pixels[at * 3] = (pixels[at * 3] as number) * rest + colour[0] * alpha;
  pixels[at * 3 + 1] = (pixels[at * 3 + 1] as number) * rest + colour[1] * alpha;
  pixels[at * 3 + 2] = (pixels[at * 3 + 2] as number) * rest + colour[2] * alpha;
  water[at] = (water[at] as number) * rest;
  standing[at] = (standing[at] as number) * rest + alpha;
}

/** Light added as film does, pixel = 1 − (1 − pixel)(1 − strength · colour): it never burns out at once. */
export function glow(canvas: Canvas, at: number, colour: Colour, strength: number): void {
  const { pixels } = canvas;
  for (let c = 0; c < 3; c++) {
    const old = pixels[at * 3 + c] as number;
    pixels[at * 3 + c] = old + Math.max(0, 1 - old) * Math.min(1, strength * (colour[c] as number));
  }
}

/** The number of the pixel nearest to (column, row): row · width + column. */
export function pixelAt({ width, height }: Canvas, column: number, row: number): number {
  return Math.max(0, Math.min(height - 1, row)) * width + Math.max(0, Math.min(width - 1, column));
}

/** A pixel's colour in `pixels` (`[height, width, 3]`). */
export function colourAt(pixels: Float32Array, at: number): Colour {
  return [pixels[at * 3] as number, pixels[at * 3 + 1] as number, pixels[at * 3 + 2] as number];
}

/** Calls `visit(at, x, y)` for every pixel of the band top ≤ y < bottom (in picture heights). */
export function forEachPixel(
  canvas: Canvas,
  band: { top?: number; bottom?: number },
  visit: (at: number, x: number, y: number) => void,
): void {
  const { width, height, unit } = canvas;
  const from = Math.max(0, Math.floor((band.top ?? 0) * unit));
  const to = Math.min(height, Math.ceil((band.bottom ?? 1) * unit));
  for (let row = from; row < to; row++) {
    for (let column = 0; column < width; column++) {
      visit(row * width + column, (column + 0.5) / unit, (row + 0.5) / unit);
    }
  }
}

/** Paints a shape, its edge antialiased over one pixel. */
export function paint(canvas: Canvas, shape: Shape, ink: Ink, opacity = 1): void {
  const { width, height, unit } = canvas;
  const { left, top, right, bottom } = shape.box;
  const lastRow = Math.min(height - 1, Math.floor(bottom * unit + 1));
  const lastColumn = Math.min(width - 1, Math.floor(right * unit + 1));
  for (let row = Math.max(0, Math.floor(top * unit - 1)); row <= lastRow; row++) {
    for (let column = Math.max(0, Math.floor(left * unit - 1)); column <= lastColumn; column++) {
      const x = (column + 0.5) / unit;
      const y = (row + 0.5) / unit;
      const coverage = 0.5 - shape.distance(x, y) * unit;
      if (coverage <= 0) continue;
      const colour = typeof ink === "function" ? ink(x, y) : ink;
      blend(canvas, row * width + column, colour, coverage >= 1 ? opacity : coverage * opacity);
    }
  }
}
