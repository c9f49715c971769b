import { type MatrixInput, toMatrix } from "../math/index.ts";
import { retrieve } from "../memory/index.ts";
import type { Definition } from "./definition.ts";
import type { Model } from "./model.ts";

/** A model that scores every pattern: sep(β K(x, Ξ)) V for the definition that its patterns give. */
export function attentionModel(
  { name, source }: Pick<Model, "name" | "source">,
  definitionFor: (patterns: MatrixInput) => Definition,
): Model {
  return {
    name,
    source,
    store(patterns, { values } = {}) {
      const Xi = toMatrix(patterns, "patterns");
      const V = values === undefined ? undefined : toMatrix(values, "values");
      const definition = definitionFor(Xi);
      return {
        patternCount: Xi.rows,
        dimension: Xi.columns,
        retrieve: (queries, options = {}) =>
          retrieve(queries, Xi, { ...definition, ...options, ...(V && { values: V }), energies: false }),
        operations: (B) => B * Xi.rows * (Xi.columns + (V ?? Xi).columns),
      };
    },
  };
}
