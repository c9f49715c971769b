import { type Matrix, matrix, shapeOf } from "../math/index.ts";

/** What a memory holds, by name: patterns in one matrix that has room to grow. */
export interface Items {
  /** In the order of the patterns; not a copy. */
  readonly ids: readonly string[];
  /** `[N, d]` as it stands; other matrices after a change, which share memory. */
  readonly patterns: Matrix;
  /** A JSON value or undefined per item; not a copy. */
  readonly payloads: readonly unknown[];
  /** How long each pattern was before it was made unit length; not a copy. */
  readonly norms: readonly number[];
  /** The row of an item, or −1. */
  rowOf(id: string): number;
  /** Adds an item `[d]`, or gives it another pattern; the row that is new. */
  put(id: string, pattern: ArrayLike<number>, kept?: Kept): number;
  /** Takes an item away: the last one moves into its row, which is returned; −1 where it isn't there. */
  take(id: string): number;
}

/** What is kept beside an item's pattern; its norm is 1 where it isn't said. */
export interface Kept {
  readonly payload?: unknown;
  readonly norm?: number | undefined;
}

export interface ItemsInput {
  readonly ids: readonly string[];
  readonly patterns: Matrix;
  readonly payloads?: readonly unknown[] | undefined;
  readonly norms?: ArrayLike<number> | undefined;
  /** Whether what the patterns' buffer has behind them is for more of them. Default: false. */
  readonly room?: boolean | undefined;
}

/**
 * Items that can be added in the time that one takes. The matrix isn't copied until it has to grow beyond its room.
 * @throws RangeError for no items, another number of names or payloads than patterns, or a name twice.
 */
export function itemsOf({
  ids: names,
  patterns,
  payloads: given,
  norms: lengths,
  room = false,
}: ItemsInput): Items {
  requireItems(names, patterns, given);
  const norms = Array.from(names, (_, row) => lengths?.[row] ?? 1);
  const [ids, payloads] = [names.slice(), given?.slice() ?? new Array<unknown>(names.length).fill(undefined)];
  const rows = new Map(ids.map((id, row) => [id, row]));
  const d = patterns.columns;
  let data = room ? new Float32Array(patterns.data.buffer, patterns.data.byteOffset) : patterns.data;
  const reserve = (count: number): void => {
    if (count * d <= data.length) return;
    const larger = new Float32Array(Math.ceil(1.5 * count) * d);
    larger.set(data);
    data = larger;
  };
  return {
    ids,
    payloads,
    norms,
    get patterns() {
      return matrix(data.subarray(0, ids.length * d), ids.length, d);
    },
    rowOf: (id) => rows.get(id) ?? -1,
    put(id, pattern, { payload, norm = 1 } = {}) {
      const row = rows.get(id) ?? ids.length;
      reserve(row + 1);
      data.set(pattern, row * d);
      ids[row] = id;
      payloads[row] = payload;
      norms[row] = norm;
      rows.set(id, row);
      return row;
    },
    take(id) {
      const row = rows.get(id);
      if (row === undefined) return -1;
      const last = ids.length - 1;
      data.copyWithin(row * d, last * d, (last + 1) * d);
      [ids[row], payloads[row], norms[row]] = [ids[last], payloads[last], norms[last]];
      rows.set(ids[row], row);
      rows.delete(id);
      ids.pop();
      payloads.pop();
      norms.pop();
      return row;
    },
  };
}

function requireItems(ids: readonly string[], patterns: Matrix, payloads: ItemsInput["payloads"]): void {
  if (patterns.columns === 0) {
    throw new RangeError(
      "Memory: there is nothing to remember; give at least one item of at least one number",
    );
  }
  if (ids.length !== patterns.rows) {
    throw new RangeError(`Memory: ${ids.length} names for patterns ${shapeOf(patterns)}; give one name each`);
  }
  if (payloads && payloads.length !== ids.length) {
    throw new RangeError(
      `Memory: ${payloads.length} payloads for ${ids.length} items; give one each, or none`,
    );
  }
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id))
      throw new RangeError(`Memory: two items are called "${id}"; give each a name of its own`);
    seen.add(id);
  }
}
