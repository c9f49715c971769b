import type { ElementType, Tensor, TensorData, TensorType } from "./graph.ts";
import type { LoadOptions, NamedTensors, OnnxSession } from "./runtime.ts";

/** What onnxruntime-node and onnxruntime-web have in common, as far as it is used here. */
export interface Ort {
  readonly env: {
    readonly versions: { readonly node?: string; readonly web?: string };
    readonly wasm: { numThreads?: number; wasmPaths?: unknown };
  };
  readonly Tensor: new (type: string, data: TensorData, shape: readonly number[]) => OrtTensor;
  readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<OrtSession> };
}

export interface OrtTensor {
  readonly data: unknown;
  readonly dims: readonly number[];
}

export interface OrtSession {
  readonly inputMetadata: readonly OrtMetadata[];
  readonly outputMetadata: readonly OrtMetadata[];
  run(
    feeds: Readonly<Record<string, OrtTensor>>,
    fetches: Readonly<Record<string, OrtTensor>> | readonly string[],
  ): Promise<Readonly<Record<string, OrtTensor>>>;
  release(): Promise<void>;
}

/** What is told of an input or output; type and shape of a tensor only. */
export interface OrtMetadata {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string;
  readonly shape?: readonly (number | string)[];
}

/** onnxruntime's options; `x64quantprecision` is what it calls exact bytes. */
export function ortOptions(threads: number, { exactBytes = false }: LoadOptions = {}): object {
  const extra = { session: { x64quantprecision: exactBytes ? "1" : "0", intra_op: { allow_spinning: "0" } } };
  return { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3, extra };
}

export interface OrtSessionOptions {
  /** Whether runs write into the arrays they are given; otherwise results are copied there. */
  readonly inPlace: boolean;
  /** Asked before every run: why there can be none any more. */
  readonly ended: () => Error | undefined;
}

/** A session of either package in this thread. */
export function ortSession(ort: Ort, session: OrtSession, options: OrtSessionOptions): OnnxSession {
  const { inPlace, ended } = options;
  const inputs = typesOf(session.inputMetadata);
  const outputs = typesOf(session.outputMetadata);
  const [feed, fetch] = [inputs, outputs].map((types) => tensorMaker(ort, types, inPlace));
  let released: Promise<void> | undefined;
  const run = async (given: NamedTensors, wanted: NamedTensors): Promise<void> => {
    const reason = ended() ?? (released && new Error("onnxruntime: this session was closed"));
    if (reason) throw reason;
    requireNames(wanted, outputs);
    try {
      const [feeds, fetches] = [mapped(given, feed), mapped(wanted, fetch)];
      if (inPlace) await session.run(feeds, fetches);
      else copyResults(await session.run(feeds, Object.keys(wanted)), wanted);
    } catch (error) {
      throw plainError(error);
    }
  };
  const close = (): Promise<void> => {
    released ??= session.release();
    return released;
  };
  return { inputs, outputs, run, close };
}

/** The inputs or outputs of a model by name. */
export function typesOf(metadata: readonly OrtMetadata[]): Readonly<Record<string, TensorType>> {
  const entries = metadata.map(({ name, isTensor, type, shape }) => {
    if (!isTensor || type === undefined || type === "string") {
      throw new Error(
        `onnxruntime: ${name} of this model is no tensor of numbers, which is all that is run here`,
      );
    }
    return [name, { type: type as ElementType, shape: shape ?? [] }] as const;
  });
  return Object.fromEntries(entries);
}

/** @throws Error for a name that the model doesn't know; onnxruntime would say nothing. */
export function requireNames(wanted: NamedTensors, known: Readonly<Record<string, TensorType>>): void {
  const name = Object.keys(wanted).find((each) => !(each in known));
  if (name === undefined) return;
  throw new Error(`onnxruntime: this model gives no ${name}; it gives ${Object.keys(known).join(", ")}`);
}

/** What went wrong, in one line that says who says so. */
export function plainError(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  return message.startsWith("onnxruntime: ")
    ? (error as Error)
    : new Error(`onnxruntime: ${message}`, { cause: error });
}

/** Tensors as onnxruntime has them; what is handed over again is not wrapped again. */
function tensorMaker(
  ort: Ort,
  types: Readonly<Record<string, TensorType>>,
  inPlace: boolean,
): (tensor: Tensor, name: string) => OrtTensor {
  const made = new WeakMap<Tensor, OrtTensor>();
  return (tensor, name) => {
    const known = made.get(tensor);
    if (known && known.data === tensor.data && known.dims === tensor.shape) return known;
    if (inPlace) requireOwnMemory(name, tensor);
    const wrapped = wrap(ort, tensor, name, types[name]);
    made.set(tensor, wrapped);
    return wrapped;
  };
}

/** onnxruntime-node takes the arrays as they lie, but none in shared memory. */
function requireOwnMemory(name: string, { data }: Tensor): void {
  if (typeof SharedArrayBuffer === "undefined" || !(data.buffer instanceof SharedArrayBuffer)) return;
  throw new Error(
    `onnxruntime: ${name} lies in shared memory, which onnxruntime-node doesn't take in this thread: ` +
      "hand over a copy, or take openOnnxWorker",
  );
}

function wrap(ort: Ort, { data, shape }: Tensor, name: string, type: TensorType | undefined): OrtTensor {
  try {
    return new ort.Tensor(type?.type ?? "float32", data, shape);
  } catch (error) {
    const wanted = type ? `${type.type} ` : "";
    throw new Error(
      `onnxruntime: ${name} must be ${wanted}[${type?.shape.join(", ") ?? ""}], ` +
        `got ${data.length} numbers in a ${data[Symbol.toStringTag]} for [${shape.join(", ")}]`,
      { cause: error },
    );
  }
}

function mapped(
  tensors: NamedTensors,
  make: (tensor: Tensor, name: string) => OrtTensor,
): Record<string, OrtTensor> {
  const result: Record<string, OrtTensor> = {};
  for (const name in tensors) result[name] = make(tensors[name], name);
  return result;
}

function copyResults(results: Readonly<Record<string, OrtTensor>>, wanted: NamedTensors): void {
  for (const [name, { data, shape }] of Object.entries(wanted)) {
    const { data: found, dims } = results[name];
    if (dims.length !== shape.length || dims.some((length, i) => length !== shape[i])) {
      throw new Error(
        `onnxruntime: ${name} is [${dims.join(", ")}], but the array given is [${shape.join(", ")}]`,
      );
    }
    // Both are of one type: the array given was wrapped under it.
    (data as Float32Array).set(found as Float32Array);
  }
}
