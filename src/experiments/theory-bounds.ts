import { type Matrix, type Random, rowOf, rowsOf, sample, zeros } from "../math/index.ts";
import {
  geometryOf,
  logDenseErrorBounds,
  logKeptErrorBounds,
  logSparseErrorBounds,
  masked,
  retrieve,
  softmax,
  wellSeparationThreshold,
} from "../memory/index.ts";
import type { CellContext } from "./experiment.ts";
import { distances, movedBy, nearestOthers, onSphere } from "./spheres.ts";

/** Every pattern of a memory asked for by a query at one distance from it. */
export type BoundsCell = {
  readonly part: "bounds";
  readonly data: "sphere" | "mnist";
  readonly patterns: number;
  readonly beta: number;
  /** The distance of the queries, as a share of R. */
  readonly share: number;
  readonly direction: "any" | "towards the nearest";
  readonly run: number;
};

export type BoundName = "free radius" | "radius R" | "corrected" | "as printed" | "kept set";

export type BoundsOutcome = {
  readonly part: "bounds";
  readonly bounds: { readonly [name in BoundName]: BoundRates };
  /** Shares of the patterns that eq. 4.3 calls well separated, with R, and with the distance of the queries. */
  readonly separatedByR: number;
  readonly separatedByDistance: number;
  /** Of those by distance: how many retrieval takes farther from their pattern than the query was. */
  readonly escaped: number;
};

export type BoundRates = {
  /** The share of the queries whose error is above the bound. */
  readonly violated: number;
  /** The share where it says something: it is below 2m, which no error is above. */
  readonly telling: number;
};

/** d of the memories on the unit sphere. */
export const sphereDimension = 10;

export function measureBounds(cell: BoundsCell, context: CellContext): BoundsOutcome {
  const { random } = context;
  const { beta, share } = cell;
  const patterns = patternsOf(cell, context);
  const geometry = geometryOf(patterns);
  const { radius: R, largestNorm: m, patternCount: N } = geometry;
  const towards = nearestOthers(patterns).map((nu) => rowOf(patterns, nu));
  const queries = movedBy(patterns, share * R, {
    random,
    ...(cell.direction === "towards the nearest" && { towards }),
  });
  const k = Math.max(1, Math.floor(N / 2));
  const mask = masksWithOwn(random, N, k);
  const errors = errorsOf(queries, patterns, { beta, mask });
  const rates = (logBounds: Float64Array, of: readonly number[]): BoundRates => ratesOf(logBounds, of, m);
  const margins = (radius: number): boolean[] => {
    const threshold = wellSeparationThreshold(geometry, { beta, radius });
    return Array.from(geometry.margins, (margin) => margin >= threshold);
  };
  const separated = margins(share * R);
  return {
    part: "bounds",
    bounds: {
      "free radius": rates(logDenseErrorBounds(geometry, beta, share * R), errors.dense),
      "radius R": rates(logDenseErrorBounds(geometry, beta), errors.dense),
      corrected: rates(logSparseErrorBounds(queries, patterns, { beta, k }), errors.printed),
      "as printed": rates(
        logSparseErrorBounds(queries, patterns, { beta, k, asPrinted: true }),
        errors.printed,
      ),
      "kept set": rates(logKeptErrorBounds(queries, patterns, { beta, mask }), errors.kept),
    },
    separatedByR: shareOf(margins(R)),
    separatedByDistance: shareOf(separated),
    escaped: shareOf(errors.dense.map((error, mu) => separated[mu] && error > share * R + slack(m))),
  };
}

function patternsOf({ data, patterns: N }: BoundsCell, { random, data: source }: CellContext): Matrix {
  if (data === "sphere") return onSphere(random, { count: N, dimension: sphereDimension });
  const { patterns } = source.pictures("mnist");
  return rowsOf(
    patterns,
    sample(
      random,
      Array.from({ length: patterns.rows }, (_, i) => i),
      N,
    ),
  );
}

/** For each pattern a mask of k that keeps it, `[N][N]`. */
export function masksWithOwn(random: Random, N: number, k: number): boolean[][] {
  const all = Array.from({ length: N }, (_, n) => n);
  return all.map((mu) => {
    const others = all.filter((nu) => nu !== mu);
    const kept = new Set([mu, ...sample(random, others, k - 1)]);
    return all.map((nu) => kept.has(nu));
  });
}

/** |T(x_μ) − ξ_μ| for the dense model, softmax over the kept set, and eq. 3.10 as printed: softmax, then the mask. */
function errorsOf(
  queries: Matrix,
  patterns: Matrix,
  { beta, mask }: { beta: number; mask: boolean[][] },
): { dense: number[]; kept: number[]; printed: number[] } {
  const dense = retrieve(queries, patterns, { beta, energies: false });
  const kept = retrieve(queries, patterns, { beta, separation: masked(softmax, mask), energies: false });
  const printed = zeros(queries.rows, patterns.columns);
  for (let b = 0; b < queries.rows; b++) {
    const [out, weights] = [rowOf(printed, b), rowOf(dense.weights, b)];
    weights.forEach((weight, nu) => {
      if (!mask[b][nu]) return;
      rowOf(patterns, nu).forEach((value, i) => {
        out[i] += weight * value;
      });
    });
  }
  return {
    dense: distances(dense.states, patterns),
    kept: distances(kept.states, patterns),
    printed: distances(printed, patterns),
  };
}

function ratesOf(logBounds: Float64Array, errors: readonly number[], m: number): BoundRates {
  return {
    violated: shareOf(errors.map((error, mu) => error > 1.0001 * Math.exp(logBounds[mu]) + slack(m))),
    telling: shareOf(errors.map((_, mu) => Math.exp(logBounds[mu]) < 2 * m)),
  };
}

/** What float32 may add to an error. */
function slack(m: number): number {
  return 1e-5 * m;
}

function shareOf(flags: readonly boolean[]): number {
  return flags.filter(Boolean).length / flags.length;
}
