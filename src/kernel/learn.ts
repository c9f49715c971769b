import {
  type Backend,
  bestBackend,
  createRandom,
  type Matrix,
  type MatrixInput,
  normal,
  type Random,
  requireFinite,
  shapeOf,
  toMatrix,
  unitRows,
} from "../math/index.ts";
import { type Descend, type Descent, type DescentOptions, descended } from "./descent.ts";
import { drawn, drawnRows } from "./drawn.ts";
import { featureLoss } from "./feature-loss.ts";
import { lbfgs } from "./lbfgs.ts";
import { type LearnOptions, optimiserOf, requireOptions } from "./learn-options.ts";
import { kernelOf, type LearnedKernel, mapOf } from "./learned-kernel.ts";
import { denseMap, type LinearMap } from "./linear-map.ts";
import { type LossSettings, lossOf, requirePatterns } from "./settings.ts";
import { sgd } from "./sgd.ts";
import type { Space } from "./space.ts";
import { type SpaceInput, spanSpace } from "./span-space.ts";
import { whiteningMap } from "./whitening.ts";
import { wholeSpace } from "./whole-space.ts";

/** How many updates a kernel's W is kept apart for. */
const DEEPEST = 4;

/** The memories may number this many for their products to be held whole. */
const LARGEST_SPAN = 4096;

/**
 * Learns a kernel that separates the memories Ξ `[M, d]`: U-Hop, algorithm 1, stage I. Where M < d (and M ≤ 4096), W
 * stays in the span of the memories and an iteration costs about 3 M³ operations; elsewhere M d (D + d) + M² D, with
 * never more than 4096 × 4096 products in memory. Same random numbers, same kernel.
 * @throws RangeError for fewer than two patterns, shapes that don't fit, options out of range, numbers that aren't
 * finite. Not converging is an outcome: `termination`.
 */
export function learnKernel(patterns: MatrixInput, options: LearnOptions = {}): LearnedKernel {
  return learnFrom(patterns, options);
}

/** The same, for memories whose features X W₀ᵀ may be known, `[M, D]`. */
export function learnFrom(patterns: MatrixInput, options: LearnOptions, features?: Matrix): LearnedKernel {
  const plan = planOf(patterns, options);
  const space = (plan.inSpan ? spanSpace : wholeSpace)({ ...plan, features });
  return learned(plan, space, descended(plan.descend(space, plan.descent), space));
}

/** All that is decided before a descent begins. */
export interface Plan extends SpaceInput {
  readonly options: LearnOptions;
  readonly inSpan: boolean;
  readonly descend: Descend;
  readonly descent: DescentOptions;
}

/** @throws RangeError for what can't be learned from, or by. */
export function planOf(input: MatrixInput, options: LearnOptions): Plan {
  const where = "learnKernel";
  const patterns = requirePatterns(toMatrix(input, "patterns"), where);
  requireOptions(options, where);
  const { from, iterations = 100, backend = bestBackend(), onProgress } = options;
  const { tolerance = optimiserOf(options) === "sgd" ? 0 : 1e-4 } = options;
  const random = options.random ?? createRandom(0);
  const loss = lossOf({ ...from?.settings, ...given(options) }, where);
  const base = from ? shallow(mapOf(from), backend) : startOf(patterns, options, random, backend);
  requireShape(base, patterns, where);
  return {
    ...{ patterns, base, loss, backend, options },
    inSpan: patterns.rows < patterns.columns && patterns.rows <= LARGEST_SPAN,
    descend: descendOf(options, patterns.rows, random),
    descent: { iterations, tolerance, onProgress },
  };
}

/** The kernel that a descent came to. */
export function learned(
  { patterns, loss, backend, options }: Plan,
  space: Pick<Space, "name" | "mapAt">,
  { point, losses, end }: Descent,
): LearnedKernel {
  const { from, batch, normaliseRows } = options;
  const found = space.mapAt(point);
  // Line 4 of algorithm 1, where asked for.
  const map = normaliseRows ? denseMap(unitRows(found.matrix(backend))) : found;
  // In the span, rounding may come between the last loss of a long descent and that of the W it led to.
  const exact = batch === undefined && !normaliseRows && space.name === "whole";
  return kernelOf({
    ...{ map, backend, patterns, settings: loss },
    loss: () =>
      exact
        ? (losses[losses.length - 1] ?? Number.NaN)
        : featureLoss(map.apply(patterns, backend), loss, backend).loss,
    losses: [...(from?.losses.slice(0, -1) ?? []), ...losses],
    iterations: (from?.iterations ?? 0) + losses.length - 1,
    termination: end,
    space: space.name,
  });
}

/** The loss settings among the options that were given. */
function given({ loss, t, pairs, features }: LossSettings): LossSettings {
  const entries = Object.entries({ loss, t, pairs, features }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}

/** Corrections upon corrections are written out before they are many: each costs a look at its memories. */
function shallow(map: LinearMap, backend: Backend): LinearMap {
  return map.depth < DEEPEST ? map : denseMap(map.matrix(backend));
}

function startOf(X: Matrix, options: LearnOptions, random: Random, backend: Backend): LinearMap {
  const d = X.columns;
  const { featureDimension: D = d, start = "random", ridge = 0.1, asCoded = false } = options;
  if (start === "whitening") return whiteningMap(X, ridge, backend);
  if (start !== "random") return denseMap(requireFinite(toMatrix(start, "start"), "learnKernel: start"));
  const deviation = asCoded ? 1 : 1 / Math.sqrt(d);
  return denseMap(drawn(D, d, () => normal(random, 0, deviation)));
}

function descendOf(options: LearnOptions, M: number, random: Random): Descend {
  const { rate = 1, batch, asCoded = false, from } = options;
  if (optimiserOf(options) === "l-bfgs") return lbfgs;
  const done = from?.iterations ?? 0;
  const rows = batch === undefined || batch >= M ? undefined : () => drawnRows(random, M, batch);
  return sgd({ rate: asCoded ? (i) => rate * compounded(done + i) : () => rate, rows });
}

/** Π_{k ≤ i} 1/√k = 1/√(i!). */
function compounded(i: number): number {
  let product = 1;
  for (let k = 2; k <= i; k++) product /= Math.sqrt(k);
  return product;
}

function requireShape(base: LinearMap, X: Matrix, where: string): void {
  if (base.columns === X.columns) return;
  throw new RangeError(
    `${where}: the start is [${base.rows}, ${base.columns}] and patterns ${shapeOf(X)}; both need the same number of columns`,
  );
}
