import { encodeModel, type TensorType } from "../onnx/index.ts";
import { graphOf } from "./graph-of.ts";
import type { ParameterBlock } from "./parameters.ts";
import type { Build, Inputs } from "./programs.ts";
import type { Shape } from "./shape.ts";
import { input } from "./source.ts";
import type { Value, ValueType } from "./value.ts";

export interface ToOnnxOptions {
  /** The shape of each input, and its type where that isn't "float". */
  readonly inputs: Readonly<Record<string, Shape | { readonly shape: Shape; readonly type: ValueType }>>;
  /** Whether only ONNX's own operators are used, which any runtime knows. Default: true. */
  readonly portable?: boolean;
}

/**
 * A net as the bytes of an ONNX model (opset 17) with the parameters as they are now: for any program that runs ONNX, or for
 * `load` of a runtime. Shapes are fixed, the batch's too.
 * @throws RangeError where shapes don't match, or the net draws noise, which is for training.
 */
export function toOnnx(
  net: Build<Readonly<Record<string, Value>>>,
  parameters: ParameterBlock,
  { inputs, portable = true }: ToOnnxOptions,
): Uint8Array {
  const values: Inputs = Object.fromEntries(
    Object.entries(inputs).map(([name, given]) => {
      const { shape, type } = "shape" in given ? given : { shape: given, type: "float" as const };
      return [name, input(name, shape, type)];
    }),
  );
  const { graph, sources } = graphOf(net(values), { portable });
  const constants = { ...graph.constants };
  const taken: Record<string, TensorType> = {};
  for (const [name, value] of Object.entries(sources)) {
    const kind = value.step.source?.kind;
    if (kind === "noise") throw new RangeError("toOnnx: the net draws noise; leave dropout out of it");
    if (kind === "parameter") constants[name] = parameters.values[name];
    else taken[name] = graph.inputs[name];
  }
  return encodeModel({ ...graph, inputs: taken, constants });
}
