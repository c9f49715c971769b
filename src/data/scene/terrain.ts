import { blend, type Canvas } from "./canvas.ts";
import type { Colour } from "./colour.ts";
import { lerp, smoothstep } from "./curve.ts";
import { type Stage, seenColour, type View } from "./stage.ts";

/** Ground seen in perspective: a height for every place (water stands at 0) and what grows there. */
export interface Terrain {
  readonly near: number;
  readonly far: number;
  /** @param detail features smaller than this are not seen from here. */
  height(x: number, z: number, detail: number): number;
  colour(point: GroundPoint): Colour;
  /** The water's own colour before anything is mirrored in it; none where it is dry. */
  readonly water?: Colour;
}

/** A place on the ground; `steepness` is 0 on the flat and 1 on a wall. */
export interface GroundPoint {
  readonly x: number;
  readonly z: number;
  readonly height: number;
  readonly steepness: number;
  readonly detail: number;
}

/** Where something standing on the ground is to be painted: its foot, pixels' worth of one unit of length, its light. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  /** −1 where the light comes from the left, 1 from the right. */
  readonly side: number;
  /** A surface colour as it is seen there: lit (`facing` the sun or not) and hazed. */
  seen(surface: Colour, facing?: number): Colour;
}

/** Something standing on the ground at (x, z). */
export interface Prop {
  readonly x: number;
  readonly z: number;
  paint(canvas: Canvas, spot: Spot): void;
}

/** Heights on a fan of rays, `[steps, columns]`: row k lies at distance `depths[k]`, geometrically spaced. */
interface Survey {
  readonly steps: number;
  readonly depths: Float64Array;
  readonly columns: number;
  readonly heights: Float32Array;
  /** How much sun reaches each place, [0, 1]. */
  readonly sunlit: Float32Array;
  /** Where each column's slivers not yet painted begin (too thin for a colour of their own), in pixels. */
  readonly pending: Float64Array;
}

/** Paints the ground from far to near, each prop among the ground at its own distance (a painter's algorithm). */
export function paintTerrain(stage: Stage, terrain: Terrain, props: readonly Prop[] = []): void {
  const survey = surveyed(stage, terrain);
  const waiting = props.slice().sort((a, b) => a.z - b.z);
  for (let k = survey.steps - 1; k > 0; k--) {
    for (let column = 0; column < survey.columns; column++) paintSegment(stage, terrain, survey, k, column);
    const depth = survey.depths[k - 1] as number;
    for (let last = waiting.at(-1); last && last.z >= depth; last = waiting.at(-1)) {
      const height = terrain.height(last.x, last.z, last.z / 200);
      if (height >= 0) last.paint(stage.canvas, spotAt(stage, last.x, height, last.z));
      waiting.pop();
    }
  }
}

/** Where a thing at (x, height, z) is seen. */
export function spotAt({ view, mood, sun }: Stage, x: number, height: number, z: number): Spot {
  return {
    x: view.centre + (view.focal * x) / z,
    y: rowAt(view, height, z),
    scale: view.focal / z,
    side: sun.direction[0] < 0 ? -1 : 1,
    seen: (surface, facing = 0.6) => seenColour(mood, surface, { facing, open: 1, distance: z }),
  };
}

function rowAt(view: View, height: number, z: number): number {
  return view.horizon + (view.focal * (view.eye - height)) / z;
}

function surveyed(stage: Stage, terrain: Terrain): Survey {
  const { canvas, view } = stage;
  const columns = canvas.width;
  const steps = Math.round(26 + canvas.height / 2);
  const growth = (terrain.far / terrain.near) ** (1 / (steps - 1));
  const depths = Float64Array.from({ length: steps }, (_, k) => terrain.near * growth ** k);
  const heights = new Float32Array(steps * columns);
  for (let k = 0; k < steps; k++) {
    const z = depths[k] as number;
    const detail = z / (view.focal * canvas.unit);
    for (let column = 0; column < columns; column++) {
      const x = (((column + 0.5) / canvas.unit - view.centre) * z) / view.focal;
      heights[k * columns + column] = terrain.height(x, z, detail);
    }
  }
  const sunlit = new Float32Array(steps * columns).fill(1);
  const pending = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
  const survey = { steps, depths, columns, heights, sunlit, pending };
  castShadows(stage, survey);
  return survey;
}

