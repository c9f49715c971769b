import {
  type Backend,
  bestBackend,
  createRandom,
  integer,
  type Matrix,
  type MatrixInput,
  normal,
  type Random,
  requireFinite,
  shapeOf,
  toMatrix,
  unitRows,
} from "../math/index.ts";
import type { Descend, OnProgress } from "./descent.ts";
import { featureLoss } from "./feature-loss.ts";
import { lbfgs } from "./lbfgs.ts";
import { drawn, kernelOf, type LearnedKernel, mapOf } from "./learned-kernel.ts";
import { denseMap, type LinearMap } from "./linear-map.ts";
import { type LossSettings, lossOf, requirePatterns } from "./settings.ts";
import { sgd } from "./sgd.ts";
import { spanSpace } from "./span-space.ts";
import { whiteningMap } from "./whitening.ts";
import { wholeSpace } from "./whole-space.ts";

export interface LearnOptions extends LossSettings {
  /** N of algorithm 1. Default: 100. */
  readonly iterations?: number | undefined;
  /**
   * `"sgd"`: W ← W − γ dL/dW, as algorithm 1 has it; `"l-bfgs"`: no rate to choose, and a loss that never rises. No rate
   * suits all memories: where W is drawn, the gradient goes with 1/|W|, and with how alike they are. Default: `"l-bfgs"`,
   * but `"sgd"` where batches or `asCoded` are asked for.
   */
  readonly optimiser?: "sgd" | "l-bfgs" | undefined;
  /** γ of `"sgd"`. Default: 1. */
  readonly rate?: number | undefined;
  /** Ends once the loss fell by at most this in 10 iterations. Default: 0 (never) for `"sgd"`, 1e-4 for `"l-bfgs"`. */
  readonly tolerance?: number | undefined;
  /** D. Default: d, or as the start has it. */
  readonly featureDimension?: number | undefined;
  /**
   * W before the first iteration: `"random"`, from N(0, 1/d); `"whitening"`, as {@link whiten} has it; or a matrix
   * `[D, d]`. Default: `"random"`.
   */
  readonly start?: "random" | "whitening" | MatrixInput | undefined;
  /** Of the whitening. Default: 0.1. */
  readonly ridge?: number | undefined;
  /** A kernel to go on from, its settings included where none are given; the start and its options don't count then. */
  readonly from?: LearnedKernel | undefined;
  /** Whether each row of W is divided by its length in the end: algorithm 1, line 4. Default: false. */
  readonly normaliseRows?: boolean | undefined;
  /**
   * `"sgd"` only: how many patterns each iteration looks at, drawn without replacement. The mean over their pairs is an
   * unbiased estimate of the mean over all pairs; its logarithm, and so the loss, isn't (it lies lower on average, the
   * less the larger the batch). Default: all.
   */
  readonly batch?: number | undefined;
  /** As the published code learns: W from N(0, 1), and a rate divided by √(i+1) after iteration i, over and over. */
  readonly asCoded?: boolean | undefined;
  /** For the start and the batches. Default: a generator with seed 0. */
  readonly random?: Random | undefined;
  /** Called before each iteration with the loss; `false` stops there. */
  readonly onProgress?: OnProgress | undefined;
  /** Default: the fastest that runs here. */
  readonly backend?: Backend | undefined;
}

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
  const where = "learnKernel";
  const X = requirePatterns(toMatrix(patterns, "patterns"), where);
  requireOptions(options, where);
  const { from, iterations = 100, backend = bestBackend(), onProgress } = options;
  const { tolerance = optimiserOf(options) === "sgd" ? 0 : 1e-4 } = options;
  const loss = lossOf({ ...from?.settings, ...given(options) }, where);
  const random = options.random ?? createRandom(0);
  const base = from ? shallow(mapOf(from), backend) : startOf(X, options, random, backend);
  requireShape(base, X, where);
  const spaceOf = X.rows < X.columns && X.rows <= LARGEST_SPAN ? spanSpace : wholeSpace;
  const space = spaceOf({ patterns: X, base, loss, backend, features });
  const descend = descendOf(options, X.rows, random);
  const { point, losses, end } = descend(space, { iterations, tolerance, onProgress });
  const map = finished(space.mapAt(point), options, backend);
  const exact = options.batch === undefined && !options.normaliseRows;
  const last = losses[losses.length - 1] ?? Number.NaN;
  return kernelOf({
    map,
    backend,
    settings: loss,
    patterns: X,
    loss: exact ? last : featureLoss(map.apply(X, backend), loss, backend).loss,
    losses: [...(from?.losses.slice(0, -1) ?? []), ...losses],
    iterations: (from?.iterations ?? 0) + losses.length - 1,
    termination: end,
    space: space.name,
  });
}

