import type { Emitter, ValueType } from "./emitter.ts";
import { type Shape, shapeText } from "./shape.ts";

export type { ValueType };

/**
 * A tensor that a graph will compute: its shape is known, its numbers aren't yet. Values come from `input`, `parameter`
 * and the operations, and are immutable. A graph is simply what a value was made from.
 *
 * ```ts
 * const W = parameter("W", [784, 10], normalStart(createRandom(1), [784, 10], 0.05));
 * const b = parameter("b", [10]);
 * const trainer = await openTrainer({
 *   runtime: await openOnnx(),
 *   parameters: [W, b],
 *   optimiser: adam({ rate: 1e-3 }),
 *   loss: ({ x, labels }) => crossEntropy(add(matmul(x, W), b), labels),
 * });
 * const { loss } = await trainer.step({
 *   x: { data: pixels, shape: [32, 784] },
 *   labels: { data: BigInt64Array.from(digits, BigInt), shape: [32] },
 * });
 * ```
 */
export interface Value {
  readonly shape: Shape;
  readonly type: ValueType;
  /** What computes it. */
  readonly step: Step;
  /** Which of the step's outputs it is. */
  readonly at: number;
}

/** One operation in a graph, with what it is applied to. */
export interface Step {
  /** The operation's name, for errors. */
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Set where the numbers come from outside. */
  readonly source?: Source | undefined;
  /** Adds ONNX nodes for the inputs' names, and gives the outputs' names. */
  readonly emit: (emitter: Emitter, inputs: readonly string[]) => readonly string[];
  /** From the gradients of the outputs, g = ∂L/∂y, those of the inputs; undefined where there is none. */
  readonly derivative?:
    | ((gradients: readonly (Value | undefined)[]) => readonly (Value | undefined)[])
    | undefined;
}

/** Where numbers come from: handed over at each run by name, a parameter's own, or drawn anew for each run. */
export interface Source {
  readonly kind: "input" | "parameter" | "noise";
  readonly name: string;
}

/** The definition of an operation with one output. */
export interface Definition {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly shape: Shape;
  /** Default: "float". */
  readonly type?: ValueType;
  readonly emit: (emitter: Emitter, inputs: readonly string[]) => string;
  /** From g = ∂L/∂y and y, the inputs' gradients. Absent where there are none. */
  readonly derivative?: (gradient: Value, output: Value) => readonly (Value | undefined)[];
}

/** Applies an operation. */
export function apply(definition: Definition): Value {
  const { name, inputs, shape, type = "float", emit, derivative } = definition;
  const [output] = applyAll({
    name,
    inputs,
    outputs: [{ shape, type }],
    emit: (emitter, names) => [emit(emitter, names)],
    derivative: derivative && (([gradient], [output]) => (gradient ? derivative(gradient, output) : [])),
  });
  return output;
}

/** The definition of an operation with several outputs. */
export interface WideDefinition {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly { readonly shape: Shape; readonly type?: ValueType }[];
  readonly source?: Source;
  readonly emit: (emitter: Emitter, inputs: readonly string[]) => readonly string[];
  readonly derivative?:
    | ((
        gradients: readonly (Value | undefined)[],
        outputs: readonly Value[],
      ) => readonly (Value | undefined)[])
    | undefined;
}

/** Applies an operation with several outputs. */
export function applyAll(definition: WideDefinition): readonly Value[] {
  const { name, inputs, source, emit, derivative } = definition;
  const outputs: Value[] = [];
  const step: Step = {
    name,
    inputs,
    outputs,
    source,
    emit,
    derivative: derivative && ((gradients) => derivative(gradients, outputs)),
  };
  for (const { shape, type = "float" } of definition.outputs) {
    outputs.push({ shape, type, step, at: outputs.length });
  }
  return outputs;
}

/** "matmul [32, 10]", for messages. */
export function valueText({ step, shape }: Value): string {
  return `${step.source?.name ?? step.name} ${shapeText(shape)}`;
}

/** @throws TypeError where a value isn't of the type that an operation takes. */
export function requireType(operation: string, value: Value, type: ValueType): void {
  if (value.type === type) return;
  throw new TypeError(`${operation}: takes ${type} values, got ${value.type} from ${valueText(value)}`);
}
