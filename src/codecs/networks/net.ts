import type { NumericArray } from "../../data/index.ts";
import {
  type Attribute,
  type Constant,
  encodeModel,
  type GraphNode,
  type TensorType,
} from "../../onnx/index.ts";

/** Named arrays, as a weights file holds them. */
export type Weights = ReadonlyMap<string, NumericArray>;

/** A network being written down as an ONNX graph. What is between its operations has names that it makes up. */
export interface Net {
  /** The name of what an operation gives. */
  apply(
    operator: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, Attribute>>,
  ): string;
  /** The name of an array in the graph. */
  constant(constant: Constant): string;
  /** The ONNX model that takes `input` and gives what was computed as `result`, as `output`. */
  model(ends: { input: End; output: End; result: string }): Uint8Array;
}

/** An input or output; float32. */
export interface End {
  readonly name: string;
  readonly shape: TensorType["shape"];
}

/** An empty network. */
export function createNet(): Net {
  const nodes: GraphNode[] = [];
  const constants: Record<string, Constant> = {};
  const typed = ({ name, shape }: End): Record<string, TensorType> => ({
    [name]: { type: "float32", shape },
  });
  const apply: Net["apply"] = (operator, inputs, attributes = {}) => {
    const name = `${operator}${nodes.length}`;
    nodes.push({ operator, inputs, outputs: [name], attributes });
    return name;
  };
  return {
    apply,
    constant: (constant) => {
      const name = `constant${Object.keys(constants).length}`;
      constants[name] = constant;
      return name;
    },
    model: ({ input, output, result }) => {
      const last: GraphNode = { operator: "Identity", inputs: [result], outputs: [output.name] };
      return encodeModel({
        inputs: typed(input),
        outputs: typed(output),
        constants,
        nodes: [...nodes, last],
      });
    },
  };
}

/**
 * The array called `name`.
 * @throws Error for one that isn't there or has another shape (a number of `shape` that is −1 may be any).
 */
export function weightIn(weights: Weights, name: string, shape: readonly number[]): NumericArray {
  const found = weights.get(name);
  if (!found) throw new Error(`the weights have no ${name}: they are of another network`);
  const fits = found.shape.length === shape.length && shape.every((n, i) => n < 0 || n === found.shape[i]);
  if (!fits) {
    const wanted = shape.map((n) => (n < 0 ? "any" : n)).join(" × ");
    throw new Error(
      `the weights' ${name} is ${found.shape.join(" × ")}, not ${wanted}: they are of another network`,
    );
  }
  return found;
}

/** A convolution of `[n, c, h, w]` with the weights `name`.weight and, where there is one, `name`.bias. */
export function convolution(
  net: Net,
  x: string,
  { weights, name, stride = 1, pad }: { weights: Weights; name: string; stride?: number; pad?: number },
): string {
  const kernel = weightIn(weights, `${name}.weight`, [-1, -1, -1, -1]);
  const bias = weights.get(`${name}.bias`);
  const [height, width] = kernel.shape.slice(2);
  const around = pad ?? Math.floor(height / 2);
  const inputs = [x, net.constant(kernel), ...(bias ? [net.constant(bias)] : [])];
  return net.apply("Conv", inputs, {
    kernel_shape: { ints: [height, width] },
    strides: { ints: [stride, stride] },
    pads: { ints: [around, around, around, around] },
  });
}

/** A number as a constant. */
export function scalar(net: Net, value: number): string {
  return net.constant({ data: Float32Array.of(value), shape: [] });
}

/** Whole numbers as a constant: a shape, axes. */
export function wholeNumbers(net: Net, values: readonly number[]): string {
  return net.constant({ data: BigInt64Array.from(values, BigInt), shape: [values.length] });
}
