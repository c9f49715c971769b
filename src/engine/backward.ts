import type { NamedTensors, Tensor } from "../onnx/index.ts";
import { emptyTensor } from "./compile.ts";
import { gradientsOf } from "./gradients.ts";
import type { ParameterBlock } from "./parameters.ts";
import type { Parameter } from "./source.ts";
import type { Value } from "./value.ts";
import { packedGradients, ROW_GRADIENTS } from "./vectors.ts";

/** What belongs to a compiled loss: where its number goes, and which parameters have no part in it. */
export interface Backward {
  readonly loss: Tensor;
  readonly absent: readonly Parameter[];
  /** Where the outputs go: into the block's gradients. */
  targets(): NamedTensors;
}

const GRADIENT = "gradient of ";

/** A loss and its gradients as the outputs of a graph, those of all vectors as one. */
export function backward(
  loss: Value,
  learned: readonly Parameter[],
  block: ParameterBlock,
): { outputs: Record<string, Value>; rest: Backward } {
  const found = new Map<Parameter, Value>();
  gradientsOf(loss, learned).forEach((gradient, i) => {
    if (gradient) found.set(learned[i], gradient);
  });
  const alone = [...found].filter(([parameter]) => !block.vectors.includes(parameter));
  const outputs: Record<string, Value> = { loss };
  for (const [{ name }, gradient] of alone) outputs[GRADIENT + name] = gradient;
  if (alone.length < found.size) outputs[ROW_GRADIENTS] = packedGradients(block, found);
  const target = emptyTensor(loss);
  let from: NamedTensors | undefined;
  let targets: Record<string, Tensor> = {};
  const rest: Backward = {
    loss: target,
    absent: learned.filter((parameter) => !found.has(parameter)),
    targets: () => {
      const { gradients, rowGradients } = block;
      if (from !== gradients) {
        from = gradients;
        targets = { loss: target };
        for (const [{ name }] of alone) targets[GRADIENT + name] = gradients[name];
        if (ROW_GRADIENTS in outputs) targets[ROW_GRADIENTS] = rowGradients;
      }
      return targets;
    },
  };
  return { outputs, rest };
}
