import { type Random, uniform } from "../../math/index.ts";
import { type Canvas, paint } from "./canvas.ts";
import { type Colour, hex, oneOf, varied } from "./colour.ts";
import { fraction } from "./curve.ts";
import { type Place, polygon, rectangle, stroke } from "./shape.ts";
import type { Spot } from "./terrain.ts";

/** How a building looks: height (in picture heights), walls, roof, and whether its windows are lit. */
export interface BuildingLook {
  readonly size: number;
  readonly wall: Colour;
  readonly roof: Colour;
  readonly lamps: boolean;
  readonly random: Random;
}

/** A kind of building. */
export type Building = (canvas: Canvas, spot: Spot, look: BuildingLook) => void;

/** Lamplight in a window. */
export const lamp: Colour = [1, 0.8, 0.42];

/** Plausible walls and roof. */
export function buildingLook(random: Random, size: number, lamps: boolean, snow: boolean): BuildingLook {
  const walls = [0xf2ece0, 0xe8d8b8, 0xc9a27a, 0xb5523f, 0xd9c9b0, 0x8c5a3c, 0xe6e4e0];
  const roofs = snow ? [0xeff4fa] : [0xa4482e, 0x8c3d2c, 0x5c5450, 0x74553c, 0xb8623c];
  const wall = varied(random, hex(oneOf(random, walls)), 0.08);
  return { size, wall, roof: varied(random, hex(oneOf(random, roofs)), 0.08), lamps, random };
}

function panes(canvas: Canvas, spot: Spot, look: BuildingLook, places: readonly Place[], size: number): void {
  for (const [x, y] of places) {
    const shining = look.lamps && look.random.next() < 0.75;
    const colour = shining ? lamp : spot.seen(hex(0x2c333c), 0.4);
    paint(canvas, rectangle(x - size * 0.38, y - size * 0.5, x + size * 0.38, y + size * 0.5), colour);
  }
}

/** A house with a pitched roof, seen from the corner. */
export const house: Building = (canvas, spot, look) => {
  const { size, random } = look;
  const [gable, side] = [size * uniform(random, 0.55, 0.8), size * uniform(random, 0.7, 1.3)];
  const [wallTop, ridge] = [spot.y - size * 0.55, spot.y - size];
  const turn = random.next() < 0.5 ? -1 : 1;
  const at = (along: number, y: number): Place => [spot.x + turn * along, y];
  const lightGable = spot.side * turn < 0 ? 0.85 : 0.2;
  const base = spot.y + size * 0.06;
  const flank = [at(0, base), at(side, base), at(side, wallTop), at(0, wallTop)];
  paint(canvas, polygon(flank), spot.seen(look.wall, 0.95 - lightGable));
  const front = [at(-gable, base), at(0, base), at(0, wallTop), at(-gable / 2, ridge), at(-gable, wallTop)];
  paint(canvas, polygon(front), spot.seen(look.wall, lightGable));
  const eaves = wallTop + size * 0.05;
  const slope = [
    at(0.04 * size, eaves),
    at(side + 0.05 * size, eaves),
    at(side - gable * 0.4, ridge),
    at(-gable / 2, ridge),
  ];
  paint(canvas, polygon(slope), spot.seen(look.roof, 0.7));
  paint(
    canvas,
    stroke(at(-gable / 2, ridge), at(-gable * 1.06, eaves), size * 0.035),
    spot.seen(look.roof, 0.35),
  );
  const chimney = at(side * 0.35, ridge);
  paint(
    canvas,
    rectangle(chimney[0] - size * 0.05, ridge - size * 0.12, chimney[0] + size * 0.05, ridge + size * 0.1),
    spot.seen(look.wall, 0.3),
  );
  const sill = spot.y - size * 0.3;
  panes(
    canvas,
    spot,
    look,
    [at(-gable * 0.5, sill), at(side * 0.3, sill), at(side * 0.7, sill)],
    size * 0.16,
  );
};

