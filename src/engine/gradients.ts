import { total } from "./operations/total.ts";
import { sameShape, shapeText } from "./shape.ts";
import { sortedSteps } from "./sorted-steps.ts";
import { constant } from "./source.ts";
import { requireType, type Step, type Value, valueText } from "./value.ts";

/**
 * ∂loss/∂v for each value v of `wanted`, itself a value, of v's shape: the steps are gone through backwards, and each
 * passes on what its derivative makes of the gradient of its output. Undefined where the loss doesn't depend on v.
 * @throws RangeError where the loss isn't a single number.
 */
export function gradientsOf(loss: Value, wanted: readonly Value[]): (Value | undefined)[] {
  requireType("gradientsOf", loss, "float");
  if (loss.shape.length > 0) {
    throw new RangeError(
      `gradientsOf: a loss is one number, [], got ${shapeText(loss.shape)}; take its mean or sum`,
    );
  }
  const steps = sortedSteps([loss]);
  const concerned = dependants(steps, wanted);
  const parts = new Map<Value, Value[]>([[loss, [constant(1)]]]);
  for (const step of steps.toReversed()) {
    if (!concerned.has(step) || !step.derivative) continue;
    const gradients = step.outputs.map((output) => gathered(parts.get(output)));
    if (gradients.every((gradient) => gradient === undefined)) continue;
    const passed = step.derivative(gradients);
    step.inputs.forEach((input, i) => {
      const part = passed[i];
      if (!part || !concerned.has(input.step)) return;
      if (!sameShape(part.shape, input.shape)) {
        throw new Error(
          `${step.name}: its derivative gives ${shapeText(part.shape)} for ${valueText(input)}`,
        );
      }
      const known = parts.get(input);
      if (known) known.push(part);
      else parts.set(input, [part]);
    });
  }
  return wanted.map((value) => gathered(parts.get(value)));
}

/** The steps that make the wanted values, and all that depend on them. */
function dependants(steps: readonly Step[], wanted: readonly Value[]): Set<Step> {
  const found = new Set(wanted.map(({ step }) => step));
  for (const step of steps) if (step.inputs.some((input) => found.has(input.step))) found.add(step);
  return found;
}

function gathered(parts: readonly Value[] | undefined): Value | undefined {
  if (!parts || parts.length === 0) return undefined;
  return total(parts);
}
