import { type ChildProcessByStdio, execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Matrix, matrix } from "madeleine/math";

/** What to tell a person on whose machine {@link openTorch} found nothing. */
export const NO_TORCH =
  "PyTorch not found: install python3-torch (Debian) or pip install torch; the peer column is left out";

/** Matrices by the names they were loaded under, and numbers. */
export type Arguments = Readonly<Record<string, string | number>>;

/** PyTorch in a process of its own that lives until it is closed, so that runs can be interleaved with ours. */
export interface Torch {
  readonly version: string;
  /** The operations of torch_peer.py that this version of PyTorch has. */
  readonly operations: readonly string[];
  load(name: string, source: Matrix): Promise<void>;
  /** Computes `into` from matrices loaded before; the milliseconds it took inside of Python. */
  run(operation: string, into: string, values: Arguments): Promise<number>;
  fetch(name: string): Promise<Matrix>;
  close(): void;
}

/** Starts the first `python3` on the PATH that can import torch; undefined where there is none. */
export async function openTorch({ threads = 1 }: { threads?: number } = {}): Promise<Torch | undefined> {
  const python = await pythonWithTorch();
  if (python === undefined) return undefined;
  const worker = new Worker(python);
  await worker.ask({ request: "threads", count: threads });
  const { version, operations } = (await worker.ask({ request: "info" })) as {
    version: string;
    operations: string[];
  };
  return {
    version,
    operations,
    load: (name, source) => worker.load(name, source),
    run: async (operation, into, values) => {
      const answer = await worker.ask({ request: "operate", operation, into, arguments: values });
      return answer.milliseconds as number;
    },
    fetch: (name) => worker.fetch(name),
    close: () => worker.close(),
  };
}

async function pythonWithTorch(): Promise<string | undefined> {
  const folders = new Set([...(process.env.PATH ?? "").split(delimiter), "/usr/bin"]);
  const programs = [...folders].map((folder) => join(folder, "python3")).filter((path) => existsSync(path));
  for (const program of programs) {
    const found = await promisify(execFile)(program, ["-c", "import torch, numpy"]).catch(() => undefined);
    if (found) return program;
  }
  return undefined;
}

type Answer = Readonly<Record<string, unknown>>;

/** The process, its temporary folder, and the requests it has not answered yet. */
class Worker {
  readonly #folder = mkdtempSync(join(tmpdir(), "madeleine-torch-"));
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: Interface;
  readonly #waiting: { resolve(answer: Answer): void; reject(error: Error): void }[] = [];

  constructor(python: string) {
    const script = fileURLToPath(new URL("./torch_peer.py", import.meta.url));
    this.#process = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface({ input: this.#process.stdout });
    this.#lines.on("line", (line) => this.#settle(JSON.parse(line) as Answer));
    this.#process.on("exit", (code) => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error(`torch: Python ended with ${code}`));
    });
    // A write to a process that has ended fails here too; its request is rejected above or in `ask`.
    this.#process.stdin.on("error", () => undefined);
  }

  ask(request: object): Promise<Answer> {
    const { exitCode } = this.#process;
    if (exitCode !== null) return Promise.reject(new Error(`torch: Python ended with ${exitCode}`));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    });
  }

  async load(name: string, { rows, columns, data }: Matrix): Promise<void> {
    const path = join(this.#folder, `${name}.f32`);
    await writeFile(path, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    await this.ask({ request: "load", name, path, shape: [rows, columns] });
  }

  async fetch(name: string): Promise<Matrix> {
    const path = join(this.#folder, `${name}.f32`);
    const { shape } = await this.ask({ request: "fetch", name, path });
    const [rows, columns] = shape as [number, number];
    const bytes = await readFile(path);
    return matrix(new Float32Array(bytes.buffer, bytes.byteOffset, rows * columns).slice(), rows, columns);
  }

  close(): void {
    this.#lines.close();
    this.#process.stdin.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #settle(answer: Answer): void {
    const request = this.#waiting.shift();
    if ("error" in answer) request?.reject(new Error(`torch: ${answer.error}`));
    else request?.resolve(answer);
  }
}