/** A church: a nave and a tower with a spire. */
export const church: Building = (canvas, spot, look) => {
  house(canvas, spot, { ...look, size: look.size * 0.55 });
  const { size } = look;
  const [half, top] = [size * 0.11, spot.y - size * 0.62];
  const x = spot.x - size * 0.2;
  const shaded = (px: number): Colour => spot.seen(look.wall, (px - x) * spot.side > 0 ? 0.85 : 0.25);
  paint(canvas, rectangle(x - half, top, x + half, spot.y), (px) => shaded(px));
  paint(
    canvas,
    polygon([
      [x - half * 1.15, top],
      [x + half * 1.15, top],
      [x, spot.y - size * 1.15],
    ]),
    spot.seen(look.roof, 0.55),
  );
  panes(canvas, spot, look, [[x, top + size * 0.1]], size * 0.09);
};

/** A lighthouse with bands, its lamp burning at night. */
export const lighthouse: Building = (canvas, spot, look) => {
  const { size, lamps } = look;
  const [foot, neck, top] = [size * 0.12, size * 0.075, spot.y - size * 0.82];
  const band = oneOf(look.random, [hex(0xc22f2c), hex(0x2b3a55), hex(0xf0ece4)]);
  const tower = polygon([
    [spot.x - foot, spot.y],
    [spot.x + foot, spot.y],
    [spot.x + neck, top],
    [spot.x - neck, top],
  ]);
  paint(canvas, tower, (x, y) => {
    const striped = fraction(((y - top) / size) * 2.6) < 0.5 ? hex(0xf4f1ea) : band;
    return spot.seen(striped, 0.5 + (0.45 * spot.side * (x - spot.x)) / foot);
  });
  paint(
    canvas,
    rectangle(spot.x - neck * 1.5, top - size * 0.02, spot.x + neck * 1.5, top + size * 0.015),
    spot.seen(hex(0x30343a), 0.5),
  );
  paint(
    canvas,
    rectangle(spot.x - neck * 0.8, top - size * 0.1, spot.x + neck * 0.8, top - size * 0.02),
    lamps ? [1, 0.95, 0.7] : spot.seen(hex(0x9fb6c4), 0.6),
  );
  paint(
    canvas,
    polygon([
      [spot.x - neck, top - size * 0.1],
      [spot.x + neck, top - size * 0.1],
      [spot.x, top - size * 0.18],
    ]),
    spot.seen(band, 0.6),
  );
};

/** A windmill with four sails. */
export const windmill: Building = (canvas, spot, look) => {
  const { size, random } = look;
  const [foot, neck, top] = [size * 0.17, size * 0.1, spot.y - size * 0.66];
  const tower = polygon([
    [spot.x - foot, spot.y],
    [spot.x + foot, spot.y],
    [spot.x + neck, top],
    [spot.x - neck, top],
  ]);
  paint(canvas, tower, (x) => spot.seen(look.wall, 0.5 + (0.45 * spot.side * (x - spot.x)) / foot));
  paint(
    canvas,
    polygon([
      [spot.x - neck * 1.2, top],
      [spot.x + neck * 1.2, top],
      [spot.x, top - size * 0.13],
    ]),
    spot.seen(look.roof, 0.6),
  );
  const turn = random.next() * 1.5;
  for (let sail = 0; sail < 4; sail++) {
    const angle = turn + (sail * Math.PI) / 2;
    const [dx, dy] = [Math.cos(angle) * size * 0.44, Math.sin(angle) * size * 0.44];
    const hub: Place = [spot.x, top];
    paint(canvas, stroke(hub, [spot.x + dx, top + dy], size * 0.014), spot.seen(hex(0x3c3028), 0.5));
    const [wx, wy] = [-dy * 0.18, dx * 0.18];
    const cloth = polygon([
      [spot.x + dx * 0.25, top + dy * 0.25],
      [spot.x + dx, top + dy],
      [spot.x + dx + wx, top + dy + wy],
      [spot.x + dx * 0.25 + wx, top + dy * 0.25 + wy],
    ]);
    paint(canvas, cloth, spot.seen(hex(0xe8e0d0), 0.6), 0.8);
  }
};
