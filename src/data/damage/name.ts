import { blur } from "./blur.ts";
import {
  type Damage,
  dropPixels,
  exposure,
  half,
  rectangle,
  type Side,
  saltAndPepper,
  sides,
} from "./damage.ts";
import { meanNoise, noise, normNoise } from "./noise.ts";

/** How a damage is written, what its parts are read into, and what stands in messages and in help. */
interface Spelling {
  readonly form: string;
  readonly meaning: string;
  /** How many numbers: least and most. */
  readonly numbers: readonly [number, number];
  readonly flag?: string;
  build(numbers: readonly number[], flagged: boolean): Damage;
}

const spellings: Record<string, Spelling> = {
  pixels: {
    form: "pixels:0.5[,rescale]",
    meaning: "drop this fraction of the pixels",
    numbers: [1, 1],
    flag: "rescale",
    build: ([fraction = 0], rescale) => dropPixels(fraction, { rescale }),
  },
  values: {
    form: "values:0.5[,rescale]",
    meaning: "drop red, green and blue independently; with rescale as U-Hop's code does (torch.dropout)",
    numbers: [1, 1],
    flag: "rescale",
    build: ([fraction = 0], rescale) => dropPixels(fraction, { per: "value", rescale }),
  },
  noise: {
    form: "noise:0.3[,as-coded]",
    meaning: "Gaussian noise of this deviation",
    numbers: [1, 1],
    flag: "as-coded",
    build: ([deviation = 0], asCoded) => noise(deviation, { asCoded }),
  },
  "noise-norm": {
    form: "noise-norm:1[,as-coded]",
    meaning: "Gaussian noise of this Euclidean norm",
    numbers: [1, 1],
    flag: "as-coded",
    build: ([level = 0], asCoded) => normNoise(level, { asCoded }),
  },
  "noise-mean": {
    form: "noise-mean:0.5[,0.1][,as-coded]",
    meaning: "Gaussian noise of this mean (and deviation)",
    numbers: [1, 2],
    flag: "as-coded",
    build: ([level = 0, deviation], asCoded) =>
      meanNoise(level, { asCoded, ...(deviation === undefined ? {} : { deviation }) }),
  },
  rectangle: {
    form: "rectangle:0.25",
    meaning: "a black rectangle over this fraction of the area",
    numbers: [1, 1],
    build: ([area = 0]) => rectangle(area),
  },
  salt: {
    form: "salt:0.1",
    meaning: "this fraction of the pixels white or black",
    numbers: [1, 1],
    build: ([fraction = 0]) => saltAndPepper(fraction),
  },
  blur: {
    form: "blur:2",
    meaning: "Gaussian blur of this many pixels",
    numbers: [1, 1],
    build: ([sigma = 0]) => blur(sigma),
  },
  exposure: {
    form: "exposure:0.2[,1.5[,1.4]]",
    meaning: "brightness added (contrast and light multiplied)",
    numbers: [1, 3],
    build: ([brightness = 0, contrast = 1, gain = 1]) => exposure({ brightness, contrast, gain }),
  },
};

/** Every way to write a damage with its meaning, for help texts. */
export const damageForms: readonly { readonly form: string; readonly meaning: string }[] = [
  { form: `half:${sides.join("|")}`, meaning: "half the picture black" },
  ...Object.values(spellings).map(({ form, meaning }) => ({ form, meaning })),
];

/**
 * The damage written as "name:numbers", for example "half:left", "noise:0.3", "pixels:0.5,rescale",
 * "exposure:-0.2,1.4"; {@link damageForms} lists them all. `parseDamage(damage.name)` is that damage again.
 * @throws RangeError saying what is wrong and what is known.
 */
export function parseDamage(text: string): Damage {
  const [name = "", ...rest] = text.trim().split(":");
  if (name === "half") return half(parsedSide(text, rest.join(":")));
  const spelling = Object.hasOwn(spellings, name) ? spellings[name] : undefined;
  if (!spelling) {
    const known = damageForms.map(({ form }) => form).join(", ");
    throw new RangeError(`parseDamage: no damage "${text}"; known: ${known}`);
  }
  const parts = rest.length === 0 ? [] : rest.join(":").split(",");
  const flagged = spelling.flag !== undefined && parts.at(-1) === spelling.flag;
  const numbers = (flagged ? parts.slice(0, -1) : parts).map((part) =>
    part.trim() ? Number(part) : Number.NaN,
  );
  const [least, most] = spelling.numbers;
  if (numbers.length < least || numbers.length > most || numbers.some((value) => !Number.isFinite(value))) {
    throw new RangeError(`parseDamage: "${text}" can't be read; write it like ${spelling.form}`);
  }
  return spelling.build(numbers, flagged);
}

function parsedSide(text: string, side: string): Side {
  const found = sides.find((known) => known === side);
  if (!found)
    throw new RangeError(`parseDamage: "${text}" can't be read; write it like half:${sides.join("|")}`);
  return found;
}
