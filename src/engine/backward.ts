import type { NamedTensors, Tensor } from "../onnx/index.ts";
import { emptyTensor } from "./compile.ts";
import { gradientsOf } from "./gradients.ts";
import type { ParameterBlock } from "./parameters.ts";
import type { Parameter } from "./source.ts";
import type { Value } from "./value.ts";

/** What belongs to a compiled loss: where its number goes, and which parameters have no part in it. */
export interface Backward {
  readonly loss: Tensor;
  readonly absent: readonly Parameter[];
  targets(block: ParameterBlock): NamedTensors;
}

const GRADIENT = "gradient of ";

export function backward(
  loss: Value,
  learned: readonly Parameter[],
): { outputs: Record<string, Value>; rest: Backward } {
  const gradients = gradientsOf(loss, learned);
  const present = learned.filter((_, i) => gradients[i] !== undefined);
  const outputs: Record<string, Value> = { loss };
  learned.forEach(({ name }, i) => {
    const gradient = gradients[i];
    if (gradient) outputs[GRADIENT + name] = gradient;
  });
  const target = emptyTensor(loss);
  let from: NamedTensors | undefined;
  let targets: NamedTensors = {};
  const rest: Backward = {
    loss: target,
    absent: learned.filter((_, i) => gradients[i] === undefined),
    targets: ({ gradients }) => {
      if (from !== gradients) {
        from = gradients;
        targets = Object.fromEntries(present.map(({ name }) => [GRADIENT + name, gradients[name]]));
        targets = { loss: target, ...targets };
      }
      return targets;
    },
  };
  return { outputs, rest };
}
