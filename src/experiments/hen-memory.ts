import { textPicture } from "../codecs/index.ts";
import { type Damage, type Picture, parseDamage, resized } from "../data/index.ts";
import { createRandom, fromRows, type Matrix, rowOf, rowsOf } from "../math/index.ts";
import { cachedRows } from "./hen-cache.ts";
import type { HenCodec } from "./hen-codec.ts";
import type { HenPictures } from "./hen-pictures.ts";
import { knownPixels, type Remedy, remedyNamed } from "./hen-remedy.ts";

/** Pictures are read, encoded and decoded so many at a time. */
const together = 32;

/** The pictures of a set as codes, what is made of them, and where that is kept. */
export interface HenMemory {
  readonly codec: HenCodec;
  /** How many, N. */
  readonly size: number;
  /** As the codec gives them, `[N, d]`. */
  readonly codes: Matrix;
  /** What cues are compared with, `[N, d]`: the codes, or those of prepared pictures. */
  readonly keys: Matrix;
  /** The originals of those numbers at the codec's side, in 8 bits. */
  originals(items: readonly number[]): Promise<Picture[]>;
  /** The stored codes of those numbers decoded, in 8 bits, as they would be written to files. */
  decoded(items: readonly number[]): Promise<Picture[]>;
  /** Codes `[B, d]` of the pictures of those numbers, damaged and then mended. */
  cues(items: readonly number[], how: { damage: string; remedy?: string }): Promise<Matrix>;
}

export interface HenMemoryOptions {
  readonly codec: HenCodec;
  readonly pictures: HenPictures;
  readonly size: number;
  readonly cacheFolder: string | undefined;
  /** What pictures go through for their keys. Default: nothing, codes are their own keys. */
  readonly prepare?: Remedy | undefined;
}

/** Encodes the first `size` pictures, or takes them from the cache. */
export async function openHenMemory({
  codec,
  pictures,
  size,
  cacheFolder,
  prepare,
}: HenMemoryOptions): Promise<HenMemory> {
  const original = async (item: number): Promise<Picture> => inBytes(await pictures.read(item, codec.side));
  const encoded = async (
    items: readonly number[],
    change: (picture: Picture, item: number) => Picture,
    masks = false,
  ): Promise<Matrix> =>
    inBatches(items, async (some) => {
      const read = await Promise.all(some.map(original));
      const changed = read.map((picture, i) => change(picture, some[i]));
      return codec.encode(changed, masks ? changed.map(knownPixels) : []);
    });
  const codesOf = (change: Remedy): Promise<Matrix> =>
    cachedRows(cacheFolder, {
      ...{ rows: size, columns: codec.length },
      nameOf: (from, to) => `${codec.name}: pictures ${pictures.stamp(to)} from ${from}, ${change.name}`,
      make: (from, to) => encoded(range(from, to), change.apply),
    });
  const codes = await codesOf(remedyNamed("none"));
  const keys = prepare ? await codesOf(prepare) : codes;
  return {
    ...{ codec, size, codes, keys },
    originals: keptPictures((items) => Promise.all(items.map(original))),
    decoded: keptPictures(async (items) => (await codec.decode(rowsOf(codes, items))).map(inBytes)),
    cues: (items, { damage: name, remedy }) => {
      const damage = parseDamage(name);
      const mend = remedyNamed(remedy ?? "none");
      return cachedRows(cacheFolder, {
        ...{ rows: items.length, columns: codec.length },
        nameOf: (from, to) =>
          `${codec.name}: pictures ${pictures.stamp(Math.max(...items) + 1)} ${items.slice(from, to).join()}, ${name}, ${mend.name}`,
        make: (from, to) =>
          encoded(
            items.slice(from, to),
            (picture, item) => mend.apply(damaged(picture, damage, item)),
            mend.masks,
          ),
      });
    },
  };
}

/** Damaged as every run damages it: the draw depends on the damage and the item alone. */
function damaged(picture: Picture, damage: Damage, item: number): Picture {
  return damage.apply(picture, createRandom(item, damage.name));
}

/** Codes of texts as pixels, `[n, d]`, from the codec of the pictures. HEN appendix, section 4. */
export function textCodes(
  texts: readonly string[],
  { codec, cacheFolder }: { codec: HenCodec; cacheFolder: string | undefined },
): Promise<Matrix> {
  return cachedRows(cacheFolder, {
    ...{ rows: texts.length, columns: codec.length },
    nameOf: (from, to) => `${codec.name}: texts ${JSON.stringify(texts.slice(from, to))}`,
    make: (from, to) =>
      inBatches(texts.slice(from, to), (some) =>
        codec.encode(some.map((text) => inColour(resized(textPicture(text), codec.side, codec.side)))),
      ),
  });
}

/** As it would be written to a file and read again. */
export function inBytes(picture: Picture): Picture {
  return {
    ...picture,
    pixels: picture.pixels.map((value) => Math.round(255 * Math.min(1, Math.max(0, value))) / 255),
  };
}

function inColour({ width, height, pixels }: Picture): Picture {
  return {
    width,
    height,
    channels: 3,
    pixels: Float32Array.from({ length: 3 * pixels.length }, (_, i) => pixels[Math.floor(i / 3)]),
  };
}

/** The numbers from … to − 1. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

async function inBatches<T>(
  items: readonly T[],
  make: (some: readonly T[]) => Promise<Matrix>,
): Promise<Matrix> {
  const rows: Float32Array[] = [];
  for (let from = 0; from < items.length; from += together) {
    const made = await make(items.slice(from, from + together));
    for (let i = 0; i < made.rows; i++) rows.push(rowOf(made, i));
  }
  return fromRows(rows);
}

/** Makes the pictures of those items that it hasn't made yet. */
function keptPictures(
  make: (items: readonly number[]) => Promise<readonly Picture[]>,
): (items: readonly number[]) => Promise<Picture[]> {
  const known = new Map<number, Picture>();
  return async (items) => {
    const missing = [...new Set(items)].filter((item) => !known.has(item));
    for (let from = 0; from < missing.length; from += together) {
      const some = missing.slice(from, from + together);
      for (const [i, picture] of (await make(some)).entries()) known.set(some[i], picture);
    }
    return items.flatMap((item) => known.get(item) ?? []);
  };
}
