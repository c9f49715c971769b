import type { Matrix } from "madeleine/math";
import { openRetriever, type Retriever, type RetrieverOptions } from "madeleine/memory";
import { openRetriever as openOnNode } from "madeleine/memory/node";
import { findOnnxRuntime } from "madeleine/onnx/node";
import { vi } from "vitest";

type Open = (patterns: Matrix, options?: RetrieverOptions) => Promise<Retriever>;

/** A way to compute that has to pass the conformance suite. */
export interface BackendUnderTest {
  readonly name: string;
  /** Why it isn't run here. */
  readonly skipped?: string;
  readonly open: Open;
}

/** The kernels with multiplication and addition apart, as an engine without relaxed vectors compiles them. */
const openPlainTwin: Open = async (patterns, options) => {
  vi.stubGlobal("WebAssembly", Object.create(WebAssembly, { validate: { value: () => false } }));
  vi.resetModules();
  const fresh: typeof import("madeleine/memory") = await import("../../src/memory/index.ts");
  const retriever = await fresh.openRetriever(patterns, { backend: "wasm", threads: 1, ...options });
  vi.unstubAllGlobals();
  return retriever;
};

function missingRuntime(): { skipped: string } | undefined {
  try {
    findOnnxRuntime();
    return undefined;
  } catch (error) {
    return { skipped: (error as Error).message };
  }
}

/** Every backend, and every way the kernels can be used. */
export const backends: readonly BackendUnderTest[] = [
  {
    name: "reference",
    open: (patterns, options) => openRetriever(patterns, { backend: "reference", ...options }),
  },
  ...[
    { name: "wasm", threads: 1, screening: false },
    { name: "wasm, screened", threads: 1, screening: true },
    { name: "wasm, 2 threads, screened where it pays", threads: 2, screening: "auto" },
  ].map(({ name, ...own }): BackendUnderTest => {
    const fixed = { backend: "wasm", ...own } as RetrieverOptions;
    return { name, open: (patterns, options) => openRetriever(patterns, { ...fixed, ...options }) };
  }),
  { name: "wasm without fused multiplication and addition", open: openPlainTwin },
  {
    name: "native",
    ...missingRuntime(),
    open: (patterns, options) => openOnNode(patterns, { backend: "native", threads: 1, ...options }),
  },
];
