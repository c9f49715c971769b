import { normal, type Random, uniform } from "../math/index.ts";
import { type Shape, sizeOf } from "./shape.ts";

/** Normal numbers of mean 0 and the given deviation. */
export function normalStart(random: Random, shape: Shape, deviation: number): Float32Array {
  return Float32Array.from({ length: sizeOf(shape) }, () => normal(random, 0, deviation));
}

/** Uniform numbers in [−limit, limit). */
export function uniformStart(random: Random, shape: Shape, limit: number): Float32Array {
  return Float32Array.from({ length: sizeOf(shape) }, () => uniform(random, -limit, limit));
}

/** For a matrix [in, out]: uniform with the limit √(6/(in + out)). Glorot and Bengio 2010, eq. 16. */
export function xavierStart(random: Random, shape: readonly [number, number]): Float32Array {
  return uniformStart(random, shape, Math.sqrt(6 / (shape[0] + shape[1])));
}

/** For a matrix [in, out] before a ReLU: normal with the deviation √(2/in). He et al. 2015, eq. 10. */
export function heStart(random: Random, shape: readonly [number, number]): Float32Array {
  return normalStart(random, shape, Math.sqrt(2 / shape[0]));
}
