import {
  argmaxOf,
  type Backend,
  bestBackend,
  dotProduct,
  type Matrix,
  norm,
  rowOf,
  rowsOf,
  squaredDistance,
  zeros,
} from "../../math/index.ts";

/** Who comes closest to some patterns μ of a set `[N, d]`, among all the others. */
export interface Rivals {
  /** The patterns looked at, by number, `[R]`. */
  readonly rows: readonly number[];
  /** max_{ν≠μ} ⟨ξ_μ, ξ_ν⟩, `[R]`; −∞ for a single pattern. */
  readonly products: Float64Array;
  /** The ν of that product, `[R]`; −1 for a single pattern. */
  readonly rivals: Int32Array;
  /** min_{ν≠μ} |ξ_μ − ξ_ν|², `[R]`; ∞ for a single pattern. */
  readonly squaredDistances: Float64Array;
}

export interface RivalOptions {
  /** The patterns to look at. Default: all. */
  rows?: readonly number[];
  /** What makes the products. Default: the fastest that runs here. */
  backend?: Backend;
  onProgress?: (done: number, total: number) => void;
}

/** As many products are held at once. */
const productsHeld = 2 ** 23;

/** So many patterns that rounding can't tell from the closest are looked at once more, exactly. */
const mostCandidates = 32;

/**
 * The closest others of each pattern, in O(R N d) by a backend's products, block by block: no N × N matrix is held.
 * Whatever float32 can't tell from the closest is computed again in float64, up to 32 patterns a row. Beyond those
 * the product is right to the rounding of float32, (140 + d/128) 2⁻²⁴ |ξ_μ| m, and the squared distance to as large a
 * share of itself.
 * @param patterns finite numbers, `[N, d]`
 */
export function rivalsOf(patterns: Matrix, options: RivalOptions = {}): Rivals {
  const { rows = Array.from({ length: patterns.rows }, (_, mu) => mu), backend = bestBackend() } = options;
  const look = lookAt(patterns, backend);
  const found: Rivals = {
    rows,
    products: new Float64Array(rows.length).fill(Number.NEGATIVE_INFINITY),
    rivals: new Int32Array(rows.length).fill(-1),
    squaredDistances: new Float64Array(rows.length).fill(Number.POSITIVE_INFINITY),
  };
  if (patterns.rows < 2) return found;
  const size = Math.min(512, Math.max(16, Math.floor(productsHeld / patterns.rows)));
  for (let from = 0; from < rows.length; from += size) {
    const block = rows.slice(from, from + size);
    look(block).forEach(({ product, rival, squared }, b) => {
      found.products[from + b] = product;
      found.rivals[from + b] = rival;
      found.squaredDistances[from + b] = squared;
    });
    options.onProgress?.(from + block.length, rows.length);
  }
  return found;
}

interface Closest {
  product: number;
  rival: number;
  squared: number;
}

function lookAt(patterns: Matrix, backend: Backend): (block: readonly number[]) => Closest[] {
  const scaled = inRange(patterns);
  const squares = Float64Array.from({ length: patterns.rows }, (_, nu) => {
    const pattern = rowOf(scaled, nu);
    return dotProduct(pattern, pattern);
  });
  const largest = Math.sqrt(squares.reduce((top, square) => Math.max(top, square), 0));
  const rounding = (70 + patterns.columns / 256) * 2 ** -24 * largest;
  return (block) => {
    const queries = rowsOf(scaled, block);
    const scores = backend.dotProducts(zeros(block.length, patterns.rows), queries, scaled);
    const candidates = block.map((mu, b) =>
      candidatesOf(rowOf(scores, b), squares, { mu, error: rounding * Math.sqrt(squares[mu]) }),
    );
    // Differences taken number by number don't cancel as squares − 2 products do.
    const crowded = block.flatMap((_, b) => (candidates[b].near.length > mostCandidates ? [b] : []));
    const again = backend.squaredDistances(
      zeros(crowded.length, patterns.rows),
      rowsOf(queries, crowded),
      scaled,
    );
    crowded.forEach((b, i) => {
      candidates[b].near = [nearestIn(rowOf(again, i), block[b])];
    });
    return block.map((mu, b) => closestOf(patterns, mu, candidates[b]));
  };
}

interface Candidates {
  /** Those whose product may be the largest, and those whose distance may be the smallest. */
  high: number[];
  near: number[];
}

function candidatesOf(
  scores: Float32Array,
  squares: Float64Array,
  { mu, error }: { mu: number; error: number },
): Candidates {
  let [top, nearest] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let nu = 0; nu < scores.length; nu++) {
    if (nu === mu) continue;
    const score = scores[nu];
    if (score > top) top = score;
    const distance = squares[nu] - 2 * score;
    if (distance < nearest) nearest = distance;
  }
  const [least, most] = [top - 2 * error, nearest + 4 * error];
  const high: number[] = [];
  const near: number[] = [];
  for (let nu = 0; nu < scores.length; nu++) {
    if (nu === mu) continue;
    const score = scores[nu];
    if (score >= least && high.length < mostCandidates) high.push(nu);
    if (squares[nu] - 2 * score <= most && near.length <= mostCandidates) near.push(nu);
  }
  return { high, near };
}

function nearestIn(distances: Float32Array, mu: number): number {
  const others = distances.map((distance, nu) => (nu === mu ? Number.NEGATIVE_INFINITY : -distance));
  return argmaxOf(others);
}

/** The exact closest among the candidates, in float64. */
function closestOf(patterns: Matrix, mu: number, { high, near }: Candidates): Closest {
  const pattern = rowOf(patterns, mu);
  const closest: Closest = {
    product: Number.NEGATIVE_INFINITY,
    rival: -1,
    squared: Number.POSITIVE_INFINITY,
  };
  for (const nu of [...high, ...near]) {
    const product = dotProduct(pattern, rowOf(patterns, nu));
    if (product > closest.product) Object.assign(closest, { product, rival: nu });
  }
  for (const nu of near) {
    closest.squared = Math.min(closest.squared, squaredDistance(pattern, rowOf(patterns, nu)));
  }
  return closest;
}

/** The patterns, by a power of 2 brought where products neither overflow nor vanish in float32. */
function inRange(patterns: Matrix): Matrix {
  let largest = 0;
  for (let mu = 0; mu < patterns.rows; mu++) largest = Math.max(largest, norm(rowOf(patterns, mu)));
  if (largest === 0 || (largest > 1e-12 && largest < 1e15)) return patterns;
  const scale = 2 ** -Math.round(Math.log2(largest));
  return { ...patterns, data: patterns.data.map((value) => value * scale) };
}
