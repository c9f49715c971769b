import type { Picture } from "../data/index.ts";
import { sha256Hex } from "./sha256.ts";

/** A picture of a text's sha256 is so many pixels to a side: 8 × 8 characters of 8 × 8 pixels. */
export const textPictureSide = 64;

const [characterSide, charactersAcross] = [8, 8];

/**
 * A text as pixels: the 64 hexadecimal digits of the sha256 of its UTF-8 bytes, drawn in eight lines of eight, white
 * on black, `[64, 64]` grey. Digits are 5 × 7 pixels, drawn with each pixel over its cell's left five columns and upper
 * seven rows, the rest black. Equal texts give equal pictures; others differ in nearly every digit, however alike they
 * are: a text is a key, and says nothing about the picture that it is kept with.
 *
 * HEN appendix, section 4: hashlib.sha256 and "a generic text-to-pixel function", which isn't given; this is ours.
 */
export function textPicture(text: string): Picture {
  const pixels = new Float32Array(textPictureSide * textPictureSide);
  const digits = sha256Hex(new TextEncoder().encode(text));
  for (let at = 0; at < digits.length; at++) {
    const left = (at % charactersAcross) * characterSide;
    const top = Math.floor(at / charactersAcross) * characterSide;
    for (const [y, line] of glyphs[Number.parseInt(digits[at], 16)].entries()) {
      for (let x = 0; x < 5; x++) {
        if (line & (16 >> x)) pixels[(top + y) * textPictureSide + left + x] = 1;
      }
    }
  }
  return { width: textPictureSide, height: textPictureSide, channels: 1, pixels };
}

/** The digits 0 … f, seven rows of five bits each, the highest to the left. */
const glyphs: readonly (readonly number[])[] = [
  [14, 17, 19, 21, 25, 17, 14],
  [4, 12, 4, 4, 4, 4, 14],
  [14, 17, 1, 2, 4, 8, 31],
  [31, 2, 4, 2, 1, 17, 14],
  [2, 6, 10, 18, 31, 2, 2],
  [31, 16, 30, 1, 1, 17, 14],
  [6, 8, 16, 30, 17, 17, 14],
  [31, 1, 2, 4, 8, 8, 8],
  [14, 17, 17, 14, 17, 17, 14],
  [14, 17, 17, 15, 1, 2, 12],
  [0, 0, 14, 1, 15, 17, 15],
  [16, 16, 22, 25, 17, 17, 30],
  [0, 0, 14, 16, 16, 17, 14],
  [1, 1, 13, 19, 17, 17, 15],
  [0, 0, 14, 17, 31, 16, 14],
  [6, 9, 8, 28, 8, 8, 8],
];
