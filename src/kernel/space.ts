import type { LinearMap } from "./linear-map.ts";

/**
 * A vector of the space that W lives in, in the space's own coordinates. `image` is what it does to the features: where
 * the two are one (W written out), they are the same array.
 */
export interface Vector {
  readonly own: Float32Array;
  readonly image: Float32Array;
}

/** L and dL/dW at a point. */
export interface Found {
  readonly loss: number;
  readonly gradient: Vector;
}

/** What a descent must know of the space it takes place in. */
export interface Ground {
  /** W as descent begins. */
  readonly start: Vector;
  /** Σ of the products of two vectors' entries, as matrices `[D, d]`. */
  inner(a: Vector, b: Vector): number;
}

/** Where descent takes place: either the span of the memories or all matrices W. */
export interface Space extends Ground {
  readonly name: "span" | "whole";
  /**
   * L and dL/dW at a point, from all patterns or those numbered in `rows`.
   * @throws RangeError where features that are to be normalised are zero.
   */
  evaluate(point: Vector, rows?: readonly number[]): Found;
  /** The matrix at a point. */
  mapAt(point: Vector): LinearMap;
}

/** out = point + factor · direction; returns out. */
export function moved(out: Vector, point: Vector, factor: number, direction: Vector): Vector {
  movedPart(out.own, point.own, factor, direction.own);
  if (out.image !== out.own) movedPart(out.image, point.image, factor, direction.image);
  return out;
}

function movedPart(out: Float32Array, from: Float32Array, factor: number, along: Float32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = from[i] + factor * along[i];
}

/** vector ← factor · vector. */
export function scale({ own, image }: Vector, factor: number): void {
  for (let i = 0; i < own.length; i++) own[i] *= factor;
  if (image !== own) for (let i = 0; i < image.length; i++) image[i] *= factor;
}

/** A vector of zeros of the same shape. */
export function emptyLike({ own, image }: Vector): Vector {
  const zeros = new Float32Array(own.length);
  return { own: zeros, image: image === own ? zeros : new Float32Array(image.length) };
}

/** A copy, whose two parts are one where the original's are. */
export function copyOf({ own, image }: Vector): Vector {
  const copy = own.slice();
  return { own: copy, image: image === own ? copy : image.slice() };
}
