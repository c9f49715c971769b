import { integer, type Random, uniform } from "../../math/index.ts";
import { type Canvas, paint } from "./canvas.ts";
import { type Colour, hex, mix, oneOf, varied } from "./colour.ts";
import { ellipse, type Place, polygon, stroke } from "./shape.ts";
import type { Stage } from "./stage.ts";
import { type Spot, spotAt } from "./terrain.ts";

/** Sailing and fishing boats on open water, each with its reflection; painted after the water. */
export function paintBoats(stage: Stage, count: number): void {
  const { random, canvas, view } = stage;
  const rows = Array.from({ length: count }, () => uniform(random, 0.03, 0.42) * (1 - view.horizon)).sort(
    (a, b) => a - b,
  );
  for (const below of rows) {
    const z = (view.focal * view.eye) / below;
    const screen = uniform(random, 0.08, 0.92) * canvas.aspect;
    const at = Math.min(canvas.height - 1, Math.floor((view.horizon + below) * canvas.unit)) * canvas.width;
    if ((canvas.water[at + Math.floor(screen * canvas.unit)] as number) < 0.5) continue;
    const spot = spotAt(stage, ((screen - view.centre) * z) / view.focal, 0, z);
    const size = below * uniform(random, 0.55, 0.95) + 0.02;
    paintBoat(canvas, spot, size, random);
  }
}

function paintBoat(canvas: Canvas, spot: Spot, size: number, random: Random): void {
  const hull = varied(random, hex(oneOf(random, [0xf2efe8, 0x9c2f2a, 0x27405e, 0x2f5a4a, 0x5c4432])), 0.1);
  const sail = varied(random, hex(oneOf(random, [0xfaf8f2, 0xf4ead2, 0xb8402e, 0xe8b84a])), 0.05);
  const sails = 1 + integer(random, 3);
  const turn = random.next() < 0.5 ? -1 : 1;
  const draw = (flip: number, opacity: number): void => {
    const at = (x: number, y: number): Place => [spot.x + turn * x * size, spot.y - flip * y * size];
    const bright = (surface: Colour, facing: number): Colour => spot.seen(surface, facing);
    const body = [at(-0.36, 0.12), at(0.42, 0.14), at(0.3, 0), at(-0.28, 0)];
    paint(canvas, polygon(body), bright(hull, 0.5), opacity);
    paint(
      canvas,
      stroke(at(0.02, 0.1), at(0.02, 1), 0.012 * size + 0.15 / canvas.unit),
      bright(hex(0x4a3a2c), 0.5),
      opacity,
    );
    paint(canvas, polygon([at(-0.02, 0.96), at(-0.34, 0.2), at(-0.02, 0.2)]), bright(sail, 0.85), opacity);
    if (sails > 1)
      paint(canvas, polygon([at(0.05, 0.9), at(0.4, 0.2), at(0.05, 0.24)]), bright(sail, 0.5), opacity);
  };
  draw(-1, 0.4);
  draw(1, 1);
}

/** A rowing boat seen close by, bow towards the middle. */
export function paintDinghy(stage: Stage, x: number, y: number, size: number): void {
  const { canvas, random } = stage;
  const spot = spotAt(stage, 0, 0, 3);
  const hull = varied(random, hex(oneOf(random, [0xb23a2e, 0x2d6a8c, 0xe8dcc4, 0x3f6b48])), 0.1);
  const turn = x < canvas.aspect / 2 ? 1 : -1;
  const at = (dx: number, dy: number): Place => [x + turn * dx * size, y + dy * size];
  paint(canvas, ellipse(x, y + 0.14 * size, 0.5 * size, 0.07 * size), spot.seen(hex(0x1c2630), 0.1), 0.5);
  const side = [at(-0.5, -0.06), at(0.6, -0.14), at(0.42, 0.13), at(-0.4, 0.13)];
  paint(canvas, polygon(side), spot.seen(hull, 0.6));
  const inside = [at(-0.5, -0.06), at(-0.1, -0.15), at(0.6, -0.14), at(0.1, 0)];
  paint(canvas, polygon(inside), spot.seen(mix(hull, [0.1, 0.08, 0.06], 0.6), 0.4));
  paint(canvas, stroke(at(-0.15, -0.11), at(-0.05, -0.02), 0.025 * size), spot.seen(hex(0xc9a878), 0.7));
}
