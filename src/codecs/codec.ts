import type { Picture } from "../data/index.ts";

/** How pictures become patterns. */
export interface Codec {
  /** Names the codec and its settings: memories made with another name can't be compared. */
  readonly name: string;
  /** What the codec is made of, to make it again: see `codecFrom`. */
  readonly settings: CodecSettings;
  /** The size of picture that `encode` takes. */
  readonly width: number;
  readonly height: number;
  /** How many numbers a pattern has, d. */
  readonly length: number;
  /** The pattern of a picture of that size, `[d]`, of what is `known` of it (a flag per pixel). */
  encode(picture: Picture, known?: readonly boolean[]): Float32Array;
  /** How smooth a pattern is, in [−1, 1]: low where its picture is full of noise. */
  smoothness(pattern: Float32Array): number;
}

/** A codec's kind and numbers, as JSON. */
export type CodecSettings = { readonly kind: string } & { readonly [name: string]: number | string };
