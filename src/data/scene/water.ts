import { uniform } from "../../math/index.ts";
import { type Canvas, colourAt, pixelAt } from "./canvas.ts";
import { type Colour, lit, mix } from "./colour.ts";
import { clamp01, smoothstep } from "./curve.ts";
import { fractal } from "./noise.ts";
import { lightOn, type Stage, seenColour } from "./stage.ts";

/** Open water: its colour far out and near the bottom of the picture, and how rough it is (0 a mirror, 1 a storm). */
export interface Water {
  readonly deep: Colour;
  readonly shallow: Colour;
  readonly roughness: number;
}

/**
 * Mirrors the world in the open water, shaken by waves in perspective: the sky about the horizon, what stands
 * before it about the shore (exact for what stands at the shore); then the sun's glitter.
 */
export function paintWater(stage: Stage, water: Water): void {
  const { canvas } = stage;
  const seed = uniform(stage.random, 0, 100);
  for (let column = 0; column < canvas.width; column++) {
    let shore = stage.view.horizon * canvas.unit;
    for (let row = 0; row < canvas.height; row++) {
      const at = row * canvas.width + column;
      const open = canvas.water[at] as number;
      if (open < 0.5) shore = row + 1;
      if (open > 0.01) {
        const colour = waterColour(stage, water, { row, column, shore, seed });
        for (let c = 0; c < 3; c++) {
          const held = canvas.pixels[at * 3 + c] as number;
          canvas.pixels[at * 3 + c] = held + open * ((colour[c] as number) - held);
        }
      }
    }
  }
}

/** Makes everything below `top` open water, where there is no terrain to say so. */
export function flood(canvas: Canvas, top: number): void {
  canvas.water.fill(1, Math.round(top * canvas.unit) * canvas.width);
}

interface Drop {
  readonly row: number;
  readonly column: number;
  readonly shore: number;
  readonly seed: number;
}

function waterColour(stage: Stage, water: Water, { row, column, shore, seed }: Drop): Colour {
  const { canvas, view, mood, noise, sun } = stage;
  const y = (row + 0.5) / canvas.unit;
  const x = (column + 0.5) / canvas.unit;
  const below = Math.max(0.004, y - view.horizon);
  const z = (view.focal * view.eye) / below;
  const u = ((x - view.centre) * z) / view.focal;
  const v = z;
  const octaves = z < 12 ? 4 : z < 40 ? 3 : 2;
  const calm = 1 - smoothstep(20, 120, z);
  const wave = fractal(noise, u * 1.3 + seed, v * 3.2, octaves, 0.6) * (0.35 + 0.65 * calm);
  const mirrored = mirroredAt(stage, { row, column, shore, wave }, water.roughness);
  const body = mix(water.deep, water.shallow, smoothstep(0.1, 0.75, below / (1 - view.horizon)));
  const own = seenColour(mood, body, { facing: 0.45, open: 1, distance: z * 0.5 });
  const fresnel = clamp01(0.34 + 0.6 * Math.exp(-below * 4.5) - 0.4 * water.roughness * wave);
  const base = mix(own, mirrored, fresnel * (1 - 0.28 * water.roughness));
  const glint = sun.inFrame ? glitter(stage, { x, below, wave, u, v }, water.roughness) : 0;
  const crest = water.roughness * smoothstep(0.42, 0.75, wave) * 0.55;
  const shone = glint > 0 ? mix(base, mood.sun, clamp01(glint)) : base;
  return crest > 0 ? mix(shone, lit([0.95, 0.97, 1], lightOn(mood, 0.5)), crest) : shone;
}

function mirroredAt(
  { canvas, view }: Stage,
  { row, column, shore, wave }: { row: number; column: number; shore: number; wave: number },
  roughness: number,
): Colour {
  const reach = row - shore;
  const horizon = view.horizon * canvas.unit;
  const below = row - horizon;
  const lift = roughness * (wave * (0.12 * below + 0.5 * Math.min(reach, 0.3 * canvas.unit)) + reach * 0.35);
  const aside = column + Math.round(roughness * wave * (2 + 0.12 * reach));
  const sky = pixelAt(canvas, aside, Math.abs(Math.round(horizon - below - 1 - lift)));
  const shoreRow = Math.min(shore - 1, Math.round(2 * shore - 1 - row - lift));
  const object = pixelAt(canvas, aside, shoreRow);
  const standing = shoreRow < 0 ? 0 : (canvas.standing[object] as number);
  if (standing === 0) return colourAt(canvas.backdrop, sky);
  return mix(colourAt(canvas.backdrop, sky), colourAt(canvas.pixels, object), standing);
}

/** Sparks below the sun, in a path that widens towards the camera. */
function glitter(
  { sun, noise, mood, view }: Stage,
  at: { x: number; below: number; wave: number; u: number; v: number },
  roughness: number,
): number {
  if (sun.y > view.horizon + 0.02 || mood.veiled) return 0;
  const width = 0.02 + (0.1 + 0.3 * roughness) * (0.25 + at.below);
  const path = Math.exp(-(((at.x - sun.x) / width) ** 2));
  const spark = smoothstep(0.1, 0.55, at.wave + 0.5 * noise(at.u * 5 + 60, at.v * 9));
  return path * (0.25 + 0.85 * spark);
}
