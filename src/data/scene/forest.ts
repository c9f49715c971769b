import { integer, uniform } from "../../math/index.ts";
import { blend, forEachPixel, glow, paint } from "./canvas.ts";
import { type Colour, dimmed, hex, lit, mix, oneOf, varied } from "./colour.ts";
import { leafColour, type Season } from "./cover.ts";
import { clamp01, length, smoothstep } from "./curve.ts";
import { fractal } from "./noise.ts";
import { type Place, polygon, stroke } from "./shape.ts";
import { lightOn, type Stage } from "./stage.ts";

/** Inside a wood: light between the trunks, layer upon layer of them, leaves above and on the ground. */
export function paintForest(stage: Stage, season: Season): void {
  const { random, mood } = stage;
  const leaf = mix(
    leafColour(stage, season),
    hex(season === "autumn" ? 0xd08a30 : 0x7fa046),
    season === "winter" ? 0 : 0.45,
  );
  const bark = varied(random, hex(oneOf(random, [0x5c4634, 0xd9d6cc, 0x4a3f38, 0x7a5c44, 0x8a8278])), 0.1);
  const air = mix(mix(mood.haze, leaf, 0.3), mood.sun, 0.25);
  paintBackground(stage, air, leaf);
  paintFloor(stage, air, season, leaf);
  const layers = 5;
  const upright = uniform(random, 0.01, 0.07);
  for (let layer = 0; layer < layers; layer++) {
    const near = layer / (layers - 1);
    const count = Math.round(uniform(random, 5, 13) * (1 - 0.72 * near)) + 1;
    for (let trunk = 0; trunk < count; trunk++) paintTrunk(stage, { near, upright, bark, air });
    if (season !== "winter" && layer % 2 === 0)
      paintCanopy(stage, near, mix(air, lit(leaf, lightOn(mood, 0.7 - 0.4 * near)), 0.35 + 0.6 * near));
  }
  if (random.next() < 0.6) paintShafts(stage, air);
}

function paintBackground({ canvas, view, mood, noise, sun }: Stage, air: Colour, leaf: Colour): void {
  const deep = mix(air, lit(dimmed(leaf, 0.6), mood.ambient), 0.6);
  forEachPixel(canvas, {}, (at, x, y) => {
    const opening = Math.exp(-length((x - sun.x * 0.5 - 0.25) * 1.6, y - view.horizon * 0.8) / 0.3);
    const mottled = 0.5 + 0.6 * fractal(noise, x * 7, y * 5, 3);
    const colour = mix(deep, mix(air, [1, 1, 0.94], 0.45), clamp01(1.3 * opening * (0.5 + 0.6 * mottled)));
    blend(canvas, at, colour, 1);
  });
}

function paintFloor(
  { canvas, view, mood, noise, random }: Stage,
  air: Colour,
  season: Season,
  leaf: Colour,
): void {
  const bare = { summer: 0x5a6a34, spring: 0x5f8a3a, autumn: 0xa8642c, winter: 0xe8eef4 }[season];
  const litter = varied(random, mix(hex(bare), leaf, 0.25), 0.1);
  const bells = season === "spring" && random.next() < 0.6 ? hex(0x6a5ac0) : litter;
  const path = uniform(random, -0.5, 0.5);
  const trodden = varied(random, hex(season === "winter" ? 0xc4ced8 : 0x9a8262), 0.1);
  const walked = random.next() < 0.55;
  forEachPixel(canvas, { top: view.horizon }, (at, x, y) => {
    const below = y - view.horizon;
    const z = 0.5 / (below + 0.02);
    const across = (x - view.centre) * z;
    const speckle = fractal(noise, across * 4, z * 5, 4, 0.7);
    const shadows = smoothstep(-0.3, 0.4, noise(across * 0.8, z * 1.7 + 40));
    const ground = mix(litter, bells, smoothstep(0, 0.3, noise(across, z)));
    const onPath = walked
      ? 1 - smoothstep(0.2, 0.32, Math.abs(across - path * (z - 1) * 0.6 - 0.3 * noise(z * 0.7, 4)))
      : 0;
    const surface = dimmed(mix(ground, trodden, onPath * 0.85), 1 + 0.45 * speckle);
    const light = lightOn(mood, 0.15 + 0.7 * shadows);
    blend(canvas, at, mix(lit(surface, light), air, Math.exp(-below * 7)), smoothstep(-0.01, 0.02, below));
  });
}

