import { type Ort, ortOptions, ortSession, plainError } from "./ort.ts";
import type { OnnxRuntime } from "./runtime.ts";

export interface OnnxWebOptions {
  /**
   * How many threads one operation may use. In a page more than 1 needs shared memory, so a page that is cross-origin
   * isolated. onnxruntime-web takes the number of the first model that is loaded, for all that follow. Default: 1.
   */
  readonly threads?: number | undefined;
  /**
   * Where the page finds onnxruntime-web's wasm files: the address of their folder, ending in "/", or of both files.
   * Default: beside onnxruntime-web's script.
   */
  readonly wasmPaths?: string | { readonly wasm: string; readonly mjs: string } | undefined;
  /** Imports the package. Default: `() => import("onnxruntime-web/wasm")`. */
  readonly importPackage?: (() => Promise<unknown>) | undefined;
}

const PACKAGE = "onnxruntime-web";

/**
 * onnxruntime-web's wasm, in the page or in Node, in this thread. Tensors are copied in and out.
 * @throws RangeError for threads that aren't a whole number from 1.
 * @throws Error where onnxruntime-web isn't installed, with the line that installs it.
 */
export async function openOnnxWeb(options: OnnxWebOptions = {}): Promise<OnnxRuntime> {
  const { threads = 1, wasmPaths, importPackage } = options;
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(`openOnnxWeb: threads must be a whole number from 1, got ${threads}`);
  }
  const ort = await imported(importPackage);
  ort.env.wasm.numThreads = threads;
  if (wasmPaths !== undefined) ort.env.wasm.wasmPaths = wasmPaths;
  let ended: Error | undefined;
  return {
    name: PACKAGE,
    version: ort.env.versions.web ?? "",
    load: async (model, load) => {
      if (ended) throw ended;
      try {
        const created = { ...ortOptions(threads, load), executionProviders: ["wasm"] };
        const session = await ort.InferenceSession.create(model, created);
        return ortSession(ort, session, { inPlace: false, ended: () => ended });
      } catch (error) {
        throw plainError(error);
      }
    },
    close: async () => {
      ended ??= new Error("onnxruntime was closed");
    },
  };
}

async function imported(importPackage: OnnxWebOptions["importPackage"]): Promise<Ort> {
  try {
    return (await (importPackage?.() ?? import("onnxruntime-web/wasm"))) as Ort;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    // Node tells what is missing by its code, a page by a specifier that it can't resolve.
    if (code !== "ERR_MODULE_NOT_FOUND" && !message.includes(PACKAGE)) throw error;
    throw new Error(
      `${PACKAGE} is not here: run \`npm install ${PACKAGE}\`; a page without a bundler also needs ` +
        `"${PACKAGE}/wasm" in its import map`,
      { cause: error },
    );
  }
}