/** Sweeps each row away from the sun: shadow = max(height, shadow − slope · dx); the light's ahead part is left out. */
function castShadows(
  { canvas, view, sun }: Stage,
  { steps, depths, columns, heights, sunlit }: Survey,
): void {
  const [right, up] = sun.direction;
  const slope = up / Math.max(0.2, Math.abs(right));
  for (let k = 0; k < steps; k++) {
    const spacing = (depths[k] as number) / (view.focal * canvas.unit);
    let shadow = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < columns; i++) {
      const at = k * columns + (right < 0 ? i : columns - 1 - i);
      const height = Math.max(0, heights[at] as number);
      shadow -= slope * spacing;
      sunlit[at] = 1 - smoothstep(0, 4 * spacing, shadow - height);
      shadow = Math.max(shadow, height);
    }
  }
}

/** Fills one column from the surface at depth k down to the one before it, where that side faces the camera. */
function paintSegment(stage: Stage, terrain: Terrain, survey: Survey, k: number, column: number): void {
  const { canvas, view } = stage;
  const { steps, depths, columns, heights } = survey;
  const far = k * columns + column;
  const height = terrain.water ? Math.max(0, heights[far] as number) : (heights[far] as number);
  const nearer = heights[far - columns] as number;
  const nearHeight = terrain.water ? Math.max(0, nearer) : nearer;
  const beyond = k === steps - 1 && height <= 0.05;
  const upper = (beyond ? view.horizon : rowAt(view, height, depths[k] as number)) * canvas.unit;
  const bottom = k === 1 ? canvas.height : rowAt(view, nearHeight, depths[k - 1] as number) * canvas.unit;
  const top = Math.min(upper, survey.pending[column] as number);
  const thin = bottom > top && bottom - top < 0.4 && k > 1;
  survey.pending[column] = thin ? top : Number.POSITIVE_INFINITY;
  if (thin || bottom <= upper || top >= canvas.height || bottom <= 0) return;
  const wet = terrain.water !== undefined && (heights[far] as number) <= 0;
  const slope = wet ? flat : slopeAt(stage, survey, k, column);
  const last = Math.min(canvas.height, Math.ceil(bottom));
  let colour: Colour | undefined = wet ? terrain.water : undefined;
  for (let row = Math.max(0, Math.floor(top)); row < last; row++) {
    if (!colour || (!wet && bottom - top > 1.5)) {
      const part = Math.min(1, Math.max(0, (row + 0.5 - top) / (bottom - top)));
      const z = 1 / lerp(1 / (depths[k] as number), 1 / (depths[k - 1] as number), part);
      colour = groundColour(stage, terrain, slope, { z, column, height: lerp(height, nearHeight, part) });
    }
    const at = row * canvas.width + column;
    const coverage = Math.min(1, row + 1 - top);
    blend(canvas, at, colour, coverage);
    if (wet) canvas.water[at] = (canvas.water[at] as number) + coverage;
  }
}

/** How the ground leans at a survey point: the vertical part of its unit normal, and the cosine to the sun, 0 in shadow. */
interface Slope {
  readonly upward: number;
  readonly facing: number;
}

const flat: Slope = { upward: 1, facing: 1 };

function slopeAt({ canvas, view, sun }: Stage, survey: Survey, k: number, column: number): Slope {
  const { steps, depths, columns, heights, sunlit } = survey;
  const at = k * columns + column;
  const z = depths[k] as number;
  const spacing = z / (view.focal * canvas.unit);
  const before = column > 0 ? at - 1 : at;
  const after = column < columns - 1 ? at + 1 : at;
  const risingRight =
    ((heights[after] as number) - (heights[before] as number)) / ((after - before) * spacing || 1);
  const ahead = k < steps - 1 ? at + columns : at;
  const depthStep = (k < steps - 1 ? (depths[k + 1] as number) : z) - (depths[k - 1] as number);
  const risingAhead = ((heights[ahead] as number) - (heights[at - columns] as number)) / depthStep;
  const upward = 1 / Math.sqrt(1 + risingRight * risingRight + risingAhead * risingAhead);
  const right = sun.direction[0];
  const up = sun.direction[1];
  const forward = sun.direction[2];
  const facing = Math.max(0, (up - right * risingRight - forward * risingAhead) * upward);
  return { upward, facing: facing * (sunlit[at] as number) };
}

function groundColour(
  { canvas, view, mood }: Stage,
  terrain: Terrain,
  { upward, facing }: Slope,
  at: { z: number; column: number; height: number },
): Colour {
  const { z, height } = at;
  const x = (((at.column + 0.5) / canvas.unit - view.centre) * z) / view.focal;
  const detail = z / (view.focal * canvas.unit);
  const surface = terrain.colour({ x, z, height, steepness: 1 - upward, detail });
  return seenColour(mood, surface, { facing, open: 0.55 + 0.45 * upward, distance: z });
}
