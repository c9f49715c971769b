import { type TransferListItem, Worker } from "node:worker_threads";
import { createGate, type Gate, shut, unwatch, watch } from "./gate.node.ts";
import type { TensorData } from "./graph.ts";
import { type OrtMetadata, ortOptions, requireNames, typesOf } from "./ort.ts";
import { findOnnxRuntime, type Resolve } from "./runtime.node.ts";
import type { NamedTensors, OnnxRuntime, OnnxSession } from "./runtime.ts";
import { workerProgram } from "./worker-program.ts";

export interface OnnxWorkerOptions {
  /** How many threads one operation may use. Default: 1. */
  readonly threads?: number | undefined;
  /** Finds a package's file. Default: as an import in this package would. */
  readonly resolve?: Resolve | undefined;
}

/**
 * onnxruntime-node in a thread of its own. It keeps a program from ending only while something is asked of it. Arrays in
 * shared memory are read when a run's turn comes and written in place; others travel as copies, taken when it is asked.
 */
export interface OnnxWorker extends OnnxRuntime {}

/**
 * Starts a worker that runs ONNX models with onnxruntime-node.
 * @throws Error where onnxruntime-node isn't installed (with the line that installs it) or doesn't run.
 */
export async function openOnnxWorker(options: OnnxWorkerOptions = {}): Promise<OnnxWorker> {
  const { threads = 1, resolve } = options;
  const connection = new Connection(findOnnxRuntime(resolve));
  try {
    const { version = "" } = await connection.ready;
    return {
      name: "onnxruntime-node in a worker",
      version,
      load: (model, options) => connection.load(model, ortOptions(threads, options)),
      close: () => connection.close(),
    };
  } catch (error) {
    await connection.close();
    const machine = `${process.platform} on ${process.arch}`;
    throw new Error(`onnxruntime-node doesn't run here (${machine}): ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** An answer of the worker; see `worker-program.ts`. */
interface Reply {
  readonly id: number;
  readonly version?: string;
  /** Of a model that was loaded. */
  readonly metadata?: { readonly inputs: readonly OrtMetadata[]; readonly outputs: readonly OrtMetadata[] };
  readonly outputs?: readonly [string, TensorData][];
  readonly error?: string;
}

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

/** What is asked of the worker and waits for an answer. */
class Connection {
  readonly ready: Promise<Reply>;
  readonly #gate: Gate = createGate();
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exited: Promise<void>;
  #asked = 0;
  #loaded = 0;
  #ended: Error | undefined;

  constructor(runtime: string) {
    const workerData = { runtime, gate: this.#gate };
    this.#worker = new Worker(workerProgram, { eval: true, workerData, execArgv: [] });
    watch(this.#gate);
    this.#worker.on("message", (reply: Reply) => this.#settle(reply));
    this.#worker.on("error", (error) => this.#end(`onnxruntime's worker failed: ${error.message}`));
    this.#exited = new Promise((resolve) => {
      this.#worker.on("exit", (code) => {
        unwatch(this.#gate);
        this.#end(`onnxruntime's worker ended, with exit code ${code}`);
        resolve();
      });
    });
    this.ready = this.#answer();
  }

  async load(model: Uint8Array, options: object): Promise<OnnxSession> {
    if (this.#ended) throw this.#ended;
    const key = this.#loaded++;
    const bytes = owned(model);
    const { metadata } = await this.#ask({ key, model: bytes, options }, [bytes.buffer]);
    const outputs = typesOf(metadata?.outputs ?? []);
    return {
      inputs: typesOf(metadata?.inputs ?? []),
      outputs,
      run: async (given, wanted) => {
        requireNames(wanted, outputs);
        await this.#run(key, given, wanted);
      },
      close: async () => {
        if (!this.#ended) await this.#ask({ key, release: true }, []);
      },
    };
  }

  async #run(key: number, inputs: NamedTensors, outputs: NamedTensors): Promise<void> {
    if (this.#ended) throw this.#ended;
    const feeds = carried(inputs, (data) => data.slice());
    const fetches = carried(outputs, emptyLike);
    const message = { key, inputs: feeds.tensors, outputs: fetches.tensors };
    const answer = await this.#ask(message, [...feeds.owned, ...fetches.owned]);
    for (const [name, data] of answer.outputs ?? []) fill(outputs[name]?.data, data);
  }

  #ask(message: object, transfer: readonly TransferListItem[]): Promise<Reply> {
    const answer = this.#answer();
    this.#worker.postMessage({ id: this.#asked - 1, ...message }, transfer);
    return answer;
  }

  /** The answer to what is asked next. While anything is unanswered, the program doesn't end. */
  #answer(): Promise<Reply> {
    if (this.#waiting.size === 0) this.#worker.ref();
    const id = this.#asked++;
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    if (!waiting) return;
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (reply.error === undefined) waiting.resolve(reply);
    else waiting.reject(new Error(`onnxruntime: ${reply.error}`));
  }

  #end(reason: string): void {
    this.#ended ??= new Error(reason);
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }

  async close(): Promise<void> {
    this.#end("onnxruntime's worker was closed");
    shut(this.#gate);
    this.#worker.ref();
    this.#worker.postMessage("end");
    await this.#exited;
  }
}

/** The bytes in an array that can be handed over: copied where they lie among others, as small files' do in Node. */
function owned(model: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = model.byteLength === model.buffer.byteLength && model.buffer instanceof ArrayBuffer;
  return whole ? (model as Uint8Array<ArrayBuffer>) : new Uint8Array(model);
}

type Carried = readonly [string, { readonly data: TensorData; readonly shape: readonly number[] }];

/** Tensors as they travel: shared arrays as they are, others replaced by `own` arrays that are handed over. */
function carried(
  tensors: NamedTensors,
  own: (data: TensorData) => TensorData,
): { tensors: Carried[]; owned: TransferListItem[] } {
  const owned: TransferListItem[] = [];
  const travelling = Object.entries(tensors).map(([name, { data, shape }]): Carried => {
    if (data.buffer instanceof SharedArrayBuffer) return [name, { data, shape }];
    const copy = own(data);
    owned.push(copy.buffer as ArrayBuffer);
    return [name, { data: copy, shape }];
  });
  return { tensors: travelling, owned };
}

/** An array of the same type and length, of zeros. */
function emptyLike(data: TensorData): TensorData {
  return new (data.constructor as new (length: number) => TensorData)(data.length);
}

/** Both arrays are of one type, as they were given and returned under one name. */
function fill(target: TensorData | undefined, data: TensorData): void {
  (target as Float32Array | undefined)?.set(data as Float32Array);
}