function paintTrunk(
  { canvas, random, view, mood, noise, sun }: Stage,
  { near, upright, bark, air }: { near: number; upright: number; bark: Colour; air: Colour },
): void {
  const foot: Place = [
    uniform(random, -0.05, 1.05) * canvas.aspect,
    view.horizon + 0.01 + 0.5 * near ** 1.7 * (1 - view.horizon) + uniform(random, 0, 0.05) * near,
  ];
  const half = (0.006 + 0.034 * near ** 1.5) * uniform(random, 0.6, 1.35);
  const lean = uniform(random, -upright, upright);
  const head: Place = [foot[0] + lean * 4 * foot[1], -0.02];
  const side = sun.x < foot[0] ? -1 : 1;
  const shape = polygon([
    [foot[0] - half * 1.25, foot[1]],
    [foot[0] + half * 1.25, foot[1]],
    [head[0] + half * 0.8, head[1]],
    [head[0] - half * 0.8, head[1]],
  ]);
  paint(canvas, shape, (x, y) => {
    const middle = foot[0] + ((head[0] - foot[0]) * (foot[1] - y)) / (foot[1] - head[1]);
    const round = (side * (x - middle)) / half;
    const grain = 1 + 0.3 * noise(x * 60, y * 9) + (bark[0] > 0.7 && noise(x * 12, y * 45) > 0.42 ? -0.6 : 0);
    const colour = lit(dimmed(bark, grain), lightOn(mood, clamp01(0.28 + 0.5 * round), 0.8));
    return mix(air, colour, 0.2 + 0.8 * near ** 0.8);
  });
  if (random.next() < 0.6) {
    const y = uniform(random, 0.05, 0.5) * foot[1];
    const x = foot[0] + (lean * 4 * foot[1] * (foot[1] - y)) / (foot[1] + 0.02);
    const reach = uniform(random, 0.06, 0.2) * (integer(random, 2) === 0 ? -1 : 1);
    const colour = mix(air, lit(bark, lightOn(mood, 0.2)), 0.2 + 0.7 * near);
    paint(canvas, stroke([x, y], [x + reach, y - Math.abs(reach) * 0.7], half * 0.4, half * 0.12), colour);
  }
}

/** Leaves hanging into the picture from above, thicker towards the sides. */
function paintCanopy({ canvas, noise, random }: Stage, near: number, colour: Colour): void {
  const seed = uniform(random, 0, 200);
  const reach = uniform(random, 0.16, 0.4);
  forEachPixel(canvas, { bottom: 0.75 }, (at, x, y) => {
    const inwards = 1 - Math.abs((x / canvas.aspect) * 2 - 1);
    const clump = fractal(noise, x * (9 - 4 * near) + seed, y * (9 - 4 * near), 4, 0.62);
    const cover = smoothstep(-0.05, 0.2, clump + (reach * (1.2 - 0.7 * inwards) - y) * 1.8);
    if (cover < 0.02) return;
    blend(canvas, at, dimmed(colour, 1 + 0.5 * noise(x * 30 + seed, y * 30)), cover * 0.9);
  });
}

function paintShafts({ canvas, random, noise, sun, mood }: Stage, air: Colour): void {
  const [seed, slant] = [
    uniform(random, 0, 100),
    uniform(random, 0.35, 1) * (sun.x < 0.5 * canvas.aspect ? 1 : -1),
  ];
  const colour = mix(mood.sun, air, 0.3);
  forEachPixel(canvas, {}, (at, x, y) => {
    const beam = smoothstep(0.05, 0.6, noise((x - slant * y) * 4.5 + seed, seed));
    glow(canvas, at, colour, 0.42 * beam * smoothstep(1.05, 0.15, y));
  });
}
