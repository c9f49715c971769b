import { integer, uniform } from "../../math/index.ts";
import { type Building, type BuildingLook, lamp } from "./building.ts";
import { type Canvas, type Ink, paint } from "./canvas.ts";
import { dimmed, hex, mix } from "./colour.ts";
import { fraction } from "./curve.ts";
import { cellValue } from "./noise.ts";
import { polygon, rectangle, stroke } from "./shape.ts";
import type { Spot } from "./terrain.ts";

/** A tower of a city: flat, stepped or pointed top, windows in a grid, some of them lit. */
export const tower: Building = (canvas, spot, look) => {
  const { size, random } = look;
  const half = size * uniform(random, 0.12, 0.34);
  const [face, edge] = [facade(canvas, spot, look, half), 0.5 / canvas.unit];
  const [left, right, top] = [spot.x - half, spot.x + half, spot.y - size];
  paint(canvas, rectangle(left, top, right, spot.y), face);
  const crown = random.next();
  if (crown < 0.35) {
    const inner = half * uniform(random, 0.4, 0.75);
    const step = spot.y - size * uniform(random, 1.08, 1.25);
    paint(canvas, rectangle(spot.x - inner, step, spot.x + inner, top), face);
  } else if (crown < 0.5) {
    const roof = spot.seen(look.wall, 0.75);
    paint(
      canvas,
      polygon([
        [left, top],
        [right, top],
        [spot.x, top - half * 1.6],
      ]),
      roof,
    );
  } else if (crown < 0.62) {
    paint(canvas, stroke([spot.x, top], [spot.x, spot.y - size * 1.3], edge), spot.seen(look.wall, 0.1));
  }
};

/** Two sides of the wall, the one towards the sun brighter, with windows on both. */
function facade(canvas: Canvas, spot: Spot, { random, wall, lamps }: BuildingLook, half: number): Ink {
  const pitch = Math.max(2.1 / canvas.unit, half / (2 + integer(random, 3)));
  const [salt, share] = [integer(random, 999), lamps ? uniform(random, 0.25, 0.7) : 0];
  const [bright, dark] = [spot.seen(wall, 0.75), spot.seen(dimmed(wall, 0.85), 0.12)];
  const glass = spot.seen(mix(hex(0x3a4a5e), wall, 0.25), 0.5);
  const corner = spot.x + uniform(random, -0.5, 0.5) * half;
  return (x, y) => {
    const surface = spot.side * (x - corner) > 0 ? bright : dark;
    const column = (x - spot.x + half) / pitch;
    const row = (y - spot.y) / (pitch * 1.25);
    if (fraction(column) <= 0.3 || fraction(row) <= 0.35) return surface;
    const shining = cellValue(Math.floor(column), Math.floor(row), salt) < share;
    return shining ? mix(surface, lamp, 0.9) : mix(surface, glass, 0.7);
  };
}
