import {
  bestBackend,
  dotProduct,
  type Matrix,
  rowOf,
  rowsOf,
  squaredDistance,
  zeros,
} from "../../math/index.ts";
import type { Rivals } from "../../memory/index.ts";
import type { Space } from "./space.ts";

/** Items that a memory mixes up, or takes for each other. */
export interface ConfusableGroup {
  /** By number, two at least. */
  items: number[];
  /** The smallest margin among them. */
  margin: number;
  /** Whether all of them are the same numbers. */
  identical: boolean;
}

export interface GroupOptions {
  /** Margins below this confuse. */
  threshold: number;
  /** Items that belong to no group. */
  blank: ReadonlySet<number>;
  onProgress?: (done: number, total: number) => void;
}

const productsHeld = 2 ** 23;

/**
 * The connected components of the pairs with K(ξ_μ, ξ_μ) − K(ξ_ν, ξ_μ) < threshold, the largest first. Only the
 * rows of patterns with such a rival are looked at, in O(V N d) for V of them.
 * @param distinct the patterns of the space, `[N, d]`
 */
export function confusableGroups(
  space: Space,
  distinct: Matrix,
  near: { rivals: Rivals; margins: Float64Array },
  { threshold, blank, onProgress }: GroupOptions,
): ConfusableGroup[] {
  const { rows, rivals } = near.rivals;
  const margin = new Map<number, number>();
  const union = disjointSets(distinct.rows);
  rows.forEach((mu, i) => {
    if (!(near.margins[i] < threshold) || blank.has(mu)) return;
    margin.set(mu, near.margins[i]);
    if (space.by === "product" && !blank.has(rivals[i])) union.join(mu, rivals[i]);
  });
  joinNear(union, space, distinct, { close: [...margin.keys()], threshold, blank, onProgress });
  return union
    .groups()
    .map((items) => ({
      items,
      margin: Math.min(...items.map((item) => margin.get(item) ?? Number.POSITIVE_INFINITY)),
      identical: items.every(
        (item) => squaredDistance(rowOf(distinct, items[0]), rowOf(distinct, item)) === 0,
      ),
    }))
    .sort((a, b) => b.items.length - a.items.length || a.margin - b.margin || a.items[0] - b.items[0]);
}

interface Close {
  close: readonly number[];
  threshold: number;
  blank: ReadonlySet<number>;
  onProgress: GroupOptions["onProgress"];
}

/** Joins every close pattern with all that are near it. */
function joinNear(
  union: DisjointSets,
  space: Space,
  distinct: Matrix,
  { close, threshold, blank, onProgress }: Close,
): void {
  const backend = bestBackend();
  const score = space.by === "product" ? backend.dotProducts : backend.squaredDistances;
  const size = Math.min(512, Math.max(16, Math.floor(productsHeld / distinct.rows)));
  for (let from = 0; from < close.length; from += size) {
    const block = close.slice(from, from + size);
    const scores = score(zeros(block.length, distinct.rows), rowsOf(distinct, block), distinct);
    block.forEach((mu, b) => {
      const row = rowOf(scores, b);
      const own = space.by === "product" ? dotProduct(rowOf(distinct, mu), rowOf(distinct, mu)) : 0;
      for (let nu = 0; nu < row.length; nu++) {
        const apart = space.by === "product" ? own - row[nu] : row[nu];
        if (apart < threshold && nu !== mu && !blank.has(nu)) union.join(mu, nu);
      }
    });
    onProgress?.(from + block.length, close.length);
  }
}

interface DisjointSets {
  join(a: number, b: number): void;
  /** Those of two or more, each in order. */
  groups(): number[][];
}

function disjointSets(count: number): DisjointSets {
  const parent = Int32Array.from({ length: count }, (_, i) => i);
  const rootOf = (item: number): number => {
    let root = item;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root]];
      root = parent[root];
    }
    return root;
  };
  return {
    join: (a, b) => {
      const [first, second] = [rootOf(a), rootOf(b)];
      parent[Math.max(first, second)] = Math.min(first, second);
    },
    groups: () => {
      const members = new Map<number, number[]>();
      for (let item = 0; item < count; item++) {
        const root = rootOf(item);
        const group = members.get(root);
        if (group) group.push(item);
        else members.set(root, [item]);
      }
      return [...members.values()].filter((items) => items.length > 1);
    },
  };
}
