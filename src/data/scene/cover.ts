import { uniform } from "../../math/index.ts";
import { type Colour, hex, mix, oneOf, varied } from "./colour.ts";
import { clamp01, smoothstep } from "./curve.ts";
import { cellValue, fractal } from "./noise.ts";
import type { Stage } from "./stage.ts";
import type { GroundPoint } from "./terrain.ts";

/** What the ground looks like at a place, before light. */
export type Cover = (point: GroundPoint) => Colour;

/** The time of year, as far as leaves and snow show it. */
export type Season = "summer" | "spring" | "autumn" | "winter";

/** Grass in each season (snow in winter). */
export const grasses: Record<Season, readonly number[]> = {
  summer: [0x5d8a3a, 0x6f8f3c, 0x87924a, 0x4f7d3e],
  spring: [0x7fae45, 0x6aa54a, 0x93b84e],
  autumn: [0x9c8a45, 0xa8843e, 0x86803f],
  winter: [0xeef3f8, 0xe6edf4],
};

/** Leaves in each season. */
export const woods: Record<Season, readonly number[]> = {
  summer: [0x24482a, 0x2d5231, 0x1d3d2c],
  spring: [0x3f6b33, 0x35602f],
  autumn: [0xb0602a, 0xc98a2e, 0x9a4526, 0x6b5a2c],
  winter: [0x55665f, 0x6e7b7c],
};

/** The colour of a crown of leaves in that season. */
export function leafColour({ random }: Stage, season: Season): Colour {
  return varied(random, hex(oneOf(random, woods[season])), 0.12);
}

/** Meadow below, forest above it, then rock, then snow; steep places stay rock. */
export function alpineCover({ random, noise }: Stage, season: Season, snowline: number): Cover {
  const grass = varied(random, hex(oneOf(random, grasses[season])), 0.1);
  const wood = woods[season].map((code) => varied(random, hex(code), 0.08));
  const rock = varied(random, hex(oneOf(random, [0x85807a, 0x77746f, 0x8f8376, 0x6d6a70, 0x94795f])), 0.08);
  const [treeline, patch] = [snowline * uniform(random, 0.4, 0.75), uniform(random, -0.25, 0.35)];
  return ({ x, z, height, steepness, detail }) => {
    const coarse = noise(x / 2.3, z / 2.3);
    const fine = detail < 0.12 ? noise(x * 4, z * 4) : 0;
    const grain = detail < 0.03 ? 1 + 0.16 * noise(x * 17, z * 17) : 1;
    const tree = wood[coarse > 0.25 ? 0 : Math.abs(Math.round(fine * 3)) % wood.length] ?? rock;
    const wooded = smoothstep(patch - 0.1, patch + 0.1, coarse + 0.35 * fine + 0.15 * smoothstep(6, 14, z));
    const low = mix(grass, tree, wooded * smoothstep(4, 8, z));
    const bare = smoothstep(treeline * 0.8, treeline * 1.2, height + 0.35 * coarse);
    const stone = mix(rock, [rock[0] * 0.72, rock[1] * 0.72, rock[2] * 0.75], clamp01(0.5 + fine));
    const ground = mix(low, stone, Math.max(bare, smoothstep(0.3, 0.5, steepness)));
    const snow =
      smoothstep(snowline * 0.9, snowline * 1.1, height + 0.5 * coarse) *
      (1 - smoothstep(0.5, 0.72, steepness));
    return mix([ground[0] * grain, ground[1] * grain, ground[2] * grain], [0.94, 0.96, 1], snow);
  };
}

/** Snow and old ice, bluer in the hollows. */
export function iceCover({ noise }: Stage): Cover {
  return ({ x, z, height, steepness }) => {
    const blue = clamp01(0.25 + 0.5 * steepness + 0.35 * noise(x * 1.5, z * 1.5 + 3 * height));
    return mix([0.96, 0.98, 1], [0.5, 0.76, 0.9], blue);
  };
}

