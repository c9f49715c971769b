import {
  add,
  broadcastTo,
  concat,
  gelu,
  matmul,
  normalStart,
  type Parameter,
  parameter,
  reshape,
  slice,
  transpose,
  type Value,
} from "../../engine/index.ts";
import { hopfield, hopfieldPooling, learnedMap, learnedProjections } from "../../layers/index.ts";
import { denseOf, normOf } from "../net-part.ts";
import { netSeparation } from "../net-separation.ts";
import type { StanhopContext } from "./stanhop-settings.ts";

/** A part of the net: what it learns itself, and the associations in it. */
export interface Part {
  readonly parts: readonly Parameter[];
  readonly associations: readonly Association[];
}

/** A Hopfield layer with its readout map. */
export interface Association {
  readonly parts: readonly Parameter[];
  /** Φ, where it has one. */
  readonly kernel: Parameter | undefined;
  /** What `queries` `[N, L, d]` get of `patterns` `[N, S, d]`; Φ of the patterns joins `features`. */
  apply(queries: Value, patterns: Value, features: Value[]): Value;
}

export function associationOf(name: string, context: StanhopContext, kernelised: boolean): Association {
  const { width, heads, random } = context;
  const kernel = kernelised ? learnedMap(`${name}.kernel`, [width, width], random) : undefined;
  const layer = hopfield({
    ...{ heads, beta: 1 / Math.sqrt(width / heads) },
    separation: netSeparation(context, { name, dimension: width / heads }),
    projections: learnedProjections({ queries: width, patterns: width, width }, { random, name }),
    ...(kernel && { kernel: { map: kernel } }),
  });
  const out = denseOf(`${name}.out`, [width, width], { random });
  return {
    ...{ parts: [...layer.parameters, ...out.parts], kernel },
    apply: (queries, patterns, features) => {
      // One pattern can't be separated from others.
      if (kernel && patterns.shape[1] > 1) features.push(matmul(patterns, kernel));
      return out.apply(layer.apply(queries, patterns).output);
    },
  };
}

/** x + what was got, normed; then the same with an MLP of it. */
export function residualOf(
  name: string,
  { width, random }: StanhopContext,
): { readonly parts: readonly Parameter[]; apply(x: Value, got: Value): Value } {
  const [first, second] = [normOf(`${name}.first`, width), normOf(`${name}.second`, width)];
  const wide = denseOf(`${name}.wide`, [width, 2 * width], { random });
  const narrow = denseOf(`${name}.narrow`, [2 * width, width], { random });
  return {
    parts: [first, second, wide, narrow].flatMap(({ parts }) => parts),
    apply: (x, got) => {
      const y = first.apply(add(x, got));
      return second.apply(add(y, narrow.apply(gelu(wide.apply(y)))));
    },
  };
}

/**
 * The layer of STanHop-Net over segments `[B, c, S, d]`: over time, each quantity's segments ask each other; then each
 * segment's quantities are pooled to a few learned prototypes, and ask those.
 */
export function timeAndSeries(
  name: string,
  context: StanhopContext,
): Part & { apply(x: Value, features: Value[]): Value } {
  const { width, heads, prototypes, random, kernels } = context;
  const time = associationOf(`${name}.time`, context, kernels);
  const series = associationOf(`${name}.series`, context, false);
  const pool = hopfieldPooling({
    ...{ heads, beta: 1 / Math.sqrt(width / heads) },
    separation: netSeparation(context, { name: `${name}.pool`, dimension: width / heads }),
    prototypes: parameter(
      `${name}.prototypes`,
      [prototypes, width],
      normalStart(random, [prototypes, width], 1),
    ),
    projections: learnedProjections({ patterns: width, width }, { random, name: `${name}.pool` }),
  });
  const [afterTime, afterSeries] = [
    residualOf(`${name}.afterTime`, context),
    residualOf(`${name}.afterSeries`, context),
  ];
  return {
    associations: [time, series],
    parts: [...pool.parameters, ...afterTime.parts, ...afterSeries.parts],
    apply: (x, features) => {
      const [B, c, S, d] = x.shape;
      const alongTime = reshape(x, [B * c, S, d]);
      const timed = afterTime.apply(alongTime, time.apply(alongTime, alongTime, features));
      const across = reshape(transpose(reshape(timed, [B, c, S, d]), [0, 2, 1, 3]), [B * S, c, d]);
      const known = pool.apply(across).output;
      const done = afterSeries.apply(across, series.apply(across, known, features));
      return transpose(reshape(done, [B, S, c, d]), [0, 2, 1, 3]);
    },
  };
}

/** Segments `[B, c, S, d]` side by side, `count` to one, `[B, c, ⌈S / count⌉, count · d]`; the last is repeated to fill up. */
export function joined(x: Value, count: number): Value {
  const [B, c, S, d] = x.shape;
  const missing = (count - (S % count)) % count;
  const last = slice(x, 2, S - 1, S);
  const whole = missing > 0 ? concat([x, broadcastTo(last, [B, c, missing, d])], 2) : x;
  return reshape(whole, [B, c, (S + missing) / count, count * d]);
}