/** Corrections upon corrections are written out before they are many: each costs a look at its memories. */
function shallow(map: LinearMap, backend: Backend): LinearMap {
  return map.depth < DEEPEST ? map : denseMap(map.matrix(backend));
}

/** The loss settings among the options that were given. */
function given({ loss, t, pairs, features }: LossSettings): LossSettings {
  const entries = Object.entries({ loss, t, pairs, features }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}

function startOf(X: Matrix, options: LearnOptions, random: Random, backend: Backend): LinearMap {
  const d = X.columns;
  const { featureDimension: D = d, start = "random", ridge = 0.1, asCoded = false } = options;
  if (start === "whitening") return whiteningMap(X, ridge, backend);
  if (start !== "random") return denseMap(requireFinite(toMatrix(start, "start"), "learnKernel: start"));
  const deviation = asCoded ? 1 : 1 / Math.sqrt(d);
  return denseMap(drawn(D, d, () => normal(random, 0, deviation)));
}

function optimiserOf({ optimiser, batch, asCoded }: LearnOptions): "sgd" | "l-bfgs" {
  return optimiser ?? (batch !== undefined || asCoded ? "sgd" : "l-bfgs");
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

/** `count` of M numbers, in ascending order (Floyd 1987). */
function drawnRows(random: Random, M: number, count: number): number[] {
  const chosen = new Set<number>();
  for (let last = M - count; last < M; last++) {
    const draw = integer(random, last + 1);
    chosen.add(chosen.has(draw) ? last : draw);
  }
  return [...chosen].sort((a, b) => a - b);
}

/** Line 4 of algorithm 1, where asked for. */
function finished(map: LinearMap, { normaliseRows }: LearnOptions, backend: Backend): LinearMap {
  return normaliseRows ? denseMap(unitRows(map.matrix(backend))) : map;
}

function requireOptions(options: LearnOptions, where: string): void {
  const { iterations = 100, rate = 1, tolerance = 0, ridge = 0.1, batch, featureDimension } = options;
  const { start, from } = options;
  const optimiser = optimiserOf(options);
  const count = (name: string, value: number, least: number): void => {
    if (Number.isInteger(value) && value >= least) return;
    throw new RangeError(`${where}: ${name} must be a whole number ≥ ${least}, got ${value}`);
  };
  const above = (name: string, value: number): void => {
    if (value > 0 && Number.isFinite(value)) return;
    throw new RangeError(`${where}: ${name} must be a finite number > 0, got ${value}`);
  };
  count("iterations", iterations, 0);
  above("rate", rate);
  above("ridge", ridge);
  if (!(tolerance >= 0)) throw new RangeError(`${where}: tolerance must be ≥ 0, got ${tolerance}`);
  if (batch !== undefined) count("batch", batch, 2);
  if (featureDimension !== undefined) count("featureDimension", featureDimension, 1);
  if (optimiser !== "sgd" && optimiser !== "l-bfgs") {
    throw new RangeError(`${where}: optimiser must be one of sgd, l-bfgs, got ${String(optimiser)}`);
  }
  if (optimiser === "l-bfgs" && (batch !== undefined || options.asCoded)) {
    throw new RangeError(`${where}: batches and asCoded go with the optimiser "sgd"`);
  }
  if (featureDimension !== undefined && (from || (start !== undefined && start !== "random"))) {
    throw new RangeError(`${where}: featureDimension goes with a random start; others bring their own`);
  }
}

function requireShape(base: LinearMap, X: Matrix, where: string): void {
  if (base.columns === X.columns) return;
  throw new RangeError(
    `${where}: the start is [${base.rows}, ${base.columns}] and patterns ${shapeOf(X)}; both need the same number of columns`,
  );
}
