import { type Matrix, type MatrixInput, shapeOf } from "../math/index.ts";
import { type RetrievalOptions, retrieveBy } from "../memory/index.ts";
import { type Contents, contentsOf, queriesOf, storedContentsOf } from "./contents.ts";
import {
  addTo,
  featureSums,
  type Kept,
  type LogFeatures,
  readFrom,
  strangerIn,
  takeFrom,
} from "./feature-sums.ts";
import type { Model, ModelRetrieval } from "./model.ts";

/**
 * A memory of positive features: sums over the patterns whose size doesn't depend on how many there are. A pattern is
 * added, and taken out again, in the same time whatever is stored already.
 */
export interface FeatureMemory {
  readonly dimension: number;
  /** v where values are stored, else undefined. */
  readonly valueColumns: number | undefined;
  /** How many patterns are in it. */
  readonly count: number;
  /** @throws RangeError for NaN or infinity, and shapes that don't fit the memory. */
  add(patterns: MatrixInput, values?: MatrixInput): void;
  /**
   * Takes out what was added before, with the values that it was added with. What stays is exact but for rounding, about
   * 1e-16 of the largest sums there have been.
   * @throws RangeError as `add` does; for a pattern that cannot have been added, and for more than there are.
   */
  remove(patterns: MatrixInput, values?: MatrixInput): void;
  /**
   * One step: Σ_n ⟨φ(x), φ(ξ_n)⟩ V_n / Σ_n ⟨φ(x), φ(ξ_n)⟩, `[B, v]`; V are the patterns where no values are kept.
   * @throws RangeError for an empty memory, NaN or infinity, and shapes that don't fit.
   */
  attend(queries: MatrixInput): Matrix;
  /** Retrieval by the one loop; weights are never formed. Throws as `attend` does, and for options out of range. */
  retrieve(
    queries: MatrixInput,
    options?: Pick<RetrievalOptions, "steps" | "tolerance" | "known">,
  ): ModelRetrieval;
}

interface Widths {
  /** d. */
  readonly dimension: number;
  /** v; without it, the memory keeps no values. */
  readonly valueColumns?: number | undefined;
}

/** An empty memory for patterns `[N, d]` and, where their width is given, values `[N, v]`. */
export function featureMemory(name: string, features: LogFeatures, widths: Widths): FeatureMemory {
  const { dimension, valueColumns } = widths;
  const sums = featureSums(features.count, { dimension, valueColumns });
  const contents = (patterns: MatrixInput, values: MatrixInput | undefined): Contents =>
    requireWidths(name, widths, contentsOf(name, patterns, values));
  const read = (states: Matrix, kept: Kept): Matrix => readFrom(states, kept, { sums, features });
  const start = (queries: MatrixInput): Matrix => {
    if (sums.count > 0) return queriesOf(name, queries, dimension);
    throw new RangeError(`${name}: the memory is empty; add at least one pattern`);
  };
  return {
    ...{ dimension, valueColumns },
    get count() {
      return sums.count;
    },
    add: (patterns, values) => addTo(sums, features, contents(patterns, values)),
    remove(patterns, values) {
      const items = contents(patterns, values);
      const { rows } = items.patterns;
      if (rows > sums.count) {
        throw new RangeError(`${name}: ${rows} patterns cannot be removed, as there are ${sums.count}`);
      }
      const stranger = strangerIn(sums, features, items.patterns);
      if (stranger >= 0) {
        throw new RangeError(`${name}: row ${stranger} was never added; remove only what was`);
      }
      takeFrom(sums, features, items);
    },
    attend: (queries) => read(start(queries), sums.values ?? sums.patterns),
    retrieve(queries, options = {}) {
      const { values } = sums;
      const found = retrieveBy((states) => read(states, sums.patterns), start(queries), {
        ...options,
        readout: values && ((states) => read(states, values)),
      });
      return { ...found, weights: undefined };
    },
  };
}

/** The model whose memory is one of features. */
export function featureModel(
  { name, source }: Pick<Model, "name" | "source">,
  featuresFor: (dimension: number) => LogFeatures,
): Model {
  return {
    name,
    source,
    store(input, options = {}) {
      const { patterns, values } = storedContentsOf(name, input, options.values);
      const dimension = patterns.columns;
      if (dimension === 0)
        throw new RangeError(`${name}: patterns are ${shapeOf(patterns)}, without a column`);
      const features = featuresFor(dimension);
      const memory = featureMemory(name, features, { dimension, valueColumns: values?.columns });
      memory.add(patterns, values);
      return {
        patternCount: patterns.rows,
        dimension,
        retrieve: memory.retrieve,
        operations: (B) => B * (features.operations + features.count * ((values ?? patterns).columns + 1)),
      };
    },
  };
}

function requireWidths(name: string, { dimension, valueColumns }: Widths, contents: Contents): Contents {
  const { patterns, values } = contents;
  if (patterns.rows === 0) return contents;
  if (patterns.columns !== dimension) {
    throw new RangeError(
      `${name}: patterns are ${shapeOf(patterns)}, but this memory is for [N, ${dimension}]`,
    );
  }
  const expected = valueColumns === undefined ? "no values" : `values [N, ${valueColumns}]`;
  if (
    (valueColumns === undefined) !== (values === undefined) ||
    (values && values.columns !== valueColumns)
  ) {
    throw new RangeError(
      `${name}: this memory keeps ${expected}, got ${values ? `values ${shapeOf(values)}` : "none"}`,
    );
  }
  return contents;
}
