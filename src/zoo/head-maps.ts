import { bestBackend, type Matrix, requireFinite, rowOf, shapeOf, zeros } from "../math/index.ts";
import type { Contents } from "./contents.ts";

/** The maps of one head, for row vectors. */
export interface HeadMaps {
  /** W_Q, `[d, k]`. Without it, the query itself is compared (then k = d), as (C.5) has it. */
  readonly query?: Matrix;
  /** W_K, `[d, k]`: the head's patterns are Ξ W_K. */
  readonly pattern: Matrix;
  /** W_O, `[k, d]`: what the head recalls adds to the next state. */
  readonly output: Matrix;
  /** W_V, `[v, v′]`: what its weights read out of the values adds to the outputs. Needed where there are values. */
  readonly value?: Matrix;
}

/** What weights are applied to, and where that goes in a result: from column `at` on, through W where there is one. */
export interface Readout {
  readonly source: Matrix;
  readonly W?: Matrix;
  readonly at: number;
  /** The result's columns. */
  readonly columns: number;
}

export interface StoredHead {
  /** `[N, k]`. */
  readonly patterns: Matrix;
  /** The head's query of a state; the columns from … to − 1 of it, through W where there is one. */
  readonly query: { readonly from: number; readonly to: number; readonly W?: Matrix };
  readonly recall: Readout;
  readonly read: Readout | undefined;
}

/** Heads on equal blocks of columns. */
export function blocksOf({ patterns, values }: Contents, count: number): StoredHead[] {
  for (const [name, { columns }] of Object.entries({ patterns, ...(values && { values }) })) {
    if (columns % count === 0) continue;
    throw new RangeError(
      `multiHead: ${count} heads need ${name} whose columns they divide, got ${columns} columns; choose another number of heads`,
    );
  }
  const block = (source: Matrix, h: number): Readout => {
    const width = source.columns / count;
    return { source: columnsOf(source, h * width, (h + 1) * width), at: h * width, columns: source.columns };
  };
  return Array.from({ length: count }, (_, h): StoredHead => {
    const recall = block(patterns, h);
    const query = { from: recall.at, to: recall.at + recall.source.columns };
    return { patterns: recall.source, query, recall, read: values && block(values, h) };
  });
}

/** Heads by maps. */
export function mappedHeads({ patterns, values }: Contents, heads: readonly HeadMaps[]): StoredHead[] {
  const d = patterns.columns;
  return heads.map(({ query, pattern, output, value }, h): StoredHead => {
    const k = pattern.columns;
    requireMap(`W_K of head ${h}`, pattern, [d, k]);
    if (query) requireMap(`W_Q of head ${h}`, query, [d, k]);
    else requireMap(`W_K of head ${h}, which has no W_Q,`, pattern, [d, d]);
    requireMap(`W_O of head ${h}`, output, [k, d]);
    if (values && !value) {
      throw new RangeError(`multiHead: values need a map W_V, [${values.columns}, v′], in head ${h}`);
    }
    const width = heads[0]?.value?.columns ?? 0;
    if (values && value) requireMap(`W_V of head ${h}`, value, [values.columns, width]);
    const own = times(patterns, pattern);
    return {
      patterns: own,
      query: { from: 0, to: d, ...(query && { W: query }) },
      recall: { source: own, W: output, at: 0, columns: d },
      read: values && value && { source: values, W: value, at: 0, columns: width },
    };
  });
}

function requireMap(name: string, W: Matrix, [rows, columns]: readonly [number, number]): void {
  requireFinite(W, `multiHead: ${name}`);
  if (W.rows === rows && W.columns === columns) return;
  throw new RangeError(`multiHead: ${name} must be [${rows}, ${columns}], got ${shapeOf(W)}`);
}

/** The columns from … to − 1, copied. */
export function columnsOf(source: Matrix, from: number, to: number): Matrix {
  const out = zeros(source.rows, to - from);
  for (let r = 0; r < source.rows; r++) rowOf(out, r).set(rowOf(source, r).subarray(from, to));
  return out;
}

/** x W, `[B, k]` from `[B, d]` and `[d, k]`. */
export function times(x: Matrix, W: Matrix): Matrix {
  return bestBackend().weightedSums(zeros(x.rows, W.columns), x, W);
}
