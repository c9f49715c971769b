import { apply, type Value } from "../engine/index.ts";

/**
 * Whether each element is one of the `count` largest along the last axis: exactly so many, of equal ones those that come
 * first. A value as count, `[…, 1]`, may be a fraction: an element is kept where its rank, from 0, is below it.
 */
export function keepLargest(scores: Value, count: Value): Value {
  const { shape } = scores;
  const length = shape[shape.length - 1];
  return apply({
    name: "keepLargest",
    inputs: [scores, count],
    shape,
    type: "boolean",
    emit: (emitter, [x, count]) => {
      const [, order] = emitter.wideNode("TopK", [x, emitter.integers([length])], {
        attributes: { axis: { int: -1 }, largest: { int: 1 }, sorted: { int: 1 } },
        outputs: 2,
      });
      const spread = (name: string): string => emitter.node("Expand", [name, emitter.integers(shape)]);
      const places = spread(
        emitter.floats(
          Float32Array.from({ length }, (_, i) => i),
          [length],
        ),
      );
      const ranks = emitter.node("ScatterElements", [spread(emitter.floats(0)), order, places], {
        attributes: { axis: { int: -1 } },
      });
      return emitter.node("Less", [ranks, count]);
    },
  });
}
