import {
  encodeModel,
  type NamedTensors,
  type OnnxRuntime,
  type OnnxSession,
  type Tensor,
} from "../onnx/index.ts";
import type { EmitOptions } from "./emitter.ts";
import { type GraphOptions, graphOf } from "./graph-of.ts";
import { sizeOf } from "./shape.ts";
import type { Value } from "./value.ts";

/** A graph that is ready to run. */
export interface Compiled {
  /** What it takes from outside, by name: inputs, parameters and noise. */
  readonly sources: Readonly<Record<string, Value>>;
  readonly outputs: Readonly<Record<string, Value>>;
  /** Computes outputs from all sources, into the arrays given. */
  run(sources: NamedTensors, outputs: NamedTensors): Promise<void>;
  close(): Promise<void>;
}

/**
 * Makes one ONNX graph of everything that `outputs` are made from, and loads it.
 * @throws RangeError where two different inputs or parameters have one name.
 */
export async function compile(
  runtime: OnnxRuntime,
  outputs: Readonly<Record<string, Value>>,
  options: GraphOptions = {},
): Promise<Compiled> {
  const { graph, sources } = graphOf(outputs, options);
  const session: OnnxSession = await runtime.load(encodeModel(graph));
  return { sources, outputs, run: session.run, close: session.close };
}

/**
 * Computes values once: `sources` holds what they take from outside, by name; parameters that aren't among them are as they
 * start. For looking at things; what runs often is compiled once.
 */
export async function evaluate<Name extends string>(
  runtime: OnnxRuntime,
  outputs: Readonly<Record<Name, Value>>,
  sources: NamedTensors = {},
  options: EmitOptions = {},
): Promise<Record<Name, Tensor>> {
  const compiled = await compile(runtime, outputs, options);
  try {
    const wide = options.precision === "float64";
    const starts = Object.entries(compiled.sources).flatMap(([name, value]): [string, Tensor][] => {
      if (name in sources || !("start" in value)) return [];
      const start = value.start as Float32Array;
      return [[name, { data: wide ? Float64Array.from(start) : start, shape: value.shape }]];
    });
    const results = Object.fromEntries(
      Object.entries<Value>(outputs).map(([name, value]) => [name, emptyTensor(value, wide)]),
    ) as Record<Name, Tensor>;
    await compiled.run(sourcesOf(compiled.sources, [sources, Object.fromEntries(starts)]), results);
    return results;
  } finally {
    await compiled.close();
  }
}

/** A tensor of zeros for what a value will be. */
export function emptyTensor({ type, shape }: Value, wide = false): Tensor {
  const size = sizeOf(shape);
  if (type === "integer") return { data: new BigInt64Array(size), shape };
  if (type === "boolean") return { data: new Uint8Array(size), shape };
  return { data: wide ? new Float64Array(size) : new Float32Array(size), shape };
}

/** Of several collections of tensors those that a graph takes; the first that has a name counts. */
export function sourcesOf(
  sources: Readonly<Record<string, Value>>,
  given: readonly NamedTensors[],
): NamedTensors {
  const found: Record<string, Tensor> = {};
  for (const name in sources) {
    const tensor = given.find((tensors) => name in tensors)?.[name];
    if (tensor) found[name] = tensor;
  }
  return found;
}
