import { type Random, shuffled } from "../../math/index.ts";

/** Smooth noise over the plane: about [−1, 1], mean 0, features about 1 wide. */
export type Noise = (x: number, y: number) => number;

/** Gradient noise (Perlin 1985, with the quintic fade of Perlin 2002); repeats every 256. */
export function createNoise(random: Random): Noise {
  const order = shuffled(
    random,
    Array.from({ length: 256 }, (_, i) => i),
  );
  const lattice = Uint8Array.from([...order, ...order]);
  const along = Float64Array.from({ length: 256 }, (_, i) => 1.5 * Math.cos((i * Math.PI) / 8));
  const across = Float64Array.from({ length: 256 }, (_, i) => 1.5 * Math.sin((i * Math.PI) / 8));
  return (x, y) => {
    const column = Math.floor(x);
    const row = Math.floor(y);
    const dx = x - column;
    const dy = y - row;
    const left = lattice[column & 255] as number;
    const right = lattice[(column + 1) & 255] as number;
    const a = lattice[left + (row & 255)] as number;
    const b = lattice[right + (row & 255)] as number;
    const c = lattice[left + ((row + 1) & 255)] as number;
    const d = lattice[right + ((row + 1) & 255)] as number;
    const top = (along[a] as number) * dx + (across[a] as number) * dy;
    const topRight = (along[b] as number) * (dx - 1) + (across[b] as number) * dy;
    const bottom = (along[c] as number) * dx + (across[c] as number) * (dy - 1);
    const bottomRight = (along[d] as number) * (dx - 1) + (across[d] as number) * (dy - 1);
    const u = dx * dx * dx * (dx * (dx * 6 - 15) + 10);
    const v = dy * dy * dy * (dy * (dy * 6 - 15) + 10);
    const upper = top + u * (topRight - top);
    return upper + v * (bottom + u * (bottomRight - bottom) - upper);
  };
}

/** Fractal noise: Σ gain^o noise(2^o p) over `octaves`, each octave turned by 37°; about [−1, 1]. */
export function fractal(noise: Noise, x: number, y: number, octaves = 4, gain = 0.5): number {
  let sum = 0;
  let total = 0;
  let amplitude = 1;
  let px = x;
  let py = y;
  for (let octave = 0; octave < octaves; octave++) {
    sum += amplitude * noise(px, py);
    total += amplitude;
    amplitude *= gain;
    const turned = 1.6 * px + 1.2 * py + 7.3;
    py = -1.2 * px + 1.6 * py + 3.7;
    px = turned;
  }
  return sum / total;
}

/** Sharp crests (Musgrave's ridged multifractal): each octave (1 − |noise|)² weighted by the one before; [0, 1]. */
export function ridged(noise: Noise, x: number, y: number, octaves = 5): number {
  let sum = 0;
  let total = 0;
  let amplitude = 1;
  let weight = 1;
  let px = x;
  let py = y;
  for (let octave = 0; octave < octaves; octave++) {
    const crest = 1 - Math.abs(noise(px, py));
    const signal = crest * crest * weight;
    sum += amplitude * signal;
    total += amplitude;
    weight = signal > 1 ? 1 : signal;
    amplitude *= 0.5;
    const turned = 1.6 * px + 1.2 * py + 11.9;
    py = -1.2 * px + 1.6 * py + 5.1;
    px = turned;
  }
  return sum / total;
}

/** A number in [0, 1) for a cell of the plane: the same cell, the same number. */
export function cellValue(column: number, row: number, salt = 0): number {
  let h =
    Math.imul(column | 0, 0x27d4eb2d) ^ Math.imul(row | 0, 0x165667b1) ^ Math.imul(salt | 0, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}
