import { type Backend, type Matrix, norm, rowOf, zeros } from "../math/index.ts";
import { closestPair } from "./closest-pair.ts";
import { type Pairs, pairsOf } from "./pair-weights.ts";
import { add, gram, product, productTransposed, stripe, transposed } from "./products.ts";
import type { Loss } from "./settings.ts";

/** A loss and its gradient in the features. */
export interface FeatureLoss {
  readonly loss: number;
  /** dL/dF, `[M, D]`. */
  readonly gradient: Matrix;
}

/** How pairs are looked at: in tiles of `tile` by `tile` patterns, but up to `whole` patterns as one. */
export interface Tiling {
  readonly tile: number;
  readonly whole: number;
}

const TILING: Tiling = { tile: 1024, whole: 4096 };

/**
 * L and dL/dF for raw features F `[M, D]`, in closed form. With G = dL/dK (symmetric, so that dL = Σ_ij G_ij dK_ij) and
 * φ the features that the loss sees:
 *
 *     dL/dφ_i = 2 Σ_j G_ij φ_j,   dL/dF_i = (dL/dφ_i − ⟨dL/dφ_i, φ_i⟩ φ_i)/|F_i|  where φ_i = F_i/|F_i|
 *
 * The average loss has G_ij = t p_ij, the squared kernel's G_ij = 2t p_ij K_ij, with p_ij the share of the pair in the
 * mean (p sums to 1 over the pairs, half of it in either order); raw distances add −2t Σ_j p_ij F_i. Never more
 * than 4096² pairs are in memory.
 * @throws RangeError where features are to be normalised and one is zero.
 */
export function featureLoss(
  F: Matrix,
  settings: Loss,
  backend: Backend,
  tiling: Tiling = TILING,
): FeatureLoss {
  const normalised = settings.features === "normalised";
  const norms = normsOf(F);
  const Phi = normalised ? divided(F, norms) : F;
  const { loss, gradient } =
    settings.loss === "maximum"
      ? ofClosestPair(Phi, settings, backend)
      : ofAllPairs(Phi, settings, { backend, tiling });
  if (normalised) projectOut(gradient, Phi, norms);
  return { loss, gradient };
}

interface Means {
  readonly backend: Backend;
  readonly tiling: Tiling;
}

function ofAllPairs(Phi: Matrix, settings: Loss, { backend, tiling }: Means): FeatureLoss {
  const M = Phi.rows;
  const gradient = zeros(M, Phi.columns);
  const pairs = pairsOf(Phi, settings);
  const size = M <= tiling.whole ? M : tiling.tile;
  for (let i = 0; i < M; i += size) {
    const rows = stripe(Phi, i, Math.min(size, M - i));
    for (let j = i; j < M; j += size) {
      const columns = stripe(Phi, j, Math.min(size, M - j));
      const tile =
        i === j
          ? gram(zeros(rows.rows, rows.rows), rows, backend)
          : productTransposed(rows, columns, backend);
      const shrink = pairs.weigh(tile, i, j);
      if (shrink !== 1) for (let k = 0; k < gradient.data.length; k++) gradient.data[k] *= shrink;
      addTo(gradient, i, product(tile, columns, backend));
      if (i !== j) addTo(gradient, j, product(transposed(tile), rows, backend));
    }
  }
  scaleToGradient(gradient, Phi, pairs);
  return { loss: pairs.loss(), gradient };
}

function addTo(gradient: Matrix, first: number, part: Matrix): void {
  add(stripe(gradient, first, part.rows).data, part.data);
}

/** dL/dφ_i = factor · (Σ_j w_ij φ_j − own_i φ_i). */
function scaleToGradient(gradient: Matrix, Phi: Matrix, pairs: Pairs): void {
  const factor = pairs.factor();
  for (let i = 0; i < Phi.rows; i++) {
    const [row, phi, own] = [rowOf(gradient, i), rowOf(Phi, i), pairs.own[i]];
    for (let k = 0; k < row.length; k++) row[k] = factor * (row[k] - own * phi[k]);
  }
}

function ofClosestPair(Phi: Matrix, { t }: Loss, backend: Backend): FeatureLoss {
  const { i, j, distance } = closestPair(Phi, backend);
  const gradient = zeros(Phi.rows, Phi.columns);
  const [a, b] = [rowOf(Phi, i), rowOf(Phi, j)];
  for (let k = 0; k < Phi.columns; k++) {
    const along = -2 * t * (a[k] - b[k]);
    rowOf(gradient, i)[k] = along;
    rowOf(gradient, j)[k] = -along;
  }
  return { loss: -t * distance, gradient };
}

function normsOf(F: Matrix): Float64Array {
  return Float64Array.from({ length: F.rows }, (_, i) => norm(rowOf(F, i)));
}

function divided(F: Matrix, norms: Float64Array): Matrix {
  const result = zeros(F.rows, F.columns);
  norms.forEach((length, i) => {
    if (!(length > 0)) {
      throw new RangeError(
        `separation loss: the features of pattern ${i} are zero and can't be normalised; leave it out, or take raw features`,
      );
    }
    const [row, out] = [rowOf(F, i), rowOf(result, i)];
    for (let k = 0; k < row.length; k++) out[k] = row[k] / length;
  });
  return result;
}

/** From dL/dφ to dL/dF, in place. */
function projectOut(gradient: Matrix, Phi: Matrix, norms: Float64Array): void {
  norms.forEach((length, i) => {
    const [row, phi] = [rowOf(gradient, i), rowOf(Phi, i)];
    let along = 0;
    for (let k = 0; k < row.length; k++) along += row[k] * phi[k];
    for (let k = 0; k < row.length; k++) row[k] = (row[k] - along * phi[k]) / length;
  });
}
