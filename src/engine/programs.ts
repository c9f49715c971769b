import type { NamedTensors, OnnxRuntime, Tensor } from "../onnx/index.ts";
import { type Compiled, compile } from "./compile.ts";
import { noiseAmong } from "./noise.ts";
import type { ParameterBlock } from "./parameters.ts";
import { input, type Parameter } from "./source.ts";
import type { Value, ValueType } from "./value.ts";
import { packedVectors } from "./vectors.ts";

/** The inputs of a graph as values, by the names of a batch's tensors. */
export type Inputs = Readonly<Record<string, Value>>;

/** Makes a graph for a batch of these shapes. */
export type Build<Outputs> = (inputs: Inputs) => Outputs;

/** A graph that was compiled, and what belongs to it. */
export interface Program<P> {
  readonly compiled: Compiled;
  /** Where the graph's noise goes before a run. */
  readonly noise: NamedTensors;
  readonly rest: P;
}

/** Graphs that were compiled, one for each combination of shapes. */
export interface Programs<P> {
  of(batch: NamedTensors): Promise<P>;
  close(): Promise<void>;
}

export interface ProgramsOptions<P> {
  readonly runtime: OnnxRuntime;
  readonly parameters: ParameterBlock;
  /** How many are kept; the one that was used longest ago makes room. */
  readonly atMost: number;
  /** Outputs of the graph for these inputs, and what else belongs to the program. */
  readonly build: (inputs: Inputs) => { readonly outputs: Readonly<Record<string, Value>>; readonly rest: P };
}

/** Compiles a graph when a batch of its shapes first comes. */
export function openPrograms<P>(options: ProgramsOptions<P>): Programs<Program<P>> {
  const { runtime, parameters, atMost, build } = options;
  const kept = new Map<string, Promise<Program<P>>>();
  const instead = packedVectors(parameters);
  const make = async (batch: NamedTensors): Promise<Program<P>> => {
    const { outputs, rest } = build(inputsOf(batch));
    const compiled = await compile(runtime, outputs, { instead });
    for (const [name, { step }] of Object.entries(compiled.sources)) {
      if (step.source?.kind !== "parameter" || parameters.places.has(step.outputs[0] as Parameter)) continue;
      throw new RangeError(`${name} is used as a parameter, but isn't among those that were handed over`);
    }
    return { compiled, noise: noiseAmong(compiled.sources), rest };
  };
  return {
    of: async (batch) => {
      const key = keyOf(batch);
      const known = kept.get(key);
      const program = known ?? make(batch);
      kept.delete(key);
      kept.set(key, program);
      if (known) return known;
      program.catch(() => kept.delete(key));
      if (kept.size > atMost) {
        const [[oldest, unused]] = kept;
        kept.delete(oldest);
        await (await unused).compiled.close();
      }
      return program;
    },
    close: async () => {
      const all = await Promise.allSettled(kept.values());
      kept.clear();
      for (const one of all) if (one.status === "fulfilled") await one.value.compiled.close();
    },
  };
}

/** Inputs of a batch's shapes and types. */
export function inputsOf(batch: NamedTensors): Inputs {
  return Object.fromEntries(
    Object.entries(batch).map(([name, tensor]) => [name, input(name, tensor.shape, typeOf(name, tensor))]),
  );
}

function keyOf(batch: NamedTensors): string {
  let key = "";
  for (const name in batch) {
    const { data, shape } = batch[name];
    key += `${name} ${data.BYTES_PER_ELEMENT} ${shape.join()};`;
  }
  return key;
}

function typeOf(name: string, { data }: Tensor): ValueType {
  if (data instanceof Float32Array) return "float";
  if (data instanceof BigInt64Array) return "integer";
  if (data instanceof Uint8Array) return "boolean";
  throw new TypeError(
    `${name}: a batch holds Float32Array, BigInt64Array (whole numbers) or Uint8Array (booleans), got ${data[Symbol.toStringTag]}`,
  );
}
