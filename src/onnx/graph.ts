/** The arrays a tensor's elements lie in. */
export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** ONNX's element types, by the names that onnxruntime gives them. */
export type ElementType =
  | "float16"
  | "float32"
  | "float64"
  | "int8"
  | "uint8"
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "int64"
  | "uint64"
  | "bool";

/** Numbers in row-major order; the shape `[]` is a single number. */
export interface Tensor {
  readonly data: TensorData;
  readonly shape: readonly number[];
}

/** A constant of a graph. */
export interface Constant extends Tensor {
  /** Default: the type of the array. Needed for `"bool"` (bytes) and `"float16"` (a Uint16Array of its bits). */
  readonly type?: ElementType | undefined;
}

/** What goes into a graph or comes out of it; a dimension with a name takes any size, the same wherever it stands. */
export interface TensorType {
  readonly type: ElementType;
  readonly shape: readonly (number | string)[];
}

/** An attribute of a node. ONNX tells whole numbers from others, so it has to be said which is meant. */
export type Attribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly string: string }
  | { readonly tensor: Constant }
  /** A graph inside, as loops and branches have them; it also sees the names outside. */
  | { readonly graph: Graph };

/** One operation: `{ operator: "Gemm", inputs: ["a", "b"], outputs: ["y"], attributes: { transB: { int: 1 } } }`. */
export interface GraphNode {
  readonly operator: string;
  /** Names of inputs, constants or other nodes' outputs; `""` leaves an optional one out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>> | undefined;
  /** Who defines the operator: ONNX where absent, or for example `"com.microsoft"`. */
  readonly domain?: string | undefined;
}

/** A computation: nodes in the order in which they can run, each before those that read what it gives. */
export interface Graph {
  readonly inputs: Readonly<Record<string, TensorType>>;
  readonly outputs: Readonly<Record<string, TensorType>>;
  readonly constants?: Readonly<Record<string, Constant>> | undefined;
  readonly nodes: readonly GraphNode[];
}
