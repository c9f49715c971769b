import {
  adam,
  evaluate,
  gradientsOf,
  input,
  openTrainer,
  type Parameter,
  type Value,
} from "madeleine/engine";
import { type Matrix, matrix } from "madeleine/math";
import type { NamedTensors, OnnxRuntime } from "madeleine/onnx";
import { openOnnxHere } from "madeleine/onnx/node";
import { type Contender, difference } from "./harness.ts";

/** A net whose training steps are timed, and the batch that it learns from. */
export interface Trained {
  readonly parameters: readonly Parameter[];
  loss(inputs: Readonly<Record<string, Value>>): Value;
  readonly inputs: NamedTensors;
}

/** All parameters at the start, in a row. */
export function startOf({ parameters }: Trained): Matrix {
  const start = Float32Array.from(parameters.flatMap(({ start }) => Array.from(start)));
  return matrix(start, 1, start.length);
}

/** The loss and all gradients, one after the other, in float64. */
export async function exactGradients({ parameters, loss, inputs }: Trained): Promise<Float32Array> {
  const given = Object.entries(inputs);
  const whole = ({ data }: (typeof inputs)[string]): boolean => data instanceof BigInt64Array;
  const value = loss(
    Object.fromEntries(
      given.map(([name, tensor]) => [name, input(name, tensor.shape, whole(tensor) ? "integer" : "float")]),
    ),
  );
  const gradients = gradientsOf(value, parameters);
  const runtime = await openOnnxHere();
  const wide = given.map(([name, tensor]) => {
    const { data, shape } = tensor;
    return [name, whole(tensor) ? tensor : { data: Float64Array.from(data as Float32Array), shape }] as const;
  });
  const outputs = Object.fromEntries(
    [value, ...gradients].flatMap((output, i) => (output ? [[`${i}`, output] as const] : [])),
  );
  const found = await evaluate(runtime, outputs, Object.fromEntries(wide), { precision: "float64" });
  await runtime.close();
  return Float32Array.from(Object.values(found).flatMap(({ data }) => Array.from(data as Float64Array)));
}

export interface StepsOptions {
  readonly rate: number;
  /** How many steps are timed at once, as they follow each other in a training. The first run makes one, which is checked. */
  readonly steps: number;
  /** Of the loss and of every gradient, float32 against float64. */
  readonly tolerance: number;
}

/** The engine's steps of forward, backward and Adam. */
export async function engineSteps(
  runtime: OnnxRuntime,
  { parameters, loss, inputs }: Trained,
  { rate, steps, tolerance }: StepsOptions,
): Promise<Contender> {
  const trainer = await openTrainer({ runtime, parameters, loss, optimiser: adam({ rate }) });
  let last = Number.NaN;
  return {
    name: "engine",
    run: async () => {
      const count = trainer.steps === 0 ? 1 : steps;
      for (let i = 0; i < count; i++) last = (await trainer.step(inputs)).loss;
    },
    check: (expected) => {
      const { gradients } = trainer.parameters;
      const all = parameters.flatMap(({ name }) => Array.from(gradients[name].data as Float32Array));
      return difference(Float32Array.from([last, ...all]), expected, tolerance);
    },
  };
}
