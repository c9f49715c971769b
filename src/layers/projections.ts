import { matmul, type Parameter, parameter, type Value } from "../engine/index.ts";
import { normal, type Random } from "../math/index.ts";

/** Maps of row vectors into the association space, and out of it. */
export interface Projections {
  /** W_Q, `[d, H k]`. */
  readonly query?: Value;
  /** W_K, `[d′, H k]`. */
  readonly pattern?: Value;
  /** W_V, `[H k, H v]`. */
  readonly value?: Value;
}

export interface ProjectionSizes {
  /** The columns of the queries; without them there is no W_Q. */
  readonly queries?: number;
  /** The columns of the patterns; without them there is no W_K. */
  readonly patterns?: number;
  /** H k, the width of the association space. */
  readonly width: number;
  /** H v, the width of what is read out. Default: `width`. */
  readonly values?: number;
}

/** x W, or x itself where there is no W. */
export function projected(x: Value, W: Value | undefined): Value {
  return W ? matmul(x, W) : x;
}

/** Projections that are learned; they start as N(0, 1/rows), so that what goes through keeps its size. */
export function learnedProjections(
  { queries, patterns, width, values = width }: ProjectionSizes,
  { random, name = "hopfield" }: { random: Random; name?: string },
): Projections {
  return {
    ...(queries !== undefined && { query: learnedMap(`${name}.query`, [queries, width], random) }),
    ...(patterns !== undefined && { pattern: learnedMap(`${name}.pattern`, [patterns, width], random) }),
    value: learnedMap(`${name}.value`, [width, values], random),
  };
}

/** A learned map `[rows, columns]` whose numbers start as N(0, 1/rows). */
export function learnedMap(
  name: string,
  [rows, columns]: readonly [number, number],
  random: Random,
): Parameter {
  const start = Float32Array.from({ length: rows * columns }, () => normal(random, 0, 1 / Math.sqrt(rows)));
  return parameter(name, [rows, columns], start);
}
