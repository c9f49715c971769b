import type { Row } from "../../math/index.ts";
import type { Separation } from "./separation.ts";

/** Which patterns take part: one flag per pattern for all queries, or one such list per query. `true` takes part. */
export type Mask = readonly boolean[] | readonly (readonly boolean[])[];

/**
 * `inner` over the patterns that the mask lets take part; every other weight is exactly 0 and the rest sum to 1.
 * Covers padding, given patterns (random masks, windows) and exclusions. Nonparametric, eq. 3.10, normalised over
 * the kept set.
 * @throws RangeError (in use) when a mask hasn't one flag per pattern, or leaves a query without any.
 */
export function masked(inner: Separation, mask: Mask): Separation {
  const keptFor = indicesByQuery(mask);
  return {
    name: `masked ${inner.name}`,
    weights: (out, scores, beta, query = 0) => {
      const kept = keptFor(query, scores.length);
      const weights = inner.weights(new Float64Array(kept.length), gathered(scores, kept), beta, query);
      out.fill(0);
      for (let i = 0; i < kept.length; i++) out[kept[i]] = weights[i];
      return out;
    },
    ...(inner.potential && {
      potential: (scores: Row, beta: number, query = 0) =>
        inner.potential?.(gathered(scores, keptFor(query, scores.length)), beta, query) ?? 0,
    }),
  };
}

/** The mask of queries and patterns aligned in a sequence: those at most `reach` places apart, `[L, L]`. */
export function windowMask(length: number, reach: number): boolean[][] {
  return Array.from({ length }, (_, i) => Array.from({ length }, (_, j) => Math.abs(i - j) <= reach));
}

function gathered(scores: Row, kept: number[]): Float64Array {
  return Float64Array.from(kept, (i) => scores[i]);
}

function indicesByQuery(mask: Mask): (query: number, patternCount: number) => number[] {
  const perQuery = Array.isArray(mask[0]);
  const found = new Map<number, number[]>();
  return (query, patternCount) => {
    const row = perQuery ? query : 0;
    const known = found.get(row);
    if (known) return known;
    const flags = (perQuery ? mask[row] : mask) as readonly boolean[] | undefined;
    if (flags?.length !== patternCount) {
      const got = flags ? `${flags.length} flags` : `no row`;
      throw new RangeError(
        `masked: query ${query} has ${got} for ${patternCount} patterns; give one flag each`,
      );
    }
    const kept = flags.flatMap((takesPart, i) => (takesPart ? [i] : []));
    if (kept.length === 0) {
      throw new RangeError(
        `masked: the mask leaves query ${query} without a pattern; let at least one take part`,
      );
    }
    found.set(row, kept);
    return kept;
  };
}
