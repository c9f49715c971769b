import { type Matrix, rowOf, shapeOf, unitRows, zeros } from "../math/index.ts";

/** How the parts of a joint pattern lie: part i has `lengths[i]` numbers and the share `weights[i]` of the similarity. */
export interface JointLayout {
  readonly lengths: readonly number[];
  /** In [0, 1]; they sum to 1. */
  readonly weights: readonly number[];
}

/** Patterns made of parts, `[N, Σ lengths]`, of unit length where no part is all zeros. */
export interface JointPatterns {
  readonly layout: JointLayout;
  readonly patterns: Matrix;
}

/**
 * Patterns of several parts, one after the other: ξ = [√w₁ a/|a|; √w₂ b/|b|; …]. The inner product of two is the
 * weighted mean of their parts' cosines, Σ wᵢ cosᵢ, whatever the parts' lengths and scales. HEN appendix, section 4:
 * [image code; text code]; it gives no weights.
 *
 * @param parts `[N, dᵢ]` each.
 * @param weights one each, > 0; only their ratios count. Default: all the same.
 * @throws RangeError for no parts, other numbers of rows, or weights out of range.
 */
export function jointPatterns(parts: readonly Matrix[], weights?: readonly number[]): JointPatterns {
  const layout = layoutOf(parts, weights ?? parts.map(() => 1));
  return { layout, patterns: joined(parts, layout) };
}

/**
 * Queries for joint patterns that know some parts, `[B, Σ lengths]`: what isn't given is 0, so that it takes no side:
 * [0; √w₂ b/|b|]. A query of one part is shorter than a pattern by √w, and so are its scores by w.
 * @throws RangeError for parts that don't fit the layout, or none given.
 */
export function jointQueries(parts: readonly (Matrix | undefined)[], layout: JointLayout): Matrix {
  const { lengths } = layout;
  const rows = parts.find((part) => part !== undefined)?.rows;
  const fits = parts.every((part, i) => !part || (part.rows === rows && part.columns === lengths[i]));
  if (rows === undefined || parts.length !== lengths.length || !fits) {
    const given = parts.map((part) => (part ? shapeOf(part) : "none")).join(", ");
    throw new RangeError(
      `jointQueries: the parts have ${lengths.join(", ")} columns and as many rows each, got ${given}; give one part or more`,
    );
  }
  return joined(
    parts.map((part, i) => part ?? zeros(rows, lengths[i])),
    layout,
  );
}

/** Part `index` of joint patterns or states, `[n, lengths[index]]`, as it lies there: of length √w in a pattern. */
export function jointPart(states: Matrix, layout: JointLayout, index: number): Matrix {
  const { lengths } = layout;
  const from = lengths.slice(0, index).reduce((sum, length) => sum + length, 0);
  const part = zeros(states.rows, lengths[index]);
  for (let n = 0; n < states.rows; n++) {
    rowOf(part, n).set(rowOf(states, n).subarray(from, from + lengths[index]));
  }
  return part;
}

function layoutOf(parts: readonly Matrix[], weights: readonly number[]): JointLayout {
  if (parts.length === 0 || parts.some(({ rows }) => rows !== parts[0].rows)) {
    throw new RangeError(
      `jointPatterns: parts need as many rows each, got ${parts.map(shapeOf).join(", ") || "none"}`,
    );
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (weights.length !== parts.length || !weights.every((w) => w > 0 && Number.isFinite(w))) {
    throw new RangeError(
      `jointPatterns: weights must be numbers > 0, one for each of ${parts.length} parts, got ${weights.join(", ")}`,
    );
  }
  return { lengths: parts.map(({ columns }) => columns), weights: weights.map((weight) => weight / total) };
}

function joined(parts: readonly Matrix[], { lengths, weights }: JointLayout): Matrix {
  const out = zeros(
    parts[0].rows,
    lengths.reduce((sum, length) => sum + length, 0),
  );
  let from = 0;
  for (const [i, part] of parts.entries()) {
    const unit = unitRows(part);
    const scale = Math.sqrt(weights[i]);
    for (let n = 0; n < part.rows; n++) {
      const target = rowOf(out, n).subarray(from, from + lengths[i]);
      rowOf(unit, n).forEach((value, k) => {
        target[k] = scale * value;
      });
    }
    from += lengths[i];
  }
  return out;
}
