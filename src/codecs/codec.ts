import type { Picture } from "../data/index.ts";
import type { Matrix } from "../math/index.ts";

/** How pictures become codes, and, where it can be done, codes pictures again. */
export interface Codec {
  /** Names the codec and its settings: memories made with another name can't be compared. */
  readonly name: string;
  /** What the codec is made of, to make it again: see `codecFrom`. */
  readonly settings: CodecSettings;
  /** What pictures it was made for, or its network trained on, in a few words. */
  readonly trainedFor: string;
  /** The size of picture that `encodeMany` takes and `decode` gives. */
  readonly width: number;
  readonly height: number;
  /** How a code's numbers lie, outermost first: `[32, 8, 8]` is 32 channels of 8 × 8 places. Its product is `length`. */
  readonly shape: readonly number[];
  /** How many numbers a code has, d. */
  readonly length: number;
  /**
   * The codes `[n, d]` of n pictures of that size, of what is `known` of each (a flag per pixel; all of it where there
   * is none): places of a code that nothing known stands behind are 0.
   * @throws RangeError (rejects) for a picture of another size; Error where the codec's network can't be had.
   */
  encodeMany(pictures: readonly Picture[], known?: readonly Known[]): Promise<Matrix>;
  /** The pictures of codes `[n, d]`; absent where codes don't hold enough for that. */
  decode?(codes: Matrix): Promise<Picture[]>;
  /** How smooth a code is, in [−1, 1]: low where its picture is full of noise. Its length doesn't matter. */
  smoothness(code: Float32Array): number;
  /** Gives back what the codec holds: a network. It can be used no longer. */
  close?(): Promise<void>;
}

/** Flags per pixel: what of a picture is intact. Undefined: all. */
export type Known = readonly boolean[] | undefined;

/** A codec's kind and numbers, as JSON. */
export type CodecSettings = { readonly kind: string } & { readonly [name: string]: number | string };
