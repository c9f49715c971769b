import { type Random, uniform } from "../../math/index.ts";
import { type Colour, dimmed, hex, varied } from "./colour.ts";

/** An hour of the day with its weather: what lights a scene and what hangs above it. */
export interface Mood {
  readonly name: string;
  /** The sky straight up, half way, and at the horizon. */
  readonly sky: readonly [Colour, Colour, Colour];
  /** Light from the sun (or moon), and from everywhere else. */
  readonly sun: Colour;
  readonly ambient: Colour;
  /** What far things fade into, and how quickly (per unit of distance). */
  readonly haze: Colour;
  readonly density: number;
  /** Height of the sun or moon above the horizon, in picture heights: from, to. */
  readonly elevation: readonly [number, number];
  /** The glow around it: how bright, how wide. */
  readonly glow: readonly [number, number];
  readonly cloud: { readonly lit: Colour; readonly shade: Colour };
  /** 0 by day, 1 by night: stars, lamps, a moon for the sun. */
  readonly night: number;
  /** Whether clouds hide the sun. */
  readonly veiled: boolean;
}

interface Written {
  sky: readonly [number, number, number];
  sun: readonly [number, number];
  ambient: readonly [number, number];
  haze: readonly [number, number];
  elevation: readonly [number, number];
  glow: readonly [number, number];
  cloud: readonly [number, number];
  night?: number;
  veiled?: boolean;
}

const hours: Record<string, Written> = {
  noon: {
    sky: [0x2a68b8, 0x5f9edb, 0xcbe2f2],
    sun: [0xfff4dc, 0.95],
    ambient: [0xb4cdf0, 0.5],
    haze: [0xbcd6ec, 0.012],
    elevation: [0.5, 1.1],
    glow: [0.35, 0.14],
    cloud: [0xffffff, 0x93a7bf],
  },
  tropic: {
    sky: [0x0b6fd0, 0x35a2e8, 0xb5ecf0],
    sun: [0xfffae6, 1.05],
    ambient: [0xb8e0f0, 0.5],
    haze: [0xb5e2ec, 0.008],
    elevation: [0.6, 1.2],
    glow: [0.3, 0.12],
    cloud: [0xffffff, 0xa9c3d4],
  },
  morning: {
    sky: [0x6fa3d0, 0xa9cbe0, 0xf8e6c8],
    sun: [0xffe2b0, 0.9],
    ambient: [0xb6c6e0, 0.5],
    haze: [0xe6dcd0, 0.03],
    elevation: [0.14, 0.4],
    glow: [0.6, 0.2],
    cloud: [0xfff3e0, 0xa8a8b8],
  },
  golden: {
    sky: [0x4c82b4, 0xc9b78e, 0xffcb82],
    sun: [0xffb254, 1.15],
    ambient: [0x9a96b4, 0.48],
    haze: [0xf0c48c, 0.026],
    elevation: [0.08, 0.3],
    glow: [0.9, 0.26],
    cloud: [0xffdfae, 0x9d8798],
  },
  sunset: {
    sky: [0x2c3c74, 0xa8606e, 0xff8c3c],
    sun: [0xff7a36, 1.0],
    ambient: [0x7a6690, 0.46],
    haze: [0xd9785a, 0.024],
    elevation: [0.01, 0.14],
    glow: [1.0, 0.3],
    cloud: [0xff9d5c, 0x5c4066],
  },
  rose: {
    sky: [0x6f84be, 0xcfa4bc, 0xffdcb6],
    sun: [0xffb9a6, 0.8],
    ambient: [0xa894bc, 0.55],
    haze: [0xe6bfbc, 0.018],
    elevation: [0.02, 0.2],
    glow: [0.7, 0.24],
    cloud: [0xffd0c4, 0x9479a6],
  },
  dusk: {
    sky: [0x0e1c48, 0x2f4c8c, 0xe39a78],
    sun: [0xd99a8c, 0.35],
    ambient: [0x5a6ca4, 0.5],
    haze: [0x6d76a0, 0.026],
    elevation: [-0.12, -0.02],
    glow: [0.7, 0.4],
    cloud: [0xc78a90, 0x2f3a66],
    night: 0.35,
  },
  night: {
    sky: [0x060d24, 0x0e2148, 0x2c4a78],
    sun: [0xaec4f0, 0.6],
    ambient: [0x5068a0, 0.5],
    haze: [0x1d2f56, 0.022],
    elevation: [0.25, 0.6],
    glow: [0.4, 0.13],
    cloud: [0x5a6c96, 0x10192f],
    night: 1,
  },
  aurora: {
    sky: [0x050b20, 0x0a2238, 0x1a4450],
    sun: [0x8fe0c0, 0.5],
    ambient: [0x4a8088, 0.55],
    haze: [0x1d4654, 0.02],
    elevation: [0.7, 0.9],
    glow: [0, 0.1],
    cloud: [0x3a5a6a, 0x0c1a2a],
    night: 1,
  },
  overcast: {
    sky: [0x8d98a6, 0xb2bac2, 0xdcdedd],
    sun: [0xe6e8ea, 0.28],
    ambient: [0xdde4ea, 0.72],
    haze: [0xc6ccd0, 0.024],
    elevation: [0.6, 1],
    glow: [0.1, 0.3],
    cloud: [0xeceeee, 0x79838e],
    veiled: true,
  },
  storm: {
    sky: [0x303a48, 0x5a6878, 0xb4bfae],
    sun: [0xe6deb0, 0.75],
    ambient: [0x8a98a4, 0.5],
    haze: [0x8d9a9c, 0.026],
    elevation: [0.4, 0.7],
    glow: [0, 0.2],
    cloud: [0xa4aeb6, 0x2f3842],
    veiled: true,
  },
  mist: {
    sky: [0xa5c2c4, 0xcbd8d2, 0xf4ead8],
    sun: [0xfff0d2, 0.5],
    ambient: [0xcfdcdc, 0.6],
    haze: [0xe4e2d6, 0.06],
    elevation: [0.1, 0.4],
    glow: [0.7, 0.3],
    cloud: [0xfaf4ea, 0xb0bcbc],
  },
  dust: {
    sky: [0xa8875c, 0xd8b27a, 0xf4dcae],
    sun: [0xffe0a4, 0.85],
    ambient: [0xc0a890, 0.52],
    haze: [0xe2bd88, 0.04],
    elevation: [0.2, 0.6],
    glow: [0.5, 0.16],
    cloud: [0xf6deb8, 0xa9865e],
  },
};

/** The names of the hours {@link createMood} knows. */
export const moodNames: readonly string[] = Object.keys(hours);

/** One of the hours, its colours and its haze varied a little. @throws RangeError for an unknown name. */
export function createMood(name: string, random: Random): Mood {
  const written = hours[name];
  if (!written) throw new RangeError(`createMood: no hour "${name}"; known: ${moodNames.join(", ")}`);
  const shade = (code: number): Colour => varied(random, hex(code), 0.09);
  const light = ([code, strength]: readonly [number, number]): Colour =>
    varied(random, dimmed(hex(code), strength), 0.05);
  return {
    name,
    sky: [shade(written.sky[0]), shade(written.sky[1]), shade(written.sky[2])],
    sun: light(written.sun),
    ambient: light(written.ambient),
    haze: shade(written.haze[0]),
    density: written.haze[1] * uniform(random, 0.5, 1.8),
    elevation: written.elevation,
    glow: written.glow,
    cloud: { lit: shade(written.cloud[0]), shade: shade(written.cloud[1]) },
    night: written.night ?? 0,
    veiled: written.veiled ?? false,
  };
}
