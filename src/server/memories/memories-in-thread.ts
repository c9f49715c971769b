import { Worker } from "node:worker_threads";
import { Refusal, type RefusalStatus } from "../refusal.ts";
import type { LongWork, Memories } from "./memories.ts";

/** What the thread is started with. */
export interface MemoriesStart {
  folder: string;
  /** The folder that holds the weights of memories' networks. */
  weights?: string | undefined;
}

/** What is asked of the thread: a method with what it is given, or to give up one that was asked for. */
export type MemoriesCall =
  | { id: number; method: keyof Memories; given: unknown[] }
  | { id: number; giveUp: true };

/** What the thread tells. */
export type MemoriesMessage =
  | { id: number; progress: [stage: string, done: number, total: number] }
  // Payloads may be nested as deeply as JSON is read, which is deeper than messages are.
  | { id: number; json: string | undefined }
  | { id: number; bytes: Uint8Array }
  | { id: number; refusal: { status: RefusalStatus; message: string; retryAfter: number | undefined } };

/**
 * The memories of a folder, held in a thread of their own, so that this one has time for others while something is
 * recalled. Needs the built package.
 */
export function openMemoriesInThread(start: MemoriesStart): Memories {
  const thread = new MemoriesThread(start);
  return {
    list: () => thread.call("list", []),
    describe: (...given) => thread.call("describe", given),
    create: (name, asked, work) => thread.call("create", [name, asked], work),
    items: (...given) => thread.call("items", given),
    add: (...given) => thread.call("add", given),
    forget: (...given) => thread.call("forget", given),
    recall: (...given) => thread.call("recall", given),
    picture: (...given) => thread.call("picture", given),
    check: (name, settings, work) => thread.call("check", [name, settings], work),
    calibrate: (name, settings, work) => thread.call("calibrate", [name, settings], work),
    remove: (...given) => thread.call("remove", given),
    close: () => thread.close(),
  };
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
  onProgress: LongWork["onProgress"];
}

/** The thread, and what waits for its answers. One that ended by an error is started again with the next call. */
class MemoriesThread {
  readonly #start: MemoriesStart;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #asked = 0;
  #closed = false;

  constructor(start: MemoriesStart) {
    this.#start = start;
  }

  call<T>(method: keyof Memories, given: unknown[], { onProgress, signal }: LongWork = {}): Promise<T> {
    if (this.#closed) return Promise.reject(new Refusal(503, "the server is stopping"));
    const worker = this.#worker ?? this.#started();
    const id = this.#asked++;
    const giveUp = (): void => worker.postMessage({ id, giveUp: true } satisfies MemoriesCall);
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, onProgress });
      worker.postMessage({ id, method, given } satisfies MemoriesCall);
    });
    if (signal?.aborted) giveUp();
    signal?.addEventListener("abort", giveUp);
    return answer.finally(() => signal?.removeEventListener("abort", giveUp)) as Promise<T>;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    const closing = worker && this.call("close", []);
    this.#closed = true;
    await closing;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #started(): Worker {
    const worker = new Worker(new URL("./memories-thread.js", import.meta.url), { workerData: this.#start });
    worker.on("message", (message: MemoriesMessage) => this.#hear(message));
    worker.on("error", (error) => this.#ended(worker, error.message));
    worker.on("exit", () => this.#ended(worker, "it ended"));
    this.#worker = worker;
    return worker;
  }

  #hear(message: MemoriesMessage): void {
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return;
    if ("progress" in message) {
      waiting.onProgress?.(...message.progress);
      return;
    }
    this.#waiting.delete(message.id);
    if ("json" in message) waiting.resolve(message.json && JSON.parse(message.json));
    else if ("bytes" in message) waiting.resolve(message.bytes);
    else {
      const { status, message: told, retryAfter } = message.refusal;
      waiting.reject(new Refusal(status, told, retryAfter));
    }
  }

  #ended(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const error = new Refusal(500, `the memories' thread has failed (${reason}); ask again`);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
