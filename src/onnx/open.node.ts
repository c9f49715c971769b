import { type OnnxHereOptions, openOnnxHere } from "./here.node.ts";
import { findOnnxRuntime } from "./runtime.node.ts";
import type { OnnxRuntime } from "./runtime.ts";
import { openOnnxWeb } from "./web.ts";

/**
 * The fastest onnxruntime there is here, in this thread: onnxruntime-node where it is installed, else onnxruntime-web.
 * @throws RangeError for threads that aren't a whole number from 1.
 * @throws Error where neither is installed, with the line that installs one.
 */
export async function openOnnx({ threads = 1, resolve }: OnnxHereOptions = {}): Promise<OnnxRuntime> {
  const missing = reasonOf(() => findOnnxRuntime(resolve));
  if (missing === undefined) return openOnnxHere({ threads, resolve });
  return openOnnxWeb({ threads }).catch((error: Error) => {
    if (error instanceof RangeError) throw error;
    throw new Error(`${missing.message}; or, for the slower one in wasm: ${error.message}`, { cause: error });
  });
}

function reasonOf(attempt: () => unknown): Error | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
