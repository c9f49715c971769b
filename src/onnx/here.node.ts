import { createRequire } from "node:module";
import { type Ort, ortOptions, ortSession, plainError } from "./ort.ts";
import { findOnnxRuntime, type Resolve } from "./runtime.node.ts";
import type { OnnxRuntime } from "./runtime.ts";

export interface OnnxHereOptions {
  /** How many threads one operation may use. Default: 1. */
  readonly threads?: number | undefined;
  /** Finds a package's file. Default: as an import in this package would. */
  readonly resolve?: Resolve | undefined;
}

/**
 * onnxruntime-node in this thread: nothing is copied, and nothing else happens in the thread while a run computes. For
 * training, and wherever nobody waits for the event loop; elsewhere take `openOnnxWorker`. Arrays can't be in shared
 * memory.
 * @throws RangeError for threads that aren't a whole number from 1.
 * @throws Error where onnxruntime-node isn't installed (with the line that installs it) or doesn't run.
 */
export async function openOnnxHere(options: OnnxHereOptions = {}): Promise<OnnxRuntime> {
  const { threads = 1, resolve } = options;
  requireThreads("openOnnxHere", threads);
  const ort = required(findOnnxRuntime(resolve));
  let ended: Error | undefined;
  return {
    name: "onnxruntime-node",
    version: ort.env.versions.node ?? "",
    load: async (model, load) => {
      if (ended) throw ended;
      try {
        const session = await ort.InferenceSession.create(model, ortOptions(threads, load));
        return ortSession(ort, session, { inPlace: true, ended: () => ended });
      } catch (error) {
        throw plainError(error);
      }
    },
    close: async () => {
      ended ??= new Error("onnxruntime was closed");
    },
  };
}

/** @throws RangeError for threads that aren't a whole number from 1. */
function requireThreads(where: string, threads: number): void {
  if (Number.isInteger(threads) && threads >= 1) return;
  throw new RangeError(`${where}: threads must be a whole number from 1, got ${threads}`);
}

function required(path: string): Ort {
  try {
    return createRequire(import.meta.url)(path) as Ort;
  } catch (error) {
    const machine = `${process.platform} on ${process.arch}`;
    throw new Error(`onnxruntime-node doesn't run here (${machine}): ${plainError(error).message}`, {
      cause: error,
    });
  }
}
