import { climbFace, type SupportVectorState } from "./support-vector-face.ts";
import { dotProduct } from "./vector.ts";

export interface SupportVectorOptions {
  /** ε′ ≥ 0: errors up to this cost nothing. */
  epsilon: number;
  /** C > 0: what each unit of error beyond ε′ costs, and the bound on each coefficient. */
  C: number;
  /** The fit has converged when its gap is at most this part of its primal value. Default: 1e-10. */
  tolerance?: number;
  /** The most rounds to take. Default: 1000. */
  rounds?: number;
  /** Called before the first round and after each with where it stands. */
  onRound?: (at: { dual: number; gap: number }) => void;
}

export interface SupportVectorFit {
  /** θ = α − α̃, `[N]`, in [−C, C]; exactly 0 outside the support. */
  readonly coefficients: Float64Array;
  /** What θ attains of the dual; the optimum lies between this and `dual + gap`. */
  readonly dual: number;
  /** Primal minus dual value of θ, ≥ 0, and 0 only at an optimum. */
  readonly gap: number;
  /** How many rounds were taken. */
  readonly rounds: number;
  /** Whether the gap came down to the tolerance. If not, give more rounds, or rescale: a huge C drowns it in rounding. */
  readonly converged: boolean;
}

/** So many rounds in a row without a higher dual value or a smaller gap mean that rounding is all that is left. */
const stillRounds = 5;

/**
 * The support vector regression of one output without a bias,
 * max_θ ⟨y, θ⟩ − ε′ |θ|₁ − ½ θᵀ K θ with |θ_μ| ≤ C, for a positive semi-definite Gram matrix K `[N][N]` and targets y
 * `[N]`: coordinate ascent, and between its sweeps conjugate gradients over the coefficients that are neither 0 nor
 * at a bound. But for rounding, the dual value never falls. A round costs O(N²) and as much for each conjugate direction.
 * Nonparametric, eq. 3.2–3.3 (with the Lagrangian corrected); Ho and Lin 2012 for the coordinates.
 * @throws RangeError for shapes that don't fit, NaN or infinity, a diagonal below 0 and options out of range. Not
 * converging is an outcome.
 */
export function fitSupportVectors(
  gram: readonly Float64Array[],
  targets: ArrayLike<number>,
  options: SupportVectorOptions,
): SupportVectorFit {
  const { epsilon, C, tolerance = 1e-10, rounds = 1000, onRound } = options;
  requireOptions({ epsilon, C, tolerance, rounds });
  requireProblem(gram, targets);
  const y = Float64Array.from(targets);
  const state: SupportVectorState = {
    ...{ gram, targets: y, epsilon, C },
    coefficients: new Float64Array(y.length),
    residuals: y.slice(),
  };
  let { dual, gap } = valuesOf(state);
  const close = (): boolean => gap <= tolerance * (dual + gap);
  onRound?.({ dual, gap });
  let [taken, still] = [0, 0];
  while (!close() && taken < rounds && still < stillRounds) {
    const before = { dual, gap };
    sweep(state);
    const swept = valuesOf(state);
    // Which coefficients are free is still being found out: no more digits than the gap is worth.
    climbFace(state, Math.max(0.01 * swept.gap, 0.1 * tolerance * swept.dual));
    refreshResiduals(state);
    ({ dual, gap } = valuesOf(state));
    taken++;
    still = dual > before.dual || gap < before.gap ? 0 : still + 1;
    onRound?.({ dual, gap });
  }
  return { coefficients: state.coefficients, dual, gap, rounds: taken, converged: close() };
}

/** One turn of coordinate ascent: each θ_μ to the best it can be while the others stand. */
function sweep(state: SupportVectorState): void {
  const { gram, coefficients, residuals, epsilon, C } = state;
  for (let mu = 0; mu < gram.length; mu++) {
    const curvature = gram[mu][mu];
    const pull = residuals[mu] + curvature * coefficients[mu];
    const excess = Math.max(0, Math.abs(pull) - epsilon);
    const best = curvature > 0 ? Math.min(C, excess / curvature) : excess > 0 ? C : 0;
    moveOne(state, mu, pull < 0 ? -best : best);
  }
}

