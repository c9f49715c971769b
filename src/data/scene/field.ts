import { integer, uniform } from "../../math/index.ts";
import { type Colour, hex, mix, oneOf, varied } from "./colour.ts";
import { type Cover, grasses, type Season, woods } from "./cover.ts";
import { clamp01, fraction, smoothstep } from "./curve.ts";
import { cellValue, fractal } from "./noise.ts";
import type { Stage } from "./stage.ts";

/** A patchwork of fields (the nearest of jittered grid points), each with its crop and its furrows, hedges between. */
export function fieldCover({ random, noise }: Stage, season: Season): Cover {
  const crops = [0x7f9f45, 0xc7b04c, 0xe0c63c, 0x8a6a48, 0x5f8a3e, 0xa9b35e, 0xb99a5a].map((code) =>
    varied(
      random,
      mix(hex(code), hex(oneOf(random, grasses[season])), season === "winter" ? 0.85 : 0.3),
      0.08,
    ),
  );
  const hedge = varied(random, hex(oneOf(random, woods[season])), 0.1);
  const [size, salt] = [uniform(random, 2.4, 5.5), integer(random, 1000)];
  const seed = uniform(random, 0, 100);
  return ({ x, z, detail }) => {
    const u = (x + noise(x / 5, z / 5)) / size;
    const v = (z + noise(z / 5, x / 5)) / (1.5 * size);
    const [nearest, second, id] = nearestCells(u, v, salt);
    const angle = id * 40;
    const furrow = fraction((x * Math.cos(angle) + z * Math.sin(angle)) * 3) < 0.5 ? 0.9 : 1.05;
    const striped = detail < 0.1 && id > 0.35 ? furrow : 1;
    const rough = 1 + 0.12 * fractal(noise, x * 2 + seed, z * 2, detail < 0.06 ? 4 : 2);
    const crop = crops[Math.floor(id * 997) % crops.length] ?? hedge;
    const shade = striped * rough;
    const edge = 1 - smoothstep(0.02, 0.05 + detail * 0.3, second - nearest);
    return mix([crop[0] * shade, crop[1] * shade, crop[2] * shade], hedge, edge * 0.9);
  };
}

/** Distances to the nearest and second nearest jittered point, and the nearest one's number in [0, 1). */
function nearestCells(u: number, v: number, salt: number): readonly [number, number, number] {
  let nearest = 9;
  let second = 9;
  let id = 0;
  for (let row = Math.floor(v) - 1; row <= Math.floor(v) + 1; row++) {
    for (let column = Math.floor(u) - 1; column <= Math.floor(u) + 1; column++) {
      const dx = column + 0.15 + 0.7 * cellValue(column, row, salt) - u;
      const dy = row + 0.15 + 0.7 * cellValue(column, row, salt + 1) - v;
      const away = Math.sqrt(dx * dx + dy * dy);
      if (away < nearest) {
        second = nearest;
        nearest = away;
        id = cellValue(column, row, salt + 2);
      } else if (away < second) second = away;
    }
  }
  return [nearest, second, id];
}

/** Beds of flowers, crops or vines in rows that run away from the camera. */
export function rowCover({ random, noise }: Stage): Cover {
  const palettes = [
    [0x7a56b0, 0x8f6cc4, 0x6a4a9c],
    [0xd8304a, 0xf2b632, 0xf0f0ea, 0xe8709c, 0xf07a2a],
    [0xe8c53a, 0xf0d050],
    [0xc9a24c, 0xd8b45c, 0xbf9440],
    [0x5a9a4a, 0x78b04e],
    [0xe05a3a, 0xc8342e],
  ];
  const flowers = oneOf(random, palettes).map((code) => varied(random, hex(code), 0.1));
  const [earth, leaf] = [varied(random, hex(0x6b5238), 0.15), varied(random, hex(0x4d7a38), 0.15)];
  const [angle, pitch] = [uniform(random, -0.75, 0.75), uniform(random, 0.28, 0.7)];
  const [band, salt] = [1 + integer(random, 4), integer(random, 999)];
  return ({ x, z, detail }) => {
    const across = (x * Math.cos(angle) - z * Math.sin(angle)) / pitch + 0.08 * noise(x * 2, z * 2);
    const part = fraction(across);
    const bed =
      flowers[Math.floor(cellValue(Math.floor(across / band), 0, salt) * 61) % flowers.length] ?? leaf;
    const bloom = smoothstep(0.16, 0.3, part) * (1 - smoothstep(0.78, 0.92, part));
    const speckle = detail < 0.03 ? noise(x * 22, z * 22) : detail < 0.1 ? noise(x * 9, z * 9) * 0.6 : 0;
    const plant = mix(bed, leaf, clamp01(0.22 - 0.5 * speckle));
    const blurred = smoothstep(pitch * 0.25, pitch * 0.7, detail);
    const shade = 0.92 + 0.3 * speckle;
    const colour = mix(mix(earth, plant, bloom), mix(earth, bed, 0.62), blurred);
    return [colour[0] * shade, colour[1] * shade, colour[2] * shade];
  };
}

/** One cover near by, another beyond: the change lies around `distance`. */
export function beyond(near: Cover, far: Cover, distance: number): Cover {
  return (point) => {
    const amount = smoothstep(distance * 0.75, distance * 1.2, point.z);
    return amount === 0 ? near(point) : amount === 1 ? far(point) : mix(near(point), far(point), amount);
  };
}

/** A road, track or stream laid over other ground. */
export function withPath(
  cover: Cover,
  offset: (x: number, z: number) => number,
  width: number,
  colour: Colour,
  line: number,
): Cover {
  return (point) => {
    const away = Math.abs(offset(point.x, point.z));
    const soft = point.detail;
    const on = 1 - smoothstep(width - soft, width + soft + 0.02, away);
    if (on === 0) return cover(point);
    const dashed = line > 0 && away < 0.035 + soft * 0.4 && fraction(point.z / 1.2) < 0.6 ? line : 0;
    return mix(cover(point), mix(colour, [0.95, 0.9, 0.7], dashed), on);
  };
}
