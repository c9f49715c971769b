import { type Random, uniform } from "../../math/index.ts";

/** Red, green and blue; [0, 1] is what can be shown, light may exceed 1. */
export type Colour = readonly [number, number, number];

/** White (a little under 1, so that engines keep it as they keep every other colour: in doubles). */
export const white: Colour = [0.999, 0.999, 0.999];

/** The colour of a web code: `hex(0xff8800)`. */
export function hex(code: number): Colour {
  return [(code >> 16) / 255, ((code >> 8) & 255) / 255, (code & 255) / 255];
}

/** (1 − amount) from + amount to */
export function mix(from: Colour, to: Colour, amount: number): Colour {
  const rest = 1 - amount;
  return [from[0] * rest + to[0] * amount, from[1] * rest + to[1] * amount, from[2] * rest + to[2] * amount];
}

/** What a surface of this colour shows in that light: the product, channel by channel. */
export function lit(surface: Colour, light: Colour): Colour {
  return [surface[0] * light[0], surface[1] * light[1], surface[2] * light[2]];
}

/** Every channel times `factor`. */
export function dimmed(colour: Colour, factor: number): Colour {
  return [colour[0] * factor, colour[1] * factor, colour[2] * factor];
}

/** How bright a colour looks (Rec. 709 weights). */
export function brightness(colour: Colour): number {
  return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2];
}

/** A neighbour of `colour`: all channels together and each on its own scaled by up to ±`amount`. */
export function varied(random: Random, colour: Colour, amount: number): Colour {
  const together = 1 + uniform(random, -amount, amount);
  const channel = (value: number): number => value * together * (1 + uniform(random, -amount, amount) / 2);
  return [channel(colour[0]), channel(colour[1]), channel(colour[2])];
}

/** One of `items`. @throws RangeError where there are none. */
export function oneOf<T>(random: Random, items: readonly T[]): T {
  if (items.length === 0) throw new RangeError("oneOf: nothing to choose from");
  return items[Math.floor(random.next() * items.length)] as T;
}
