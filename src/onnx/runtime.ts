import type { Tensor, TensorType } from "./graph.ts";

/** What runs ONNX models: `openOnnxHere`, `openOnnxWorker` and `openOnnxWeb` give one each. */
export interface OnnxRuntime {
  /** For example "onnxruntime-node". */
  readonly name: string;
  /** The package's version. */
  readonly version: string;
  /**
   * Makes a session of a model's bytes, from `encodeModel` or a file. They are handed over: don't use the array
   * afterwards.
   * @throws Error "onnxruntime: …" where the model is refused.
   */
  load(model: Uint8Array, options?: LoadOptions): Promise<OnnxSession>;
  /** Ends the runtime and every session of it, once what is being computed is done; later runs fail. */
  close(): Promise<void>;
}

/** A model ready to run. */
export interface OnnxSession {
  /** What the model takes, by name. A dimension of any size has its name as a string, `""` where it has none. */
  readonly inputs: Readonly<Record<string, TensorType>>;
  /** What it gives. */
  readonly outputs: Readonly<Record<string, TensorType>>;
  /**
   * Computes `outputs`, some or all of what the model gives, from `inputs`, all it takes, writing into the arrays given.
   * Leave the arrays alone until the run is answered. Runs are answered in the order in which they were asked for.
   * @throws Error "onnxruntime: …" for a missing input, or arrays or shapes that don't fit.
   */
  run(inputs: NamedTensors, outputs: NamedTensors): Promise<void>;
  /** Gives back what the session holds. */
  close(): Promise<void>;
}

export interface LoadOptions {
  /**
   * x86 processors without VNNI add products of unsigned and signed bytes in 16 bits, which overflow. With this,
   * onnxruntime takes exact kernels, of half the speed where the others are exact too. Default: false.
   */
  readonly exactBytes?: boolean | undefined;
}

/** Tensors by the names that a graph gives them. */
export type NamedTensors = Readonly<Record<string, Tensor>>;
