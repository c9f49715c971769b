import { type Matrix, shapeOf, unitRows } from "../../math/index.ts";
import { scoredRows } from "../scored-rows.ts";

/** How alike cues are to what they come from, and to everything else. */
export interface SimilarityHistogram {
  /** The ends of the bins from −1 to 1, `[bins + 1]`. */
  readonly edges: number[];
  /** The share of cues whose cosine with their own pattern lies in each bin, `[bins]`. */
  readonly self: number[];
  /** The same of the cosines with all other patterns. */
  readonly cross: number[];
  /** The mean cosines; of the others, of all and of the most alike other. */
  readonly meanSelf: number;
  readonly meanCross: number;
  readonly meanRival: number;
  /** The share of cues that are more alike to another pattern than to their own: no β brings those back. */
  readonly overtaken: number;
}

export interface HistogramOptions {
  /** Bins of equal width, a whole number ≥ 1. Default: 50. */
  bins?: number;
  /** The number of the pattern that each cue comes from, `[B]`. Default: its own number. */
  own?: ArrayLike<number>;
}

/**
 * Histograms of cosines between cues and patterns, cue b coming from pattern o(b): self, cos(q_b, ξ_o), and cross,
 * cos(q_b, ξ_n) for n ≠ o. Where they overlap, retrieval mixes memories up. HEN, section 2.3 and figure 3.
 *
 * @param cues `[B, d]`, B ≥ 1
 * @param patterns `[N, d]`, N ≥ 2
 * @throws RangeError for shapes that don't fit, patterns that there aren't, or no bins.
 */
export function similarityHistogram(
  cues: Matrix,
  patterns: Matrix,
  options: HistogramOptions = {},
): SimilarityHistogram {
  const [B, N] = [cues.rows, patterns.rows];
  const { bins = 50, own = Array.from({ length: B }, (_, b) => b) } = options;
  const listed = own.length === B && Array.from(own).every((n) => Number.isInteger(n) && n >= 0 && n < N);
  if (B === 0 || N < 2 || cues.columns !== patterns.columns || !listed) {
    throw new RangeError(
      `similarityHistogram: each cue comes from a pattern, of at least two, got cues ${shapeOf(cues)} and patterns ${shapeOf(patterns)}`,
    );
  }
  if (!(Number.isInteger(bins) && bins >= 1)) {
    throw new RangeError(`similarityHistogram: bins must be a whole number ≥ 1, got ${bins}`);
  }
  const counts = { self: new Float64Array(bins), cross: new Float64Array(bins) };
  let [self, cross, rivals, overtaken] = [0, 0, 0, 0];
  let b = 0;
  for (const row of scoredRows(unitRows(cues), unitRows(patterns))) {
    const o = own[b++];
    let rival = Number.NEGATIVE_INFINITY;
    for (let n = 0; n < N; n++) {
      const bin = Math.min(bins - 1, Math.max(0, Math.floor(((row[n] + 1) / 2) * bins)));
      if (n === o) {
        counts.self[bin]++;
        continue;
      }
      counts.cross[bin]++;
      cross += row[n];
      rival = Math.max(rival, row[n]);
    }
    self += row[o];
    rivals += rival;
    if (rival > row[o]) overtaken++;
  }
  return {
    edges: Array.from({ length: bins + 1 }, (_, i) => -1 + (2 * i) / bins),
    self: Array.from(counts.self, (count) => count / B),
    cross: Array.from(counts.cross, (count) => count / (B * (N - 1))),
    meanSelf: self / B,
    meanCross: cross / (B * (N - 1)),
    meanRival: rivals / B,
    overtaken: overtaken / B,
  };
}
