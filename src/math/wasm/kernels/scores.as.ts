/** From what the pair kernels give to scores: larger means more alike. */
import { scoreBlock } from "./pairs.as";

/** The kinds of score; the low two bits say which pair kernel they start from. */
export const INNER: i32 = 0;
export const SQUARED_DISTANCE: i32 = 1;
export const MANHATTAN: i32 = 2;
export const COSINE: i32 = 4;
export const EUCLIDEAN: i32 = 5;

/**
 * s ← the score, for N numbers: itself; s · scale_n for cosines of unit queries (the scales are 1/|ξ|, 0 for a norm of 0);
 * −√s for distances; −s for squared and absolute ones.
 */
function adjust(kind: i32, s: usize, N: usize, scales: usize): void {
  if (kind == INNER) return;
  for (let i: usize = 0; i < N << 2; i += 4) {
    store<f32>(s + i, adjusted(kind, load<f32>(s + i), scales + i));
  }
}

/** The same for one. */
@inline
export function adjusted(kind: i32, value: f32, scale: usize): f32 {
  if (kind == INNER) return value;
  if (kind == COSINE) return value * load<f32>(scale);
  return kind == EUCLIDEAN ? -sqrt(value) : -value;
}

/**
 * out[b, n] = the scores of B queries (as they are, and as packed) and N patterns, `[B, N′]` with N′ = N rounded up to a
 * multiple of 4.
 */
export function blockScores(
  kind: i32,
  out: usize,
  q: usize,
  packed: usize,
  Xi: usize,
  B: usize,
  N: usize,
  d: usize,
  scales: usize,
): void {
  const width = ((N + 3) & ~3) << 2;
  scoreBlock(kind & 3, out, q, packed, Xi, B, N, d);
  for (let b: usize = 0; b < B; b++) adjust(kind, out + b * width, N, scales);
}
