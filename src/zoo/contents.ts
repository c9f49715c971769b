import { type Matrix, type MatrixInput, requireFinite, shapeOf, toMatrix } from "../math/index.ts";

/** What is in a model. */
export interface Contents {
  /** Ξ, `[N, d]`. */
  readonly patterns: Matrix;
  /** V, `[N, v]`, where what is read out are not the patterns. */
  readonly values: Matrix | undefined;
}

/**
 * Patterns and values as matrices.
 * @throws RangeError for NaN or infinity (naming row and column), or values of another number of rows.
 */
export function contentsOf(model: string, patterns: MatrixInput, values: MatrixInput | undefined): Contents {
  const Xi = requireFinite(toMatrix(patterns, "patterns"), "patterns");
  if (values === undefined) return { patterns: Xi, values };
  const V = requireFinite(toMatrix(values, "values"), "values");
  if (V.rows === Xi.rows) return { patterns: Xi, values: V };
  throw new RangeError(
    `${model}: values are ${shapeOf(V)} and patterns ${shapeOf(Xi)}; both need the same number of rows`,
  );
}

/**
 * The same for a memory that is stored whole.
 * @throws RangeError for an empty one, too.
 */
export function storedContentsOf(
  model: string,
  patterns: MatrixInput,
  values: MatrixInput | undefined,
): Contents {
  const contents = contentsOf(model, patterns, values);
  if (contents.patterns.rows > 0) return contents;
  throw new RangeError(
    `${model}: the memory is empty (patterns ${shapeOf(contents.patterns)}); store at least one pattern`,
  );
}

/**
 * Queries as a matrix, `[B, d]`.
 * @throws RangeError for NaN or infinity, or another number of columns than the patterns have.
 */
export function queriesOf(model: string, queries: MatrixInput, dimension: number): Matrix {
  const x = requireFinite(toMatrix(queries, "queries"), "queries");
  if (x.rows === 0 || x.columns === dimension) return x;
  throw new RangeError(
    `${model}: queries are ${shapeOf(x)} and patterns have ${dimension} columns; both need the same number`,
  );
}
