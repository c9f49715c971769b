import { type Random, uniform } from "../../math/index.ts";
import { type Canvas, paint } from "./canvas.ts";
import { type Colour, dimmed, hex, mix } from "./colour.ts";
import { clamp01 } from "./curve.ts";
import { cellValue } from "./noise.ts";
import { disc, ellipse, type Place, polygon, stroke } from "./shape.ts";
import type { Spot } from "./terrain.ts";

/** How a tree looks: its height above the foot (in picture heights), its leaves, and snow on them from 0 to 1. */
export interface TreeLook {
  readonly size: number;
  readonly leaf: Colour;
  readonly snow: number;
  /** Shapes the tree: the same number, the same tree. */
  readonly random: Random;
}

/** A kind of tree. */
export type Tree = (canvas: Canvas, spot: Spot, look: TreeLook) => void;

const bark = hex(0x4a3a2c);

/** Spruce or fir: tiers of hanging branches. */
export const conifer: Tree = (canvas, spot, { size, leaf, snow, random }) => {
  const width = size * uniform(random, 0.2, 0.3);
  const tiers = Math.round(Math.min(9, Math.max(2, (size * canvas.unit) / 5)));
  const trunk: Place = [spot.x, spot.y];
  paint(canvas, stroke(trunk, [spot.x, spot.y - size * 0.3], size * 0.025), spot.seen(bark, 0.3));
  for (let tier = 0; tier < tiers; tier++) {
    const low = spot.y - size * (0.1 + (0.72 * tier) / tiers);
    const high = Math.max(spot.y - size, low - (size * 1.5) / tiers);
    const half = width * (1 - tier / (tiers + 0.4)) * uniform(random, 0.85, 1.15);
    const shape = polygon([
      [spot.x - half, low + half * 0.12],
      [spot.x - half * 0.3, low - half * 0.1],
      [spot.x + half * 0.4, low + half * 0.05],
      [spot.x + half, low + half * 0.1],
      [spot.x, high],
    ]);
    const [bright, dark] = [spot.seen(mix(leaf, [0.95, 0.97, 1], snow), 0.75), spot.seen(leaf, 0.05)];
    paint(canvas, shape, (x, y) => {
      const side = (spot.side * (x - spot.x)) / half;
      const hang = (low - y) / (low - high);
      const needle = cellValue(Math.floor(x * canvas.unit), Math.floor(y * canvas.unit), tier) - 0.5;
      return mix(dark, bright, clamp01(0.3 + 0.38 * side + 0.35 * hang + 0.4 * needle));
    });
  }
};

/** A round crown of leaves: tufts, the ones towards the light brighter. */
export const broadleaf: Tree = (canvas, spot, { size, leaf, snow, random }) => {
  const crown = size * uniform(random, 0.28, 0.4);
  const middle = spot.y - size + crown;
  const trunk = size * 0.035;
  paint(canvas, stroke([spot.x, spot.y], [spot.x, middle], trunk * 1.3, trunk * 0.7), spot.seen(bark, 0.25));
  const tufts = size * canvas.unit < 8 ? 4 : 13;
  const [bright, dark] = [
    spot.seen(mix(leaf, [0.95, 0.97, 1], snow * 0.9), 0.9),
    spot.seen(dimmed(leaf, 0.6), 0.02),
  ];
  const [wide, tall] = [uniform(random, 0.8, 1.25), uniform(random, 0.75, 1.1)];
  for (let tuft = 0; tuft < tufts; tuft++) {
    const [angle, away] = [random.next() * 2 * Math.PI, Math.sqrt(random.next()) * 0.72];
    const [dx, dy] = [Math.cos(angle) * away * wide, Math.sin(angle) * away * tall];
    const radius = crown * uniform(random, 0.35, 0.55);
    const [cx, cy] = [spot.x + dx * crown, middle + dy * crown];
    paint(canvas, disc(cx, cy, radius), (x, y) => {
      const facing = (spot.side * (x - cx) * 0.6 - (y - cy)) / radius;
      const speckle = cellValue(Math.floor(x * canvas.unit), Math.floor(y * canvas.unit), tuft) - 0.5;
      const depth = 0.4 + 0.25 * (spot.side * dx - dy);
      return mix(dark, bright, clamp01(depth + 0.3 * facing + 0.5 * speckle));
    });
  }
};

/** A slim column (cypress, poplar). */
export const cypress: Tree = (canvas, spot, { size, leaf, random }) => {
  const half = size * uniform(random, 0.09, 0.14);
  const [bright, dark] = [spot.seen(leaf, 0.7), spot.seen(dimmed(leaf, 0.7), 0.05)];
  paint(canvas, ellipse(spot.x, spot.y - size * 0.52, half, size * 0.5), (x, y) => {
    const speckle = cellValue(Math.floor(x * canvas.unit), Math.floor(y * canvas.unit)) - 0.5;
    return mix(dark, bright, clamp01(0.45 + (0.4 * spot.side * (x - spot.x)) / half + 0.4 * speckle));
  });
};

