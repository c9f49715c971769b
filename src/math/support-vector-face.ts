import { dotProduct } from "./vector.ts";

/** A support vector fit on its way: K `[N][N]`, y `[N]`, θ `[N]`, and the residuals y − K θ `[N]`. */
export interface SupportVectorState {
  readonly gram: readonly Float64Array[];
  readonly targets: Float64Array;
  readonly coefficients: Float64Array;
  readonly residuals: Float64Array;
  readonly epsilon: number;
  readonly C: number;
}

/** The coefficients that are neither 0 nor at a bound, and the dual over them: a quadratic where none changes sign. */
interface Face {
  readonly free: readonly number[];
  /** K over them. */
  readonly gram: readonly Float64Array[];
  /** y − K θ − ε′ sign θ over them. */
  readonly gradient: Float64Array;
}

/**
 * Climbs the dual over the coefficients that are neither 0 nor at a bound, as far as none changes sign or leaves the
 * box; those that reach 0 or ±C stay there and the rest goes on. Conjugate gradients until a step meets a wall; that
 * step is taken clipped where it rises at least as far as the one to the first wall, so the dual never falls. Ends
 * where C times the gradient sums to at most `enough`, or after about twice as many products with K as there are
 * coefficients. After Moré and Toraldo 1991.
 */
export function climbFace(state: SupportVectorState, enough: number): void {
  let face = faceOf(state);
  let left = 2 * face.free.length + 10;
  while (left > 0 && state.C * sumOfSizes(face.gradient) > enough) {
    const { change, products } = climb(state, face, { enough: enough / state.C, most: left });
    left -= products;
    if (!take(state, face.free, change)) return;
    face = faceOf(state);
  }
}

function faceOf({ gram, coefficients, residuals, epsilon, C }: SupportVectorState): Face {
  const free: number[] = [];
  coefficients.forEach((theta, mu) => {
    if (theta !== 0 && Math.abs(theta) < C) free.push(mu);
  });
  return {
    free,
    gram: free.map((mu) => chosen(gram[mu], free)),
    gradient: Float64Array.from(free, (mu) => residuals[mu] - epsilon * Math.sign(coefficients[mu])),
  };
}

/** The change of the free coefficients that conjugate gradients lead to, up to the first step that meets a wall. */
function climb(
  state: SupportVectorState,
  { free, gram, gradient }: Face,
  { enough, most }: { enough: number; most: number },
): { change: Float64Array; products: number } {
  const theta = Float64Array.from(free, (mu) => state.coefficients[mu]);
  const start = theta.slice();
  const rest = gradient.slice();
  const p = gradient.slice();
  let square = dotProduct(rest, rest);
  let products = 0;
  while (products < most && sumOfSizes(rest) > enough) {
    const image = productOf(gram, p);
    products++;
    const curvature = dotProduct(p, image);
    // A direction that K doesn't see rises for ever: to the first wall.
    const length = curvature > 0 ? square / curvature : Number.POSITIVE_INFINITY;
    const wall = firstWall(theta, p, state.C);
    if (length >= wall) {
      const toWall = clipped(theta, p, { length: wall, C: state.C });
      const further = clipped(theta, p, { length, C: state.C });
      const rise = dotProduct(rest, further) - dotProduct(further, productOf(gram, further)) / 2;
      const best = rise >= wall * (square - (wall * curvature) / 2) ? further : toWall;
      return { change: theta.map((value, i) => value - start[i] + best[i]), products: products + 1 };
    }
    for (let i = 0; i < p.length; i++) {
      theta[i] += length * p[i];
      rest[i] -= length * image[i];
    }
    const next = dotProduct(rest, rest);
    for (let i = 0; i < p.length; i++) p[i] = rest[i] + (next / square) * p[i];
    square = next;
  }
  return { change: theta.map((value, i) => value - start[i]), products: Math.max(1, products) };
}

/** How far p leads until the first θ is 0 or ±C. */
function firstWall(theta: Float64Array, p: Float64Array, C: number): number {
  let first = Number.POSITIVE_INFINITY;
  for (let i = 0; i < p.length; i++) {
    const wall = theta[i] * p[i] < 0 ? 0 : Math.sign(theta[i]) * C;
    if (p[i] !== 0) first = Math.min(first, (wall - theta[i]) / p[i]);
  }
  return first;
}

/** The change that `length` of p makes where each θ stops at 0 and ±C. */
function clipped(
  theta: Float64Array,
  p: Float64Array,
  { length, C }: { length: number; C: number },
): Float64Array {
  return theta.map((value, i) => {
    if (p[i] === 0) return 0;
    const next = value + length * p[i];
    return (value * next <= 0 ? 0 : Math.max(-C, Math.min(C, next))) - value;
  });
}

/** θ ← θ + change, and the residuals with it. Returns whether anything moved. */
function take(
  { gram, coefficients, residuals, C }: SupportVectorState,
  free: readonly number[],
  change: Float64Array,
): boolean {
  let moved = false;
  free.forEach((mu, i) => {
    const before = coefficients[mu];
    const after = Math.max(-C, Math.min(C, before + change[i]));
    if (after === before) return;
    moved = true;
    coefficients[mu] = before * after > 0 ? after : 0;
    const [row, difference] = [gram[mu], coefficients[mu] - before];
    for (let nu = 0; nu < residuals.length; nu++) residuals[nu] -= difference * row[nu];
  });
  return moved;
}

function productOf(gram: readonly Float64Array[], x: Float64Array): Float64Array {
  const out = new Float64Array(x.length);
  gram.forEach((row, i) => {
    const value = x[i];
    for (let j = 0; j < out.length; j++) out[j] += value * row[j];
  });
  return out;
}

function chosen(row: Float64Array, indices: readonly number[]): Float64Array {
  const out = new Float64Array(indices.length);
  for (let i = 0; i < out.length; i++) out[i] = row[indices[i]];
  return out;
}

function sumOfSizes(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.abs(values[i]);
  return sum;
}
