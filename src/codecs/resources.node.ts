import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { isAbsolute, join } from "node:path";
import { readBytes } from "../data/index.node.ts";
import { findOnnxRuntime, openOnnxWorker } from "../onnx/index.node.ts";
import { type OnnxRuntime, openOnnxWeb } from "../onnx/index.ts";
import type { NetworkResources } from "./network.ts";

export interface NodeResourcesOptions {
  /** Where files of weights are looked for, in this order. */
  readonly folders: readonly string[];
  /** What SHA-256 files must have, by name: those of a memory that was made with them. */
  readonly sums?: Readonly<Record<string, string>> | undefined;
  /** Threads of a network. Default: as many as there are processors. */
  readonly threads?: number | undefined;
}

/** Files of weights from folders, and onnxruntime in a thread of its own. */
export interface NodeResources extends NetworkResources {
  readonly weights: (file: string) => Promise<Uint8Array>;
  readonly runtime: () => Promise<OnnxRuntime>;
  /** The SHA-256 of what was read so far, by name. */
  readonly read: ReadonlyMap<string, string>;
}

/**
 * What networks need, on Node: weights are read from `folders`, and onnxruntime-node runs them in a worker, or
 * onnxruntime-web where that isn't installed.
 */
export function nodeResources({ folders, sums = {}, threads }: NodeResourcesOptions): NodeResources {
  const read = new Map<string, string>();
  return {
    read,
    weights: async (file) => {
      const path = findWeights(file, folders);
      if (path === undefined) {
        const where = folders.length > 0 ? folders.join(", ") : "any folder";
        throw new Error(
          `${file}: these weights are not in ${where}; name the folder that holds them with --weights`,
        );
      }
      const bytes = Uint8Array.from(readBytes(path));
      const sum = createHash("sha256").update(bytes).digest("hex");
      if (sums[file] !== undefined && sums[file] !== sum) {
        throw new Error(
          `${path}: are other weights than the memory was made with; name their folder with --weights`,
        );
      }
      read.set(file, sum);
      return bytes;
    },
    runtime: async () => {
      const own = { threads: threads ?? availableParallelism() };
      return hasOnnxRuntimeNode() ? openOnnxWorker(own) : openOnnxWeb();
    },
  };
}

/** The path of a file of weights in the first folder that holds it; a path that is absolute is its own. */
export function findWeights(file: string, folders: readonly string[]): string | undefined {
  if (isAbsolute(file)) return existsSync(file) ? file : undefined;
  return folders.map((folder) => join(folder, file)).find((path) => existsSync(path));
}

function hasOnnxRuntimeNode(): boolean {
  try {
    findOnnxRuntime();
    return true;
  } catch {
    return false;
  }
}