/** A palm: a leaning trunk and arching fronds. */
export const palm: Tree = (canvas, spot, { size, leaf, random }) => {
  const lean = uniform(random, -0.35, 0.35) * size;
  let at: Place = [spot.x, spot.y];
  for (let part = 1; part <= 8; part++) {
    const t = part / 8;
    const next: Place = [spot.x + lean * t * t, spot.y - size * 0.8 * t];
    const ring = part % 2 === 0 ? 0.6 : 0.4;
    paint(canvas, stroke(at, next, size * (0.03 - 0.014 * t)), spot.seen(hex(0x8a7456), ring));
    at = next;
  }
  const fronds = 8 + Math.floor(random.next() * 4);
  for (let frond = 0; frond < fronds; frond++) {
    const angle = Math.PI * (frond / (fronds - 1)) + uniform(random, -0.18, 0.18);
    const length = size * uniform(random, 0.32, 0.46);
    const colour = spot.seen(leaf, 0.2 + 0.7 * clamp01(0.5 + 0.5 * spot.side * Math.cos(angle)));
    let from = at;
    for (let part = 1; part <= 6; part++) {
      const t = part / 6;
      const fall = length * (0.75 * t * t - Math.sin(angle) * t * 0.75);
      const next: Place = [at[0] + Math.cos(angle) * length * t, at[1] + fall];
      paint(canvas, stroke(from, next, size * 0.02 * (1.15 - t), size * 0.02 * (1 - t)), colour);
      from = next;
    }
  }
};

/** A bare tree: branches that fork. */
export const bareTree: Tree = (canvas, spot, { size, leaf, random }) => {
  const colour = spot.seen(mix(bark, leaf, 0.15), 0.35);
  const grow = (from: Place, angle: number, length: number, depth: number): void => {
    const end: Place = [from[0] + Math.sin(angle) * length, from[1] - Math.cos(angle) * length];
    const radius = length * 0.075;
    paint(canvas, stroke(from, end, radius, radius * 0.65), colour, depth > 3 ? 0.75 : 1);
    if (depth >= 5 || length * canvas.unit < 1.2) return;
    grow(end, angle - uniform(random, 0.2, 0.65), length * uniform(random, 0.62, 0.8), depth + 1);
    grow(end, angle + uniform(random, 0.2, 0.65), length * uniform(random, 0.62, 0.8), depth + 1);
  };
  grow([spot.x, spot.y], uniform(random, -0.1, 0.1), size * 0.3, 0);
};

/** An acacia: a leaning stem and flat, wide tiers of leaves. */
export const acacia: Tree = (canvas, spot, { size, leaf, random }) => {
  const stem = spot.seen(bark, 0.3);
  const fork: Place = [spot.x + uniform(random, -0.08, 0.08) * size, spot.y - size * 0.5];
  paint(canvas, stroke([spot.x, spot.y], fork, size * 0.035, size * 0.025), stem);
  const [bright, dark] = [spot.seen(leaf, 0.85), spot.seen(dimmed(leaf, 0.6), 0.02)];
  for (let tier = 0; tier < 4; tier++) {
    const [cx, cy] = [
      fork[0] + uniform(random, -0.38, 0.38) * size,
      spot.y - size * uniform(random, 0.74, 0.95),
    ];
    paint(canvas, stroke(fork, [cx, cy], size * 0.02, size * 0.008), stem);
    const [wide, tall] = [size * uniform(random, 0.25, 0.42), size * uniform(random, 0.06, 0.1)];
    paint(canvas, ellipse(cx, cy, wide, tall), (x, y) => {
      const speckle = cellValue(Math.floor(x * canvas.unit), Math.floor(y * canvas.unit), tier) - 0.5;
      return mix(dark, bright, clamp01(0.5 - (0.45 * (y - cy)) / tall + 0.5 * speckle));
    });
  }
};

/** A low bush, or with a stony `leaf` colour a boulder: one lump, lit from the side, with a shadow. */
export const lump: Tree = (canvas, spot, { size, leaf, snow, random }) => {
  const [wide, tall] = [size * uniform(random, 0.6, 1.1), size * uniform(random, 0.45, 0.7)];
  const [bright, dark] = [spot.seen(mix(leaf, [0.95, 0.97, 1], snow), 0.9), spot.seen(dimmed(leaf, 0.55), 0)];
  paint(
    canvas,
    ellipse(spot.x - spot.side * wide * 0.3, spot.y, wide, tall * 0.3),
    spot.seen([0.06, 0.06, 0.08], 0.2),
    0.35,
  );
  const salt = Math.floor(random.next() * 1000);
  paint(canvas, ellipse(spot.x, spot.y - tall * 0.6, wide * 0.8, tall), (x, y) => {
    const speckle = cellValue(Math.floor(x * canvas.unit), Math.floor(y * canvas.unit), salt) - 0.5;
    return mix(
      dark,
      bright,
      clamp01(
        0.5 +
          (0.35 * spot.side * (x - spot.x)) / wide -
          (0.4 * (y - spot.y + tall * 0.6)) / tall +
          0.45 * speckle,
      ),
    );
  });
};
