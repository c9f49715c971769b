import { concat, split } from "./operations/layout.ts";
import type { ParameterBlock } from "./parameters.ts";
import { sizeOf } from "./shape.ts";
import { constant, type Parameter, vectorRow } from "./source.ts";
import type { Value } from "./value.ts";

/** The name under which the gradients of all vectors come out. */
export const ROW_GRADIENTS = "%gradients of vectors";

/**
 * What a graph takes in place of a block's vectors: parts of one input. To hand over a tensor takes onnxruntime 2 µs, longer
 * than it computes with a bias or a scale.
 */
export function packedVectors(block: ParameterBlock): ReadonlyMap<Value, Value> {
  const { vectors, row } = block;
  const instead = new Map<Value, Value>();
  if (vectors.length === 0) return instead;
  const lengths = vectors.map((vector) => lengthsOf(vector, block));
  const parts = split(vectorRow(row.data.length), 0, lengths.flat());
  let at = 0;
  vectors.forEach((vector, i) => {
    instead.set(vector, parts[at]);
    at += lengths[i].length;
  });
  return instead;
}

/** The gradients of all vectors as they lie in the block; zeros for those that have none, and for what fills up. */
export function packedGradients(block: ParameterBlock, gradients: ReadonlyMap<Parameter, Value>): Value {
  return concat(
    block.vectors.flatMap((vector) => {
      const [own, ...filling] = lengthsOf(vector, block);
      const zeros = filling.map((length) => constant(0, [length]));
      return [gradients.get(vector) ?? constant(0, [own]), ...zeros];
    }),
  );
}

/** How many numbers a vector has, and how many fill it up, where any do. */
function lengthsOf(vector: Parameter, { places }: ParameterBlock): number[] {
  const own = sizeOf(vector.shape);
  const filling = (places.get(vector)?.count ?? own) - own;
  return filling > 0 ? [own, filling] : [own];
}
