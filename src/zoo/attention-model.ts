import type { Matrix } from "../math/index.ts";
import { retrieve } from "../memory/index.ts";
import { queriesOf, storedContentsOf } from "./contents.ts";
import type { Definition } from "./definition.ts";
import type { Model, StoredModel } from "./model.ts";

/** N, d and v (d where no values were given). */
export interface Sizes {
  readonly N: number;
  readonly d: number;
  readonly v: number;
}

/**
 * A model that scores every pattern: sep(β K(x, Ξ)) V for the definition that its patterns give.
 * @param operations of one query, where they aren't N d for the scores and N v for what is read out
 */
export function attentionModel(
  { name, source }: Pick<Model, "name" | "source">,
  definitionFor: (patterns: Matrix) => Definition & Pick<StoredModel, "facts">,
  operations: (sizes: Sizes) => number = ({ N, d, v }) => N * (d + v),
): Model {
  return {
    name,
    source,
    store(input, options = {}) {
      const { patterns, values } = storedContentsOf(name, input, options.values);
      const { facts, ...definition } = definitionFor(patterns);
      const { rows: N, columns: d } = patterns;
      return {
        patternCount: N,
        dimension: d,
        definition,
        ...(facts && { facts }),
        retrieve: (queries, chosen = {}) =>
          retrieve(queriesOf(name, queries, d), patterns, {
            ...chosen,
            ...definition,
            ...(values && { values }),
            energies: false,
          }),
        operations: (B) => B * operations({ N, d, v: (values ?? patterns).columns }),
      };
    },
  };
}
