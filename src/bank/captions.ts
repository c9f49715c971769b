import { type Codec, sha256Hex, textPicture } from "../codecs/index.ts";
import { tidiedCaption } from "../data/index.ts";
import { fromRows, type Matrix, rowOf, unitRows, zeros } from "../math/index.ts";
import { codesOf } from "./cue-codes.ts";

/** A text that an item is kept with. */
export interface Caption {
  /** The item's name. */
  readonly id: string;
  readonly text: string;
}

/**
 * What a text becomes: its sha256 as a picture, encoded as the memory's pictures are (HEN appendix, section 4), or the
 * 256 bits of its sha256 as signs, which are made again whenever the memory is opened.
 */
export type TextForm = "pixels" | "bits";

/** Texts that bring items back: see `recallByText`. */
export interface CaptionKeys {
  readonly form: TextForm;
  /** An item may have several, and items may share one. */
  readonly captions: readonly Caption[];
  /** The texts' codes of unit length, `[K, d′]`. */
  readonly codes: Matrix;
}

/**
 * Captions with their codes.
 * @throws RangeError for `"pixels"` where there is no codec, and for no captions; Error (rejects) where the codec's
 * network can't be had.
 */
export async function captionKeys(
  captions: readonly Caption[],
  options: {
    form?: TextForm;
    codec?: Codec | undefined;
    onProgress?: (done: number, total: number) => void;
  } = {},
): Promise<CaptionKeys> {
  const { form = "pixels", codec, onProgress } = options;
  if (captions.length === 0) throw new RangeError("captionKeys: there are no captions; give at least one");
  const texts = captions.map(({ text }) => text);
  const parts: Float32Array[] = [];
  for (let from = 0; from < texts.length; from += together) {
    const codes = await textCodes(texts.slice(from, from + together), { form, codec });
    for (let k = 0; k < codes.rows; k++) parts.push(rowOf(codes, k));
    onProgress?.(parts.length, texts.length);
  }
  return { form, captions, codes: fromRows(parts) };
}

/** Texts are encoded so many at a time. */
const together = 64;

/** The codes of texts, of unit length, `[n, d′]`. Texts that are keys alike have the same. */
export async function textCodes(
  texts: readonly string[],
  { form, codec }: { form: TextForm; codec: Codec | undefined },
): Promise<Matrix> {
  if (form === "bits") return signsOf(texts);
  if (!codec) {
    throw new RangeError('captionKeys: texts as pixels need the codec of a picture memory; use form "bits"');
  }
  const pictures = texts.map((text) => textPicture(keyOf(text)));
  return (await codesOf(pictures, { codec, d: codec.length })).patterns;
}

/** A text as a key: neither capitals nor spaces nor a full stop at its end make it another one. */
export function keyOf(text: string): string {
  return tidiedCaption(text)
    .toLowerCase()
    .replace(/\s*\.$/, "");
}

/** Bits of the keys' sha256 as ±1/16, `[n, 256]`. */
export function signsOf(texts: readonly string[]): Matrix {
  const codes = zeros(texts.length, 256);
  for (const [n, text] of texts.entries()) {
    const digits = sha256Hex(new TextEncoder().encode(keyOf(text)));
    const row = rowOf(codes, n);
    for (let i = 0; i < row.length; i++) {
      row[i] = (Number.parseInt(digits[i >> 2], 16) >> (3 - (i & 3))) & 1 ? 1 : -1;
    }
  }
  return unitRows(codes);
}
