import { uniform } from "../../math/index.ts";
import { blend, forEachPixel, paint } from "./canvas.ts";
import { type Colour, mix } from "./colour.ts";
import { clamp01, length, smoothstep } from "./curve.ts";
import { fractal } from "./noise.ts";
import { disc, frayed } from "./shape.ts";
import type { Stage } from "./stage.ts";

/** Kinds of cloud: a broken ceiling in perspective, ice streaks, level bands, and single heaps. */
export type CloudKind = "ceiling" | "streaks" | "bands" | "heaps";

/** How a cloud layer is laid over the sky: noise coordinates for a place, and how much is covered. */
interface Layer {
  readonly at: (x: number, y: number) => readonly [number, number];
  readonly cover: number;
  readonly softness: number;
  readonly opacity: number;
}

/**
 * Clouds over the painted sky.
 * @param cover how much of the sky they take, [0, 1].
 */
export function paintClouds(stage: Stage, kind: CloudKind, cover: number): void {
  if (kind === "heaps") paintHeaps(stage, cover);
  else paintLayer(stage, layerOf(stage, kind, cover));
}

function layerOf({ random, view }: Stage, kind: Exclude<CloudKind, "heaps">, cover: number): Layer {
  const [seed, scale] = [uniform(random, 0, 200), uniform(random, 0.7, 1.6)];
  if (kind === "ceiling") {
    // A flat layer overhead: equal steps in the sky crowd together towards the horizon.
    const at = (x: number, y: number): readonly [number, number] => {
      const distance = 0.5 / (Math.max(0, view.horizon - y) + 0.08);
      return [(x - view.centre) * distance * 1.6 * scale + seed, distance * 2.2 * scale + seed];
    };
    return { at, cover, softness: 0.34, opacity: 0.95 };
  }
  const slant = uniform(random, -0.5, 0.5);
  const stretch = kind === "streaks" ? uniform(random, 3, 7) : uniform(random, 4, 9);
  const at = (x: number, y: number): readonly [number, number] => [
    (x + slant * y) * 2 * scale + seed,
    (y - slant * x * 0.5) * stretch * 2 * scale + seed,
  ];
  if (kind === "streaks") return { at, cover: cover * 0.9, softness: 0.9, opacity: 0.7 };
  return { at: (x, y) => at(x, y - slant * x * -0.5), cover, softness: 0.3, opacity: 0.9 };
}

function paintLayer({ canvas, mood, noise, view, sun }: Stage, layer: Layer): void {
  const threshold = 0.42 - 0.9 * layer.cover;
  forEachPixel(canvas, { bottom: view.horizon + 0.01 }, (at, x, y) => {
    const [u, v] = layer.at(x, y);
    const warp = 0.5 * noise(u * 0.7 + 31, v * 0.7);
    // Two octaves carry three quarters of the sum: where they are far too low, four won't make a cloud.
    if (0.77 * fractal(noise, u + warp, v + warp, 2, 0.55) + 0.16 < threshold) return;
    const density = fractal(noise, u + warp, v + warp, 4, 0.55);
    const alpha = smoothstep(threshold, threshold + layer.softness, density);
    if (alpha <= 0.01) return;
    // Lit where it is thinner towards the sun.
    const dx = sun.x - x;
    const dy = sun.y - y;
    const reach = 0.035 / (length(dx, dy) + 0.05);
    const [su, sv] = layer.at(x + dx * reach, y + dy * reach);
    const towards = fractal(noise, su + warp, sv + warp, 2, 0.55);
    const shine = clamp01(0.62 + 1.1 * (density - towards) - 0.45 * (density - threshold));
    const near = Math.exp(-length(dx, dy) / 0.5);
    const colour = mix(mix(mood.cloud.shade, mood.cloud.lit, shine), mood.sun, 0.3 * near * mood.glow[0]);
    const fade = smoothstep(-0.01, 0.12, view.horizon - y);
    blend(canvas, at, mix(mood.haze, colour, 0.3 + 0.7 * fade), alpha * layer.opacity * (0.35 + 0.65 * fade));
  });
}

/** Single fair-weather clouds: puffs on a flat base, larger where higher up. */
function paintHeaps(stage: Stage, cover: number): void {
  const { random, canvas, view } = stage;
  const count = 2 + Math.round(9 * cover);
  const heights = Array.from({ length: count }, () => random.next() ** 1.3).sort((a, b) => a - b);
  for (const height of heights) {
    const base = view.horizon - 0.04 - height * view.horizon * 0.85;
    const size = (0.06 + 0.3 * height) * uniform(random, 0.55, 1.35);
    paintHeap(stage, uniform(random, -0.1, canvas.aspect + 0.1), base, size);
  }
}

function paintHeap({ canvas, random, mood, noise, sun }: Stage, x: number, base: number, size: number): void {
  const puffs = 7 + Math.floor(random.next() * 7);
  const side = Math.sign(sun.x - x) || 1;
  const faded = (colour: Colour): Colour => mix(mood.haze, colour, clamp01(0.35 + size * 3));
  for (let i = 0; i < puffs; i++) {
    const along = uniform(random, -1, 1);
    const radius = size * uniform(random, 0.16, 0.34) * (1.15 - 0.7 * along * along);
    const [cx, cy] = [x + along * size * 0.8, base - radius * uniform(random, 0.35, 1.25)];
    const shape = frayed(disc(cx, cy, radius), noise, 2.4 / radius, radius * 0.3);
    paint(
      canvas,
      shape,
      (px, py) => {
        const slope = (0.5 * side * (px - cx) + (cy - py)) / radius;
        const rough = 0.3 * noise((px * 2.2) / radius, (py * 2.2) / radius);
        const underside = smoothstep(base - size * 0.16, base, py);
        return faded(
          mix(mood.cloud.shade, mood.cloud.lit, clamp01(0.62 + 0.42 * slope + rough - 0.5 * underside)),
        );
      },
      0.93,
    );
  }
}
