import { integer, uniform } from "../../math/index.ts";
import { type BuildingLook, lamp } from "./building.ts";
import { paint } from "./canvas.ts";
import { type Colour, hex, lit, mix, oneOf, varied } from "./colour.ts";
import { type Place, polygon, rectangle, stroke } from "./shape.ts";
import { lightOn, type Stage } from "./stage.ts";
import { type Spot, spotAt } from "./terrain.ts";
import { tower } from "./tower.ts";

/** Rows of towers one behind the other, standing on `ground` (a height on the picture); the far ones fade. */
export function paintSkyline(stage: Stage, ground: number, tall: number): void {
  const { random, canvas, mood } = stage;
  const walls = oneOf(random, [
    [0x8a97a8, 0xa4adb8, 0x6c7686, 0xbcc0c4],
    [0xb89878, 0xc9b094, 0x9a7a60, 0xa4654a],
    [0x5c6a80, 0x86909c, 0xcfc9bc, 0x8c5a48],
  ]);
  const [middle, spread] = [uniform(random, 0.2, 0.8) * canvas.aspect, uniform(random, 0.25, 0.6)];
  for (let row = 0; row < 3; row++) {
    const far = spotAt(stage, 0, 0, [46, 26, 11][row] as number);
    let x = -0.05;
    while (x < canvas.aspect + 0.05) {
      const centre = Math.exp(-(((x - middle) / spread) ** 2));
      const size =
        tall * (0.22 + 0.78 * centre) * uniform(random, 0.35, 1) * ([1, 0.85, 0.55][row] as number);
      const wall = varied(random, hex(oneOf(random, walls)), 0.1);
      const look: BuildingLook = { size, wall, roof: wall, lamps: mood.night > 0.2, random };
      tower(canvas, { ...far, x, y: ground }, look);
      x += uniform(random, 0.03, 0.1) + size * 0.06;
    }
  }
}

/** A quay of narrow gabled houses in many colours, wall to wall. */
export function paintQuay(stage: Stage, ground: number): void {
  const { random, canvas, mood } = stage;
  const colours = [
    0xd9543c, 0xe8b04a, 0x5a8fb0, 0xf0e4cc, 0x7fa06a, 0xc98a9a, 0xe07a3c, 0x8c5a4a, 0xa8c4c8, 0xf2d27a,
  ];
  const spot = spotAt(stage, 0, 0, 5);
  const storey = uniform(random, 0.055, 0.085);
  let left = -uniform(random, 0, 0.08);
  while (left < canvas.aspect) {
    const width = uniform(random, 0.085, 0.17);
    const top = ground - storey * (2 + integer(random, 3)) - 0.02;
    const wall = varied(random, hex(oneOf(random, colours)), 0.08);
    paintTownhouse(stage, { left, right: left + width, top, ground, storey }, wall, spot);
    left += width;
  }
  const stone = lit(varied(random, hex(0x8a8378), 0.1), lightOn(mood, 0.35));
  paint(canvas, rectangle(-1, ground, canvas.aspect + 1, ground + 0.022), stone);
}

/** The front of one house: from `left` to `right`, its wall from `top` down to `ground`. */
interface Front {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly ground: number;
  readonly storey: number;
}

function paintTownhouse(stage: Stage, front: Front, wall: Colour, spot: Spot): void {
  const { canvas, random } = stage;
  const { left, right, top, ground } = front;
  const [width, middle, facing] = [right - left, (left + right) / 2, uniform(random, 0.35, 0.75)];
  const peak = top - width * uniform(random, 0.25, 0.75);
  const tiles = oneOf(random, [0x8c3d2c, 0x6a4438, 0x565260, 0xa85a3a]);
  const roof = spot.seen(varied(random, hex(tiles), 0.1), facing);
  if (random.next() < 0.6) {
    const gable: Place[] = [
      [left, top],
      [right, top],
      [middle, peak],
    ];
    paint(canvas, polygon(gable), spot.seen(wall, facing));
    for (const end of [left, right]) paint(canvas, stroke([end, top], [middle, peak], 0.006), roof);
  } else {
    const [inset, ridge] = [width * 0.15, peak + width * 0.1];
    paint(
      canvas,
      polygon([
        [left, top],
        [right, top],
        [right - inset, ridge],
        [left + inset, ridge],
      ]),
      roof,
    );
  }
  const shade = (_: number, y: number): Colour =>
    spot.seen(wall, facing - 0.25 * ((y - top) / (ground - top)));
  paint(canvas, rectangle(left, top, right, ground), shade);
  paintWindows(stage, front, spot, facing);
}

function paintWindows({ canvas, random, mood }: Stage, front: Front, spot: Spot, facing: number): void {
  const { left, right, top, ground, storey } = front;
  const columns = right - left > 0.12 ? 3 : 2;
  const [frame, glass] = [spot.seen(hex(0xf0ece2), facing), spot.seen(hex(0x39434e), 0.4)];
  for (let y = top + storey * 0.5; y < ground - storey * 0.3; y += storey) {
    for (let column = 0; column < columns; column++) {
      const x = left + ((right - left) * (column + 0.5)) / columns;
      const shining = mood.night > 0.2 && random.next() < 0.55;
      paint(canvas, rectangle(x - 0.013, y - storey * 0.3, x + 0.013, y + storey * 0.28), frame, 0.8);
      const pane = rectangle(x - 0.009, y - storey * 0.24, x + 0.009, y + storey * 0.22);
      paint(canvas, pane, shining ? lamp : glass);
    }
  }
}

/** A suspension or arched bridge right across, its deck at `deck`, standing in the water at `foot`. */
export function paintBridge(stage: Stage, deck: number, foot: number): void {
  const { canvas, random, mood } = stage;
  const steel = varied(random, hex(oneOf(random, [0xb8452e, 0x6c7480, 0x8c8478, 0x3f5a5c])), 0.1);
  const colour = mix(lit(steel, lightOn(mood, 0.55)), mood.haze, 0.12);
  const thin = 0.4 / canvas.unit;
  const [first, second] = [
    uniform(random, 0.08, 0.3) * canvas.aspect,
    uniform(random, 0.68, 0.95) * canvas.aspect,
  ];
  const top = deck - uniform(random, 0.16, 0.3);
  const sag = (x: number): number => {
    const t = ((x - first) / (second - first)) * 2 - 1;
    const curve = Math.abs(t) <= 1 ? t * t : Math.max(0, 1 - (Math.abs(t) - 1) * 1.6);
    return deck - 0.012 - (deck - top - 0.012) * curve;
  };
  for (let x = 0; x < canvas.aspect; x += 0.02) {
    paint(canvas, stroke([x, sag(x)], [x + 0.02, sag(x + 0.02)], 0.004), colour);
    paint(canvas, stroke([x, sag(x)], [x, deck], thin), colour, 0.45);
  }
  for (const x of [first, second]) paint(canvas, rectangle(x - 0.014, top - 0.01, x + 0.014, foot), colour);
  paint(canvas, rectangle(-1, deck - 0.006, canvas.aspect + 1, deck + 0.014), colour);
}