/** θ_μ ← value, and the residuals with it. */
function moveOne({ gram, coefficients, residuals }: SupportVectorState, mu: number, value: number): void {
  const change = value - coefficients[mu];
  if (change === 0) return;
  coefficients[mu] = value === 0 ? 0 : value;
  const row = gram[mu];
  for (let nu = 0; nu < residuals.length; nu++) residuals[nu] -= change * row[nu];
}

/** The residuals anew from θ, so that the rounding of many small changes doesn't add up. */
function refreshResiduals({ gram, targets, coefficients, residuals }: SupportVectorState): void {
  const support = Array.from(coefficients.keys()).filter((mu) => coefficients[mu] !== 0);
  const sums = new Float64Array(targets.length);
  for (const mu of support) {
    const [row, theta] = [gram[mu], coefficients[mu]];
    for (let nu = 0; nu < sums.length; nu++) sums[nu] += theta * row[nu];
  }
  for (let nu = 0; nu < sums.length; nu++) residuals[nu] = targets[nu] - sums[nu];
}

/** The dual value ½ ⟨θ, y + r⟩ − ε′ |θ|₁, and the gap. */
function valuesOf({ targets, coefficients, residuals, epsilon, C }: SupportVectorState): {
  dual: number;
  gap: number;
} {
  let dual = (dotProduct(coefficients, targets) + dotProduct(coefficients, residuals)) / 2;
  let gap = 0;
  coefficients.forEach((theta, mu) => {
    dual -= epsilon * Math.abs(theta);
    gap += gapOf(theta, residuals[mu], { epsilon, C });
  });
  return { dual, gap };
}

/**
 * What one pattern adds to the gap, C max(0, |r| − ε′) − θ r + ε′ |θ| ≥ 0, written so that nothing cancels where it
 * is small.
 */
function gapOf(theta: number, residual: number, { epsilon, C }: { epsilon: number; C: number }): number {
  const [size, outside] = [Math.abs(theta), Math.abs(residual) - epsilon];
  if (theta * residual < 0) return C * Math.max(0, outside) + size * (Math.abs(residual) + epsilon);
  return outside > 0 ? (C - size) * outside : size * -outside;
}

function requireOptions({
  epsilon,
  C,
  tolerance,
  rounds,
}: Required<Omit<SupportVectorOptions, "onRound">>): void {
  if (!(epsilon >= 0 && Number.isFinite(epsilon))) {
    throw new RangeError(`fitSupportVectors: epsilon must be a finite number ≥ 0, got ${epsilon}`);
  }
  if (!(C > 0 && Number.isFinite(C))) {
    throw new RangeError(`fitSupportVectors: C must be a finite number > 0, got ${C}`);
  }
  if (!(tolerance >= 0)) throw new RangeError(`fitSupportVectors: tolerance must be ≥ 0, got ${tolerance}`);
  if (!(Number.isInteger(rounds) && rounds >= 1)) {
    throw new RangeError(`fitSupportVectors: rounds must be a whole number ≥ 1, got ${rounds}`);
  }
}

function requireProblem(gram: readonly Float64Array[], targets: ArrayLike<number>): void {
  const N = targets.length;
  if (gram.length !== N) {
    throw new RangeError(
      `fitSupportVectors: the Gram matrix has ${gram.length} rows for ${N} targets; give one each`,
    );
  }
  gram.forEach((row, mu) => {
    if (row.length !== N) {
      throw new RangeError(
        `fitSupportVectors: row ${mu} of the Gram matrix has ${row.length} numbers, needs ${N}`,
      );
    }
    if (!Number.isFinite(targets[mu])) {
      throw new RangeError(`fitSupportVectors: targets must be finite, got ${targets[mu]} at ${mu}`);
    }
    const wrong = row.find((value) => !Number.isFinite(value));
    if (wrong !== undefined) {
      throw new RangeError(`fitSupportVectors: the Gram matrix must be finite, got ${wrong} in row ${mu}`);
    }
    if (row[mu] < 0) {
      throw new RangeError(
        `fitSupportVectors: the diagonal of the Gram matrix must be ≥ 0, got ${row[mu]} in row ${mu}`,
      );
    }
  });
}
