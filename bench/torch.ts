import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { type Matrix, matrix } from "madeleine/math";
import { TorchProcess } from "./torch-process.ts";

/** What to tell a person on whose machine {@link openTorch} found nothing. */
export const NO_TORCH: string =
  "PyTorch not found: install python3-torch (Debian) or pip install torch, or name a Python that has it in " +
  "MADELEINE_PYTHON; the peer column is left out";

/** Matrices by the names they were loaded under, numbers, and what is told as JSON. */
export type Arguments = Readonly<Record<string, string | number | object>>;

/** PyTorch in a process of its own that lives until it is closed, so that runs can be interleaved with ours. */
export interface Torch {
  readonly version: string;
  /** The library that multiplies its matrices. */
  readonly blas: string;
  /** How many threads it uses, its BLAS included. */
  readonly threads: number;
  /** The operations of torch_operations.py that this version of PyTorch has. */
  readonly operations: readonly string[];
  load(name: string, source: Matrix): Promise<void>;
  /** Computes `into` from matrices loaded before; the milliseconds it took inside of Python. */
  run(operation: string, into: string, values: Arguments): Promise<number>;
  fetch(name: string): Promise<Matrix>;
  /** Forgets every matrix. */
  clear(): Promise<void>;
  close(): void;
}

/**
 * Starts the Python that the environment variable MADELEINE_PYTHON names (a command line), else the first `python3`
 * on the PATH that can import torch; undefined where there is none.
 * @throws Error where MADELEINE_PYTHON names a Python that can't import torch.
 */
export async function openTorch({ threads = 1 }: { threads?: number } = {}): Promise<Torch | undefined> {
  const python = await pythonWithTorch();
  if (python === undefined) return undefined;
  const peer = new TorchProcess(python, threads);
  const { header } = await peer.ask({ request: "info" });
  return {
    ...(header as unknown as Pick<Torch, "version" | "blas" | "threads" | "operations">),
    load: async (name, { rows, columns, data }) => {
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      await peer.ask({ request: "load", name, shape: [rows, columns] }, bytes);
    },
    run: async (operation, into, values) => {
      const answer = await peer.ask({ request: "operate", operation, into, arguments: values });
      return answer.header.milliseconds as number;
    },
    fetch: async (name) => {
      const answer = await peer.ask({ request: "fetch", name });
      const [rows, columns] = answer.header.shape as [number, number];
      const { buffer, byteOffset } = answer.payload;
      return matrix(new Float32Array(buffer, byteOffset, rows * columns), rows, columns);
    },
    clear: async () => void (await peer.ask({ request: "clear" })),
    close: () => peer.close(),
  };
}

async function pythonWithTorch(): Promise<readonly string[] | undefined> {
  const told = process.env.MADELEINE_PYTHON?.split(/\s+/).filter((part) => part !== "");
  if (told && told.length > 0) {
    if (await importsTorch(told)) return told;
    throw new Error(
      `MADELEINE_PYTHON: "${told.join(" ")} -c 'import torch'" fails; name a Python that has PyTorch`,
    );
  }
  const folders = new Set([...(process.env.PATH ?? "").split(delimiter), "/usr/bin"]);
  for (const program of [...folders].map((folder) => join(folder, "python3"))) {
    if (existsSync(program) && (await importsTorch([program]))) return [program];
  }
  return undefined;
}

async function importsTorch([program = "", ...args]: readonly string[]): Promise<boolean> {
  const run = promisify(execFile)(program, [...args, "-c", "import torch"]);
  return run.then(
    () => true,
    () => false,
  );
}
