import { integer, uniform } from "../../math/index.ts";
import { length as distance, lerp, smoothstep } from "./curve.ts";
import { fractal, type Noise, ridged } from "./noise.ts";
import type { Stage } from "./stage.ts";

/** A height for every place, in the camera's units; `detail` is the smallest feature that can be seen from here. */
export type Relief = (x: number, z: number, detail: number) => number;

/** As many octaves as can be seen: the last one is still twice `detail` long. */
function octavesFor(length: number, detail: number, most = 6): number {
  return Math.max(1, Math.min(most, 31 - Math.clz32(length / (2 * detail))));
}

/** Rocky ranges behind a valley or a lake; `lake` sinks the middle ground below the water. */
export function mountains({ noise, random, view }: Stage, lake: boolean): Relief {
  const [start, length] = [uniform(random, 8, 15), uniform(random, 9, 22)];
  const [peak, sharpness] = [uniform(random, 6, 16) / view.focal, uniform(random, 0.9, 1.8)];
  const [offset, gap] = [uniform(random, 0, 200), uniform(random, -0.5, 0.5)];
  const shore = lake ? uniform(random, -0.5, -0.25) : 0.12;
  return (x, z, detail) => {
    const rise = smoothstep(start, start + 1.4 * length, z + 2.5 * noise(x / 9 + offset, 5));
    const valley = smoothstep(0, 9, Math.abs(x - gap * z)) * 0.75 + 0.25;
    const rolling = 0.16 * fractal(noise, x / 4 + offset, z / 4, octavesFor(4, detail, 4));
    if (rise <= 0) return shore + rolling * smoothstep(1.5, 5, z);
    const rock = ridged(noise, x / length + offset, z / length, octavesFor(length, detail)) ** sharpness;
    return shore + rolling + rise * (0.3 + peak * valley * rock * lerp(0.7, 1.35, smoothstep(start, 70, z)));
  };
}

/** One great cone (a volcano) over low ground. */
export function volcano({ noise, random }: Stage, lake: boolean): Relief {
  const [x0, z0] = [uniform(random, -13, 13), uniform(random, 26, 48)];
  const [peak, width] = [uniform(random, 9, 17), uniform(random, 8, 24)];
  const [offset, crater, rough] = [
    uniform(random, 0, 200),
    uniform(random, 0.3, 2.4),
    uniform(random, 0.08, 0.26),
  ];
  const shore = lake ? -0.32 : 0.12;
  return (x, z, detail) => {
    const away = distance(x - x0, z - z0);
    const gullies = 1 + rough * fractal(noise, Math.atan2(z - z0, x - x0) * 5 + offset, away / 6, 3);
    const foot = Math.exp((-0.62 * z0) / width);
    const cone = peak * (Math.exp(-(away * gullies) / width) - foot);
    const cut = Math.max(0, Math.min(cone, peak * (Math.exp(-crater / width) - foot)));
    const low =
      0.5 * smoothstep(8, 20, z) * (1 + fractal(noise, x / 5 + offset, z / 5, octavesFor(5, detail, 5)));
    return shore + low + cut + 0.08 * fractal(noise, x / 2, z / 2, octavesFor(2, detail, 3));
  };
}

/** Rolling country. */
export function hills({ noise, random }: Stage): Relief {
  const [length, tall] = [uniform(random, 6, 14), uniform(random, 0.7, 2)];
  const offset = uniform(random, 0, 200);
  return (x, z, detail) => {
    const away = smoothstep(1.5, 9, z);
    const swell = fractal(noise, x / length + offset, z / length, octavesFor(length, detail, 3), 0.35);
    const farther = smoothstep(30, 90, z) * 3.2 * (0.5 + 0.5 * fractal(noise, x / 30, z / 30 + offset, 4));
    return 0.05 + away * tall * (0.42 + 0.6 * swell) + farther;
  };
}

/** Dunes: waves of sand with a long windward and a short lee side, bent by noise. */
export function dunes({ noise, random }: Stage): Relief {
  const angle = uniform(random, -0.9, 0.9);
  const [length, tall] = [uniform(random, 4, 8), uniform(random, 0.7, 1.5)];
  const offset = uniform(random, 0, 200);
  return (x, z, detail) => {
    const bend = 1.5 * noise(x / 7 + offset, z / 7) + 0.5 * noise(x / 2.6, z / 2.6 + offset);
    const phase = (x * Math.sin(angle) + z * Math.cos(angle)) / length + bend;
    const t = phase - Math.floor(phase);
    const profile = t < 0.72 ? smoothstep(-0.12, 0.76, t) : 1 - smoothstep(0.68, 1, t);
    const height = 0.55 + 0.6 * noise(x / 11, z / 11 + offset);
    const ripples = detail < 0.03 ? 0.006 * Math.sin(phase * 70 + 4 * noise(x * 2, z * 2)) : 0;
    return (
      smoothstep(1, 6, z) * tall * profile * Math.max(0.15, height) + ripples + smoothstep(20, 80, z) * 1.2
    );
  };
}

