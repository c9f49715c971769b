/** What Node and the page spell differently: worker threads, and a switch of Node 20's. */

/** A worker that was handed its start message. */
export interface Thread {
  /** Whether its program ended with an error. */
  failed(): boolean;
  terminate(): void;
}

interface NodeBuiltins {
  "node:os": { availableParallelism(): number };
  "node:v8": { setFlagsFromString(flag: string): void };
  "node:worker_threads": {
    Worker: new (
      source: string,
      options: { eval: true; workerData: unknown; execArgv: string[] },
    ) => { unref(): void; terminate(): Promise<number>; on(event: "error", heard: () => void): void };
  };
}

interface NodeProcess {
  readonly versions: { readonly node: string };
  getBuiltinModule?<Name extends keyof NodeBuiltins>(name: Name): NodeBuiltins[Name] | undefined;
}

/** Node's `process`; undefined in the page. */
function nodeProcess(): NodeProcess | undefined {
  const { process } = globalThis as { process?: NodeProcess };
  return process?.versions?.node ? process : undefined;
}

/** Fused multiplication and addition is behind a flag in Node 20 alone. */
export function allowRelaxedVectors(): void {
  const node = nodeProcess();
  if (node?.versions.node.startsWith("20.")) {
    node.getBuiltinModule?.("node:v8")?.setFlagsFromString("--experimental-wasm-relaxed-simd");
  }
}

/**
 * Starts a worker that runs `program`, the source of a function that takes `start`. It doesn't keep Node alive.
 * Undefined where there are no workers, or the page's policy forbids them.
 */
export function startThread(program: string, start: unknown): Thread | undefined {
  try {
    const threads = nodeProcess()?.getBuiltinModule?.("node:worker_threads");
    return threads ? nodeThread(threads, program, start) : pageThread(program, start);
  } catch {
    return undefined;
  }
}

function nodeThread(
  { Worker }: NodeBuiltins["node:worker_threads"],
  program: string,
  start: unknown,
): Thread {
  const source = `(${program})(require("node:worker_threads").workerData)`;
  // Node's own arguments may say that programs are modules.
  const worker = new Worker(source, { eval: true, workerData: start, execArgv: [] });
  let failed = false;
  worker.on("error", () => {
    failed = true;
  });
  worker.unref();
  return { failed: () => failed, terminate: () => void worker.terminate() };
}

function pageThread(program: string, start: unknown): Thread | undefined {
  if (typeof Worker === "undefined") return undefined;
  const source = `onmessage = ({ data }) => (${program})(data)`;
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(url);
  let failed = false;
  worker.onerror = (event) => {
    event.preventDefault();
    failed = true;
  };
  worker.postMessage(start);
  return {
    failed: () => failed,
    terminate: () => {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}

/** How many threads run at once on this machine; 1 where that isn't told. */
export function processorCount(): number {
  const os = nodeProcess()?.getBuiltinModule?.("node:os");
  return os?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1;
}
