import { bestBackend, type Matrix, matrix, rowOf, separateRows, zeros } from "../math/index.ts";
import { separationNamed } from "../memory/index.ts";
import { type Forecaster, requireOrigins } from "./forecaster.ts";
import { type Windows, windowsAt } from "./windows.ts";

/** How a series is continued by what it remembers. */
export interface RecallSettings {
  /** How many values of the past are compared, L. */
  readonly window: number;
  /** `"shape"`: by correlation, whatever their sizes; `"level"`: by mean square difference, level taken away. */
  readonly compare: "shape" | "level";
  /** What the continuation is hung on: the window's mean, or its last value. */
  readonly anchor: "mean" | "last";
  /** The name of a separation: softmax, sparsemax, entmax, top-k. */
  readonly separation: string;
  /** Of top-k. */
  readonly k?: number;
  readonly beta: number;
}

/** A stretch of the past that a forecast was made of. */
export interface RememberedWindow {
  /** Where the window begins in the memory. */
  readonly start: number;
  /** Its share of the forecast. */
  readonly weight: number;
}

/** A forecaster that can say what it remembered. */
export interface RecallForecaster extends Forecaster {
  readonly recall: RecallSettings;
  /** The series it remembers; undefined where that is the one it is asked about, up to the origin. */
  readonly memory?: Float32Array;
  /** The weights of the past windows at an origin, those of 0 left out, in the order of time. */
  remembered(values: Float32Array, origin: number): RememberedWindow[];
}

/** Patterns take at most so many numbers; beyond that, the oldest windows are left out. */
const mostNumbers = 60e6;

/** Origins are answered so many at a time. */
const batch = 64;

/**
 * A Hopfield memory of windows: the query is the last window, the patterns are all past ones brought to the same level
 * (and size), and the values are what followed each of them: ŷ = level + Σ_n p_n (followed_n − level_n), with
 * p = sep(β K(q, Ξ)); for `"shape"` what followed is sized by spread / spread_n. Nothing is trained. At an origin it
 * knows the windows whose continuation ends before it: of `memory`, or by default of the series itself.
 */
export function recallForecaster(
  horizon: number,
  settings: RecallSettings,
  memory?: Float32Array,
): RecallForecaster {
  const { window } = settings;
  const about = {
    name: "recall",
    settings: settingsText(settings),
    horizon,
    past: memory ? window : 2 * window + horizon,
  };
  separationNamed(settings.separation);
  return {
    ...about,
    recall: settings,
    ...(memory && { memory }),
    forecast: (values, origins) => {
      requireOrigins(about, values, origins);
      const out = zeros(origins.length, horizon);
      for (let first = 0; first < origins.length; first += batch) {
        const some = origins.slice(first, first + batch);
        const matched = matchedWindows({ values, origins: some, horizon, memory }, settings);
        out.data.set(continued(matched, continuations(matched, settings), settings).data, first * horizon);
      }
      return out;
    },
    remembered: (values, origin) => {
      requireOrigins(about, values, [origin]);
      const matched = matchedWindows({ values, origins: [origin], horizon, memory }, settings);
      const row = rowOf(matched.scores, 0).subarray(0, matched.known[0]);
      const weights = weigh(new Float32Array(row.length), row, settings);
      return Array.from(weights, (weight, n) => ({ start: matched.keys.starts[n], weight })).filter(
        ({ weight }) => weight > 0,
      );
    },
  };
}

/** Queries, and how alike they are to the windows that they may know. */
export interface MatchedWindows {
  readonly source: Float32Array;
  readonly horizon: number;
  readonly keys: Windows;
  readonly queries: Windows;
  /** The last value before each origin. */
  readonly lasts: readonly number[];
  /** `[B, N]` */
  readonly scores: Matrix;
  /** How many of the windows each origin knows: the first ones. */
  readonly known: readonly number[];
}

interface MatchInput {
  readonly values: Float32Array;
  readonly origins: readonly number[];
  readonly horizon: number;
  readonly memory?: Float32Array | undefined;
}

