import { layerNorm, linear, normalStart, type Parameter, parameter, type Value } from "../engine/index.ts";
import { learnedMap } from "../layers/index.ts";
import type { Random } from "../math/index.ts";

/** A part of a net: what it learns, and what it does. */
export interface NetPart {
  readonly parts: readonly Parameter[];
  apply(x: Value): Value;
}

/** x W + b; b starts at 0, or as N(0, deviation²). */
export function denseOf(
  name: string,
  [rows, columns]: readonly [number, number],
  { random, deviation = 0 }: { random: Random; deviation?: number },
): NetPart {
  const W = learnedMap(`${name}.weight`, [rows, columns], random);
  const start = deviation > 0 ? normalStart(random, [columns], deviation) : 0;
  const b = parameter(`${name}.bias`, [columns], start);
  return { parts: [W, b], apply: (x) => linear(x, W, b) };
}

/** LayerNorm over the last axis. */
export function normOf(name: string, width: number): NetPart {
  const [scale, shift] = [parameter(`${name}.scale`, [width], 1), parameter(`${name}.shift`, [width])];
  return { parts: [scale, shift], apply: (x) => layerNorm(x, scale, shift) };
}
