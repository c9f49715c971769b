import { integer, type Random, uniform } from "../../math/index.ts";
import type { Picture } from "../picture.ts";

/**
 * A way of spoiling a picture. `apply` never changes its input, keeps the size and the channels, and draws
 * everything from `random`: the same random, the same damage. `name` is what {@link parseDamage} reads.
 */
export interface Damage {
  readonly name: string;
  apply(picture: Picture, random: Random): Picture;
}

/** A side of a picture. */
export type Side = "left" | "right" | "top" | "bottom";

/** The four sides. */
export const sides: readonly Side[] = ["left", "right", "top", "bottom"];

/**
 * Half the picture black: columns x < width / 2 for "left", rows y < height / 2 for "top", the others mirrored
 * (the middle of an odd length stays).
 */
export function half(side: Side): Damage {
  if (!sides.includes(side)) throw new RangeError(`half: no side "${side}"; known: ${sides.join(", ")}`);
  return {
    name: `half:${side}`,
    apply(picture) {
      const [middleX, middleY] = [Math.floor(picture.width / 2), Math.floor(picture.height / 2)];
      return blackened(picture, {
        left: side === "right" ? picture.width - middleX : 0,
        right: side === "left" ? middleX : picture.width,
        top: side === "bottom" ? picture.height - middleY : 0,
        bottom: side === "top" ? middleY : picture.height,
      });
    },
  };
}

/**
 * A black rectangle at a random place, all inside: about `areaFraction` of the picture (exact but for rounding to
 * whole pixels), between twice as wide and twice as high as the picture's own shape where that fits.
 * @param areaFraction in [0, 1].
 */
export function rectangle(areaFraction: number): Damage {
  requireFraction("rectangle", areaFraction);
  return {
    name: `rectangle:${areaFraction}`,
    apply(picture, random) {
      const { width, height } = picture;
      const stretch = Math.sqrt(areaFraction) * 2 ** uniform(random, -0.5, 0.5);
      const share = Math.min(1, Math.max(areaFraction, stretch));
      const across = Math.round(width * share);
      const down = Math.round(across === 0 ? 0 : height * Math.min(1, (areaFraction * width) / across));
      const left = integer(random, width - across + 1);
      const top = integer(random, height - down + 1);
      return blackened(picture, { left, right: left + across, top, bottom: top + down });
    },
  };
}

/**
 * Drops pixels: each is set to 0 with probability `fraction`, independently of the others.
 *
 * As coded in U-Hop (MAGICS-LAB/UHop, `memory_retrieval.py`, `torch.dropout(x, 0.5, train=True)`): `per: "value"`
 * and `rescale: true`. There red, green and blue are dropped independently, and the survivors are divided by
 * (1 − fraction), so at 50 % they double; values then exceed 1, as they do there. The paper only speaks of
 * masking 50 % of the pixels.
 * @param fraction in [0, 1]; at 1 everything is 0, rescaled or not.
 * @param options.per "pixel" (default): all channels of a pixel together; "value": each number for itself.
 * @param options.rescale divide the survivors by (1 − fraction); default false.
 */
export function dropPixels(
  fraction: number,
  { per = "pixel", rescale = false }: { per?: "pixel" | "value"; rescale?: boolean } = {},
): Damage {
  requireFraction("dropPixels", fraction);
  const factor = rescale && fraction < 1 ? 1 / (1 - fraction) : 1;
  return {
    name: `${per}s:${fraction}${rescale ? ",rescale" : ""}`,
    apply(picture, random) {
      const together = per === "pixel" ? picture.channels : 1;
      const pixels = picture.pixels.map((value) => value * factor);
      for (let first = 0; first < pixels.length; first += together) {
        if (random.next() < fraction) pixels.fill(0, first, first + together);
      }
      return { ...picture, pixels };
    },
  };
}

/**
 * Salt and pepper: each pixel with probability `fraction` becomes white or black, as likely the one as the other.
 * @param fraction in [0, 1].
 */
export function saltAndPepper(fraction: number): Damage {
  requireFraction("saltAndPepper", fraction);
  return {
    name: `salt:${fraction}`,
    apply(picture, random) {
      const pixels = picture.pixels.slice();
      for (let first = 0; first < pixels.length; first += picture.channels) {
        const drawn = random.next();
        if (drawn < fraction) pixels.fill(drawn < fraction / 2 ? 0 : 1, first, first + picture.channels);
      }
      return { ...picture, pixels };
    },
  };
}

/**
 * Another exposure: (gain · v − ½) contrast + ½ + brightness, clipped to [0, 1].
 * @param options.gain at least 0, default 1; 1.4 is 40 % more light.
 * @param options.brightness any finite number, default 0; 0.2 is clearly brighter.
 * @param options.contrast at least 0, default 1; 0 leaves one flat tone.
 */
export function exposure({
  brightness = 0,
  contrast = 1,
  gain = 1,
}: {
  brightness?: number;
  contrast?: number;
  gain?: number;
} = {}): Damage {
  if (!Number.isFinite(brightness)) {
    throw new RangeError(`exposure: brightness must be a finite number, got ${brightness}`);
  }
  requireAtLeastZero("exposure: contrast", contrast);
  requireAtLeastZero("exposure: gain", gain);
  return {
    name: `exposure:${brightness},${contrast},${gain}`,
    apply: (picture) => ({
      ...picture,
      pixels: picture.pixels.map((v) =>
        Math.min(1, Math.max(0, (gain * v - 0.5) * contrast + 0.5 + brightness)),
      ),
    }),
  };
}

/** @throws RangeError unless `value` lies in [0, 1]. */
export function requireFraction(what: string, value: number): void {
  if (!(value >= 0 && value <= 1))
    throw new RangeError(`${what}: must be a number from 0 to 1, got ${value}`);
}

/** @throws RangeError unless `value` is finite and at least 0. */
export function requireAtLeastZero(what: string, value: number): void {
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`${what}: must be a finite number, at least 0, got ${value}`);
  }
}

/** A copy with columns left … right − 1 of rows top … bottom − 1 set to 0. */
function blackened(
  picture: Picture,
  box: { left: number; right: number; top: number; bottom: number },
): Picture {
  const pixels = picture.pixels.slice();
  for (let y = box.top; y < box.bottom; y++) {
    const row = y * picture.width;
    pixels.fill(0, (row + box.left) * picture.channels, (row + box.right) * picture.channels);
  }
  return { ...picture, pixels };
}
