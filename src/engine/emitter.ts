import type { Attribute, Constant, ElementType, Graph, GraphNode, TensorType } from "../onnx/index.ts";
import { type Shape, sizeOf } from "./shape.ts";

/** "float" is float32 when it is run (float64 on request), "integer" int64. */
export type ValueType = "float" | "integer" | "boolean";

/** What "float" values are when a graph runs; float64 is for tests: some operations lack it. */
export type Precision = "float32" | "float64";

export interface EmitOptions {
  /** Default: "float32". */
  readonly precision?: Precision;
  /** Whether only ONNX's own operators are used, which any runtime knows. Default: false. */
  readonly portable?: boolean;
}

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Default: ONNX's own operators. */
  readonly domain?: string;
  /** How many outputs the node has. Default: 1. */
  readonly outputs?: number;
}

/** Collects the nodes and constants of an ONNX graph. Own names begin with "%", so that no input's name is taken. */
export interface Emitter {
  readonly precision: Precision;
  /** Whether onnxruntime's own operators may be used, which are faster but know float32 alone. */
  readonly extended: boolean;
  readonly nodes: readonly GraphNode[];
  readonly constants: Readonly<Record<string, Constant>>;
  /** Adds a node and gives the name of its first output. */
  node(operator: string, inputs: readonly string[], options?: NodeOptions): string;
  /** Adds a node and gives the names of its outputs. */
  wideNode(operator: string, inputs: readonly string[], options: NodeOptions): string[];
  /** A constant of floats; a single number fills its shape. */
  floats(values: number | ArrayLike<number>, shape?: Shape): string;
  /** A constant of int64. */
  integers(values: readonly number[], shape?: Shape): string;
  /** Repeats `body` while it says so, `atMost` times; floats of these shapes go in and out. */
  loop(state: readonly LoopState[], body: LoopBody, atMost: number): string[];
}

/** What goes round in a loop: its name before, and its shape. */
export interface LoopState {
  readonly name: string;
  readonly shape: Shape;
}

/** Emits one round: from the names of the state those of the next, and of a boolean: whether to go on. */
export type LoopBody = (
  emitter: Emitter,
  state: readonly string[],
) => { readonly state: readonly string[]; readonly goOn: string };

export function createEmitter(options: EmitOptions = {}): Emitter {
  const book: Book = { constants: {}, names: new Map(), count: 0 };
  return emitterInto([], book, options);
}

/** What the emitters of a graph and of its loops share. */
interface Book {
  readonly constants: Record<string, Constant>;
  readonly names: Map<string, string>;
  count: number;
}

function emitterInto(nodes: GraphNode[], book: Book, options: EmitOptions): Emitter {
  const { precision = "float32", portable = false } = options;
  const emitter: Emitter = {
    precision,
    extended: precision === "float32" && !portable,
    nodes,
    constants: book.constants,
    node: (operator, inputs, given = {}) => emitter.wideNode(operator, inputs, given)[0],
    wideNode: (operator, inputs, { attributes, domain, outputs: wanted = 1 }) => {
      const outputs = Array.from({ length: wanted }, () => `%${book.count++}`);
      nodes.push({ operator, inputs, outputs, attributes, domain });
      return outputs;
    },
    floats: (values, shape = []) => {
      const size = sizeOf(shape);
      const data = precision === "float64" ? new Float64Array(size) : new Float32Array(size);
      if (typeof values === "number") data.fill(values);
      else data.set(values);
      return keep(book, { data, shape });
    },
    integers: (values, shape = [values.length]) =>
      keep(book, { data: BigInt64Array.from(values, BigInt), shape }),
    loop: (state, body, atMost) => {
      const graph = loopGraph(state, body, { book, options });
      const yes = keep(book, { data: Uint8Array.of(1), shape: [], type: "bool" });
      return emitter.wideNode(
        "Loop",
        [emitter.integers([atMost], []), yes, ...state.map(({ name }) => name)],
        { attributes: { body: { graph } }, outputs: state.length },
      );
    },
  };
  return emitter;
}

/** The graph that goes round: it takes its number, whether it goes on, and the state; it gives the last two. */
function loopGraph(
  state: readonly LoopState[],
  body: LoopBody,
  { book, options }: { book: Book; options: EmitOptions },
): Graph {
  const nodes: GraphNode[] = [];
  const names = state.map(() => `%${book.count++}`);
  const [round, before] = [`%${book.count++}`, `%${book.count++}`];
  const next = body(emitterInto(nodes, book, options), names);
  const { precision: type = "float32" } = options;
  const typed = (all: readonly string[]): [string, TensorType][] =>
    all.map((name, i) => [name, { type, shape: state[i].shape }]);
  const flag = { type: "bool", shape: [] } as const;
  return {
    inputs: { [round]: { type: "int64", shape: [] }, [before]: flag, ...Object.fromEntries(typed(names)) },
    outputs: { [next.goOn]: flag, ...Object.fromEntries(typed(next.state)) },
    nodes,
  };
}

/** The name of a constant, which is kept once. */
function keep({ constants, names }: Book, constant: Constant): string {
  const key = constant.data.length <= 64 ? keyOf(constant) : undefined;
  const known = key === undefined ? undefined : names.get(key);
  if (known !== undefined) return known;
  const name = `%c${Object.keys(constants).length}`;
  constants[name] = constant;
  if (key !== undefined) names.set(key, name);
  return name;
}

/** ONNX's name for a value's type. */
export function elementTypeOf(type: ValueType, precision: Precision): ElementType {
  if (type === "float") return precision;
  return type === "integer" ? "int64" : "bool";
}

function keyOf({ data, shape }: Constant): string {
  const numbers = Array.from(data as ArrayLike<number | bigint>, (value) =>
    Object.is(value, -0) ? "-0" : value,
  );
  return `${data[Symbol.toStringTag]} ${shape.join()} ${numbers.join()}`;
}
