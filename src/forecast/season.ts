/** A length after which a series repeats itself, and how well it does. */
export interface Season {
  readonly length: number;
  /** The autocorrelation at that lag, in [−1, 1]. */
  readonly correlation: number;
}

export interface SeasonOptions {
  /** The longest season looked for. Default: 800, and at most a quarter of the series. */
  readonly longest?: number;
}

/** An autocorrelation below this, or that rises from the valley before it by less, is no season. */
const least = 0.15;

/** A peak must exceed this over the root of how often the season went round: what drifts makes peaks by chance. */
const byChance = 1.3;

/** So many seasons are named at most. */
const mostNamed = 4;

/** Of long series the last so many values are looked at. */
const enough = 50_000;

/**
 * The seasons of a series: lags at which its autocorrelation has peaks that stand out from the valleys before them.
 * Slow movement hides them, so they are looked for at every scale: moving averages of 16, 32, … values are taken away
 * in turn, and lags from half to all of such a length are looked at. Best first; a longer season is only named where
 * the series repeats better after it.
 */
export function seasonsOf(values: Float32Array, { longest = 800 }: SeasonOptions = {}): Season[] {
  const recent = Float64Array.from(values.subarray(Math.max(0, values.length - enough)));
  const last = Math.min(longest, Math.floor(recent.length / 4));
  const peaks: Season[] = [];
  for (let scale = 8; scale / 2 < last; scale *= 2) {
    const x = lessMovingAverage(recent, scale);
    const from = scale === 8 ? 2 : scale / 2 + 1;
    const correlations = smoothed(autocorrelations(x, Math.min(scale, last) + 2));
    peaks.push(...peaksOf(correlations, x.length).filter(({ length }) => length >= from));
  }
  return bestPeaks(peaks);
}

/** Each with its neighbours, more of them at longer lags, where noise would move a broad peak. */
function smoothed(correlations: Float64Array): Float64Array {
  return correlations.map((own, lag) => {
    const reach = Math.min(lag >> 6, correlations.length - 1 - lag);
    let sum = own;
    for (let i = 1; i <= reach; i++) sum += correlations[lag - i] + correlations[lag + i];
    return sum / (2 * reach + 1);
  });
}

function peaksOf(correlations: Float64Array, count: number): Season[] {
  const peaks: Season[] = [];
  let valley = correlations[1];
  for (let lag = 2; lag < correlations.length - 1; lag++) {
    const [before, here, after] = correlations.subarray(lag - 1, lag + 2);
    valley = Math.min(valley, here);
    const bar = Math.max(least, 4 / Math.sqrt(count), byChance * Math.sqrt(lag / count));
    if (here > before && here >= after && here > bar && here - valley > bar) {
      peaks.push({ length: lag, correlation: here });
    }
  }
  return peaks;
}

/** Peaks from the highest down; one that hardly beats a shorter one it is a multiple of is left out. */
function bestPeaks(peaks: readonly Season[]): Season[] {
  const own = peaks.filter(
    ({ length, correlation }) =>
      !peaks.some((other) => other.length < length && correlation < other.correlation + 0.02),
  );
  return [...own].sort((a, b) => b.correlation - a.correlation).slice(0, mostNamed);
}

/** r[k] = Σ_t x[t] x[t + k] / Σ_t x[t]², for k = 0 … count − 1. */
export function autocorrelations(x: Float64Array, count: number): Float64Array {
  const result = new Float64Array(count);
  for (let lag = 0; lag < count; lag++) {
    let sum = 0;
    for (let t = lag; t < x.length; t++) sum += x[t] * x[t - lag];
    result[lag] = sum;
  }
  const power = result[0];
  return result.map((sum) => (power > 0 ? sum / power : 0));
}

/** The values less the mean of the `width` around each; of those that there are, at the ends. */
function lessMovingAverage(x: Float64Array, width: number): Float64Array {
  const sums = new Float64Array(x.length + 1);
  x.forEach((value, t) => {
    sums[t + 1] = sums[t] + value;
  });
  return x.map((value, t) => {
    const [from, to] = [Math.max(0, t - (width >> 1)), Math.min(x.length, t + (width >> 1))];
    return value - (sums[to] - sums[from]) / Math.max(1, to - from);
  });
}
