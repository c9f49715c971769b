import type { Parameter, Value } from "../engine/index.ts";
import { bestBackend, type Matrix, type MatrixInput, matrix, rowOf, toMatrix, zeros } from "../math/index.ts";
import { type Retrieval, retrieve } from "../memory/index.ts";
import type { FilledOptions } from "./hopfield-options.ts";
import { isWeighing, type ReadLearned } from "./layer-separation.ts";

export interface LayerRetrievalOptions {
  /** What was learned, by parameter: `(parameter) => block.values[parameter.name].data`. Default: where it started. */
  readonly read?: ReadLearned;
  /** The most steps to take. Default: the layer's. */
  readonly steps?: number;
  /** A query has converged when a step moves its state by at most this. Default: 1e-6. */
  readonly tolerance?: number;
}

/** What a layer's retrieval gives. */
export interface LayerRetrieval {
  /** Where the states came to rest in the association space, `[B, H k]`. */
  readonly states: Matrix;
  /** What the last weights read out of the values, `[B, H v]`. */
  readonly outputs: Matrix;
  /** Head by head, with weights, steps, energies and how each query ended. */
  readonly heads: readonly Retrieval[];
}

/** Queries, patterns and values in the association space, `[B, H k]`, `[N, H k]`, `[N, H v]`. */
export interface Projected {
  readonly queries: Matrix;
  readonly patterns: Matrix;
  readonly values: Matrix;
}

/** Retrieval head by head, by the one loop of `memory/`. */
export function retrieveHeads(
  { queries, patterns, values }: Projected,
  { separation, heads, beta, steps }: FilledOptions,
  options: LayerRetrievalOptions,
): LayerRetrieval {
  const { read = startOf, tolerance = 1e-6 } = options;
  const [k, v] = [patterns.columns / heads, values.columns / heads];
  const found = Array.from({ length: heads }, (_, head) => {
    const asked = { head, dimension: k, patternCount: patterns.rows, read };
    const own = betaOf(beta, head, read);
    const form = isWeighing(separation) ? separation.toMemory(asked) : separation.toMemory(asked, own);
    return retrieve(block(queries, head, k), block(patterns, head, k), {
      ...{ beta: own, steps: options.steps ?? steps, tolerance, values: block(values, head, v) },
      ...form,
    });
  });
  return {
    states: beside(found.map(({ states }) => states)),
    outputs: beside(found.map(({ outputs }) => outputs)),
    heads: found,
  };
}

/** x W in float32, or x where there is no W. */
export function projectedBy(x: MatrixInput, W: Value | undefined, read: ReadLearned = startOf): Matrix {
  const source = toMatrix(x);
  if (!W) return source;
  const map = numbersOf(W, read);
  return bestBackend().weightedSums(zeros(source.rows, map.columns), source, map);
}

/** The numbers of a learned matrix. @throws RangeError for a value that isn't a parameter: those are known only in a run. */
export function numbersOf(value: Value, read: ReadLearned = startOf): Matrix {
  if (!("start" in value)) {
    throw new RangeError(
      "retrieve: the layer's maps must be parameters, whose numbers are known outside of a run",
    );
  }
  const [rows, columns] = value.shape;
  return matrix(Float32Array.from(read(value as Parameter)), rows, columns);
}

function betaOf(beta: Value | number, head: number, read: ReadLearned): number {
  if (typeof beta === "number") return beta;
  if (!("start" in beta)) throw new RangeError("retrieve: a β that isn't a number must be a parameter");
  const values = read(beta as Parameter);
  return values[values.length > 1 ? head : 0];
}

function startOf({ start }: Parameter): Float32Array {
  return start;
}

/** Columns head · width … of a matrix. */
function block(source: Matrix, head: number, width: number): Matrix {
  const out = zeros(source.rows, width);
  for (let i = 0; i < source.rows; i++) {
    rowOf(out, i).set(rowOf(source, i).subarray(head * width, (head + 1) * width));
  }
  return out;
}

/** Matrices of equally many rows side by side. */
function beside(parts: readonly Matrix[]): Matrix {
  const columns = parts.reduce((sum, part) => sum + part.columns, 0);
  const out = zeros(parts[0].rows, columns);
  let at = 0;
  for (const part of parts) {
    for (let i = 0; i < part.rows; i++) out.data.set(rowOf(part, i), i * columns + at);
    at += part.columns;
  }
  return out;
}