/** Scores the last windows before the origins against all windows that the latest of them knows. */
export function matchedWindows(
  { values, origins, horizon, memory }: MatchInput,
  { window, compare }: Pick<RecallSettings, "window" | "compare">,
): MatchedWindows {
  const source = memory ?? values;
  const end = memory ? memory.length : Math.max(...origins);
  const count = end - window - horizon + 1;
  const first = Math.max(0, count - Math.floor(mostNumbers / Math.max(window, horizon)));
  const starts = Array.from({ length: Math.max(0, count - first) }, (_, n) => first + n);
  const keys = windowsAt(source, starts, { length: window, compare });
  const queries = windowsAt(
    values,
    origins.map((origin) => origin - window),
    { length: window, compare },
  );
  const scores = zeros(origins.length, starts.length);
  if (compare === "shape") bestBackend().dotProducts(scores, queries.patterns, keys.patterns);
  else {
    bestBackend().squaredDistances(scores, queries.patterns, keys.patterns);
    scores.data.forEach((distance, i) => {
      scores.data[i] = -distance;
    });
  }
  const known = origins.map((origin) =>
    memory ? starts.length : Math.max(0, origin - window - horizon + 1 - first),
  );
  return {
    source,
    horizon,
    keys,
    queries,
    lasts: origins.map((origin) => values[origin - 1]),
    scores,
    known,
  };
}

/** What followed each window, less the level it is hung on and sized like the window, `[N, H]`. */
export function continuations(
  { source, horizon, keys }: MatchedWindows,
  { compare, anchor }: Pick<RecallSettings, "compare" | "anchor">,
): Matrix {
  const out = zeros(keys.starts.length, horizon);
  keys.starts.forEach((start, n) => {
    const followed = start + keys.length;
    const level = anchor === "mean" ? keys.means[n] : source[followed - 1];
    const size = compare === "shape" ? keys.spreads[n] : 1;
    for (let h = 0; h < horizon; h++) out.data[n * horizon + h] = (source[followed + h] - level) / size;
  });
  return out;
}

/** ŷ of each origin, `[B, H]`: the continuations by the weights of a separation, brought back to level and size. */
export function continued(
  matched: MatchedWindows,
  followed: Matrix,
  settings: Pick<RecallSettings, "compare" | "anchor" | "separation" | "k" | "beta">,
): Matrix {
  const { queries, lasts, known, scores, horizon } = matched;
  const { compare, anchor } = settings;
  const weights = zeros(scores.rows, scores.columns);
  known.forEach((count, b) => {
    weigh(rowOf(weights, b).subarray(0, count), rowOf(scores, b).subarray(0, count), settings);
  });
  const out = bestBackend().weightedSums(zeros(known.length, horizon), weights, followed);
  known.forEach((_, b) => {
    const level = anchor === "mean" ? queries.means[b] : lasts[b];
    const size = compare === "shape" ? queries.spreads[b] : 1;
    const row = rowOf(out, b);
    for (let h = 0; h < horizon; h++) row[h] = level + size * row[h];
  });
  return out;
}

/** out = sep(β s), of one row. */
function weigh(
  out: Float32Array,
  scores: Float32Array,
  { separation, k, beta }: Pick<RecallSettings, "separation" | "k" | "beta">,
): Float32Array {
  // A memory may hold fewer windows than are to be kept.
  const { form, weights } = separationNamed(separation, k ? { k: Math.min(k, scores.length) } : {});
  if (!form) weights(out, scores, beta);
  else separateRows(matrix(out, 1, out.length), matrix(scores, 1, scores.length), form, beta);
  return out;
}

function settingsText({ window, compare, anchor, separation, k, beta }: RecallSettings): string {
  const name = k === undefined ? separation : `top-${k}`;
  return `windows of ${window} by ${compare}, hung on the ${anchor === "mean" ? "mean" : "last value"}, ${name}, β = ${beta}`;
}