/** Table mountains and needles of rock on a plain. */
export function mesas({ noise, random }: Stage): Relief {
  const [length, tall] = [uniform(random, 10, 18), uniform(random, 2, 4.2)];
  const [offset, rarity] = [uniform(random, 0, 200), uniform(random, 0.1, 0.32)];
  return (x, z, detail) => {
    const n = fractal(noise, x / length + offset, z / length, octavesFor(length, detail, 6), 0.45);
    const away = smoothstep(7, 13, z);
    const scree = 0.5 * smoothstep(rarity - 0.22, rarity, n);
    const wall =
      smoothstep(rarity, rarity + 0.035, n) * 0.75 + smoothstep(rarity + 0.12, rarity + 0.15, n) * 0.3;
    const floor = 0.1 * fractal(noise, x / 2, z / 2, octavesFor(2, detail, 3));
    return (
      0.05 +
      floor * smoothstep(1, 4, z) +
      away * tall * (0.35 * scree + wall * (0.8 + 0.3 * noise(x / 20, 9)))
    );
  };
}

/** A coast seen along its length: land on one side, sea on the other, steep or flat between. */
export function coast({ noise, random }: Stage, steep: boolean): Relief {
  const side = integer(random, 2) === 0 ? -1 : 1;
  const [run, offset] = [uniform(random, 0.05, 0.3), uniform(random, 0, 200)];
  const [start, tall] = [
    uniform(random, -0.7, 0.5),
    steep ? uniform(random, 1.6, 3.4) : uniform(random, 0.3, 0.7),
  ];
  return (x, z, detail) => {
    const bays = 2.6 * noise(z / 8 + offset, 3) + 0.9 * noise(z / 2.7 + offset, 8);
    const inland = side * x - start - run * z - bays * smoothstep(1, 8, z);
    const rough = fractal(noise, x / 3 + offset, z / 3, octavesFor(3, detail, 5));
    const sand = 0.14 * smoothstep(-0.8, 1.2, inland) - 0.07;
    const rise = steep ? smoothstep(0.5, 1.5, inland + 0.5 * rough) : smoothstep(0.5, 7, inland);
    const back = smoothstep(2, 16, inland) * 1.6 * (0.5 + 0.5 * fractal(noise, x / 12, z / 12 + offset, 3));
    return inland < -0.8 ? -0.2 : sand + rise * tall * (0.8 + 0.28 * rough) * smoothstep(1, 6, z) + back;
  };
}

/** One to four islands in open sea, each a rough hill with a height and a breadth of its own. */
export function islands({ noise, random, view, canvas }: Stage): Relief {
  const offset = uniform(random, 0, 200);
  const hillocks = Array.from({ length: 1 + integer(random, 4) }, () => {
    const z = uniform(random, 9, 30);
    const x = ((uniform(random, 0, 1) * canvas.aspect - view.centre) * z) / view.focal;
    return {
      x,
      z,
      broad: uniform(random, 1.5, 5.5),
      tall: uniform(random, 1, 5.5),
      flat: uniform(random, 1, 3),
    };
  });
  return (x, z, detail) => {
    let height = 0;
    for (const hillock of hillocks) {
      const away = ((x - hillock.x) ** 2 + (z - hillock.z) ** 2 / 2) / hillock.broad ** 2;
      if (away < 4) height += hillock.tall * (Math.exp(-(away ** hillock.flat)) - 0.02);
    }
    if (height <= 0) return -0.3;
    const rough = fractal(noise, x / 3 + offset, z / 3, octavesFor(3, detail, 5), 0.55);
    return height * (1 + 0.75 * rough) - 0.24 + 0.2 * rough;
  };
}

/** Nearly flat ground. */
export function plain({ noise, random }: Stage): Relief {
  const [offset, far] = [uniform(random, 0, 200), uniform(random, 0, 3.2)];
  return (x, z, detail) =>
    0.06 * fractal(noise, x / 3 + offset, z / 3, octavesFor(3, detail, 3)) * smoothstep(1, 4, z) +
    far * smoothstep(30, 80, z) * ridged(noise, x / 26 + offset, z / 26, 4);
}

/** The relief lowered along a winding path, which is also told apart: how far a place is from its middle. */
export function pathOffset(noise: Noise, seed: number, winding: number): (x: number, z: number) => number {
  return (x, z) =>
    x - winding * (noise(z / 7 + seed, 2) * smoothstep(1, 12, z) * 3.5 + 0.2 * noise(z / 2, seed));
}
