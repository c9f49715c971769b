import type { NamedTensors, OnnxRuntime, Tensor } from "../onnx/index.ts";
import { evaluate } from "./compile.ts";
import { gradientsOf } from "./gradients.ts";
import type { ParameterBlock } from "./parameters.ts";
import { type Build, inputsOf } from "./programs.ts";
import { sortedSteps } from "./sorted-steps.ts";
import { type Value, valueText } from "./value.ts";

export interface Failure {
  readonly runtime: OnnxRuntime;
  readonly loss: Build<Value>;
  readonly parameters: ParameterBlock;
  readonly batch: NamedTensors;
  readonly noise: NamedTensors;
  /** How many steps were made before. */
  readonly steps: number;
}

/** Parameters beyond this size come of steps that were too long. */
const HUGE = 1e4;

/**
 * Why the loss of a batch, or its gradient, isn't finite: the first number that isn't, among the batch, the parameters, what
 * the loss is computed from, step by step, and the gradients; and what to do about it.
 */
export async function whyNotFinite(failure: Failure): Promise<string> {
  const { parameters, batch, steps } = failure;
  const bad = firstBad(batch);
  if (bad) return `the batch's ${bad} before anything was computed; look at the data`;
  const broken = firstBad(parameters.values);
  if (broken) return `parameter ${broken} after step ${steps}; lower the learning rate`;
  const where = await firstBadStep(failure);
  const [name, size] = largestOf(parameters.values);
  if (steps > 0 && size > HUGE) {
    return `${where}; parameter ${name} has grown to ${size.toPrecision(2)}: lower the learning rate, or clip gradients`;
  }
  return `${where}, though batch and parameters are finite; look for a logarithm or a division there, or lower the learning rate`;
}

async function firstBadStep({ runtime, loss, parameters, batch, noise }: Failure): Promise<string> {
  const value = loss(inputsOf(batch));
  const computed = sortedSteps([value]).filter(
    ({ source, outputs }) => !source && outputs[0].type === "float",
  );
  const gradients = gradientsOf(value, parameters.parameters);
  const names = new Map<string, string>();
  const outputs: Record<string, Value> = { loss: value };
  for (const { outputs: made } of computed) {
    if (made[0] === value) continue;
    names.set(`value ${names.size}`, valueText(made[0]));
    outputs[`value ${names.size - 1}`] = made[0];
  }
  names.set("loss", "the loss");
  parameters.parameters.forEach(({ name }, i) => {
    const gradient = gradients[i];
    if (!gradient) return;
    names.set(`gradient ${name}`, `the gradient of ${name}`);
    outputs[`gradient ${name}`] = gradient;
  });
  const found = await evaluate(runtime, outputs, { ...parameters.values, ...batch, ...noise });
  for (const [key, text] of names) {
    const at = badAt(found[key]);
    if (at) return `${text} is the first to hold ${at}`;
  }
  return "the norm of the gradients overflows";
}

/** "x holds NaN at 17", or undefined. */
function firstBad(tensors: NamedTensors): string | undefined {
  for (const [name, tensor] of Object.entries(tensors)) {
    const at = badAt(tensor);
    if (at) return `${name} holds ${at}`;
  }
  return undefined;
}

function badAt({ data, shape }: Tensor): string | undefined {
  if (!(data instanceof Float32Array)) return undefined;
  const index = data.findIndex((value) => !Number.isFinite(value));
  if (index < 0) return undefined;
  const position: number[] = [];
  let rest = index;
  for (const length of shape.toReversed()) {
    position.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return `${data[index]} at [${position.join(", ")}]`;
}

function largestOf(tensors: NamedTensors): readonly [string, number] {
  let found: readonly [string, number] = ["", 0];
  for (const [name, { data }] of Object.entries(tensors)) {
    for (const value of data as Float32Array) {
      if (Math.abs(value) > found[1]) found = [name, Math.abs(value)];
    }
  }
  return found;
}