/** Grass with flowers or seed heads scattered in it, thicker in drifts. */
export function meadowCover({ random, noise }: Stage, season: Season, dry: boolean): Cover {
  const grass = varied(
    random,
    hex(dry ? oneOf(random, [0xc9a548, 0xb8924a, 0xd0b060]) : oneOf(random, grasses[season])),
    0.1,
  );
  const dark = varied(random, dry ? hex(0x8a6e3a) : hex(0x33582c), 0.12);
  const bloom = hex(oneOf(random, [0xf4f0e0, 0xe8c83a, 0xd8442e, 0x8a6ac8, 0xe88ab0]));
  const [share, seed] = [dry || season === "winter" ? 0 : uniform(random, 0, 0.9), uniform(random, 0, 99)];
  return ({ x, z, detail }) => {
    const drift = noise(x / 1.7 + seed, z / 3);
    const blades = detail < 0.05 ? noise(x * 14, z * 5) : 0.4 * noise(x * 3, z * 2);
    const tuft = mix(grass, dark, clamp01(0.35 + 0.4 * drift + 0.5 * blades));
    const spot = detail < 0.05 ? smoothstep(0.3, 0.5, noise(x * 11 + 50, z * 7)) : 0.3;
    return mix(tuft, bloom, spot * share * smoothstep(-0.2, 0.4, drift));
  };
}

/** Sand, with darker and lighter drifts. */
export function sandCover({ random, noise }: Stage): Cover {
  const sand = varied(random, hex(oneOf(random, [0xe0a25c, 0xd9b27c, 0xcf8650, 0xead2a4])), 0.06);
  return ({ x, z, detail }) => {
    const drift = 1 + 0.07 * noise(x * 1.5, z * 1.5) + (detail < 0.02 ? 0.07 * noise(x * 26, z * 26) : 0);
    return [sand[0] * drift, sand[1] * drift, sand[2] * drift];
  };
}

/** Layered red rock over a dry floor with scrub. */
export function strataCover({ random, noise }: Stage): Cover {
  const layers = [0xb4552e, 0xc8744a, 0x9c4428, 0xd89a6c, 0xa9603c].map((code) =>
    varied(random, hex(code), 0.08),
  );
  const floor = varied(random, hex(oneOf(random, [0xc98a5a, 0xd0a070, 0xb87a4e])), 0.07);
  const scrub = varied(random, hex(0x7c7a4a), 0.15);
  const thickness = uniform(random, 0.16, 0.4);
  return ({ x, z, height, steepness, detail }) => {
    const layer = Math.floor(height / thickness + 0.5 * noise(x / 5, z / 5));
    const rock = layers[Math.floor(cellValue(layer, 7) * 50) % layers.length] ?? floor;
    const bush = detail < 0.12 ? smoothstep(0.35, 0.5, noise(x * 3, z * 3)) : 0.15;
    const rough = 1 + 0.12 * noise(x * 2.5, height * 5);
    const colour = mix(
      mix(floor, scrub, bush),
      rock,
      smoothstep(0.1, 0.3, steepness + 0.2 * smoothstep(0.8, 1.4, height)),
    );
    return [colour[0] * rough, colour[1] * rough, colour[2] * rough];
  };
}

/** Beach at the water's edge with a line of foam, grass or scrub above it, rock where it is steep. */
export function coastCover(stage: Stage, season: Season): Cover {
  const { random, noise } = stage;
  const sand = varied(random, hex(oneOf(random, [0xe8d3a2, 0xdcc090, 0xf2e6c8, 0xb8aa98])), 0.05);
  const grass = varied(random, hex(oneOf(random, grasses[season])), 0.1);
  const rock = varied(random, hex(oneOf(random, [0x8a7d70, 0xd8d2c4, 0x6c6662, 0xa8764e])), 0.08);
  const wood = leafColour(stage, season);
  return ({ x, z, height, steepness, detail }) => {
    const coarse = fractal(noise, x * 1.2, z * 1.2, 3);
    const grain = 1 + (detail < 0.04 ? 0.1 * noise(x * 15, z * 15) : 0);
    const green = mix(grass, wood, smoothstep(0.05, 0.25, coarse) * 0.85);
    const land = mix(sand, green, smoothstep(0.09, 0.2, height + 0.06 * coarse));
    const cliff = mix(land, rock, smoothstep(0.22, 0.42, steepness));
    const foam = (1 - smoothstep(0.006, 0.022, height)) * (0.75 + 0.5 * coarse);
    return mix([cliff[0] * grain, cliff[1] * grain, cliff[2] * grain], [0.96, 0.98, 1], clamp01(foam));
  };
}
