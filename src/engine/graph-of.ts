import type { Graph, GraphNode, TensorType } from "../onnx/index.ts";
import { createEmitter, type EmitOptions, elementTypeOf } from "./emitter.ts";
import { sortedSteps } from "./sorted-steps.ts";
import type { Value } from "./value.ts";

/** A graph for ONNX, and the values whose numbers come from outside, under the names that it gives them. */
export interface Emitted {
  readonly graph: Graph;
  readonly sources: Readonly<Record<string, Value>>;
}

export interface GraphOptions extends EmitOptions {
  /** What is taken in place of some values. Default: nothing. */
  readonly instead?: ReadonlyMap<Value, Value>;
}

/**
 * All that `outputs` are made from, as one ONNX graph.
 * @throws RangeError where two different inputs or parameters have one name, or one of them an output's.
 */
export function graphOf(wanted: Readonly<Record<string, Value>>, options: GraphOptions = {}): Emitted {
  const { precision = "float32", instead } = options;
  const own = (value: Value): Value => instead?.get(value) ?? value;
  const outputs = mapped(wanted, own);
  const emitter = createEmitter(options);
  const names = new Map<Value, string>();
  const sources: Record<string, Value> = {};
  let noises = 0;
  for (const step of sortedSteps(Object.values(outputs), own)) {
    if (step.source) {
      const [value] = step.outputs;
      const name = step.source.kind === "noise" ? `%noise${noises++}` : step.source.name;
      if (name in sources) {
        throw new RangeError(`graphOf: there are two different values called "${name}"; rename one`);
      }
      sources[name] = value;
      names.set(value, name);
      continue;
    }
    const inputs = step.inputs.map((input) => names.get(own(input)) ?? "");
    const made = step.emit(emitter, inputs);
    for (const output of step.outputs) names.set(output, made[output.at]);
  }
  const taken = Object.keys(outputs).find((name) => name in sources);
  if (taken !== undefined) {
    throw new RangeError(
      `graphOf: an output is called "${taken}", as an input or a parameter is; rename one`,
    );
  }
  const nodes = named(emitter.nodes, outputs, names);
  const typeOf = ({ type, shape }: Value): TensorType => ({ type: elementTypeOf(type, precision), shape });
  const graph = {
    inputs: mapped(sources, typeOf),
    outputs: mapped(outputs, typeOf),
    constants: emitter.constants,
    nodes,
  };
  return { graph, sources };
}

/** The nodes with outputs of the graph under their own names: computed there, or copied from what has another name. */
function named(
  nodes: readonly GraphNode[],
  outputs: Readonly<Record<string, Value>>,
  names: ReadonlyMap<Value, string>,
): GraphNode[] {
  const computed = new Set(nodes.flatMap((node) => node.outputs));
  const renamed = new Map<string, string>();
  const copies: GraphNode[] = [];
  for (const [name, value] of Object.entries(outputs)) {
    const own = names.get(value) ?? "";
    if (computed.has(own) && !renamed.has(own)) renamed.set(own, name);
    else copies.push({ operator: "Identity", inputs: [renamed.get(own) ?? own], outputs: [name] });
  }
  const rename = (all: readonly string[]): string[] => all.map((name) => renamed.get(name) ?? name);
  const moved = nodes.map((node) => ({
    ...node,
    inputs: rename(node.inputs),
    outputs: rename(node.outputs),
  }));
  return [...moved, ...copies];
}

function mapped<A, B>(record: Readonly<Record<string, A>>, of: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, of(value)]));
}
