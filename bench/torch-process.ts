import { type ChildProcessByStdio, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { type Frame, framesOf, writeFrame } from "./frames.ts";

/** What stands in a frame's header: one request, or the answer to it. */
export type Header = Readonly<Record<string, unknown>>;

/** OpenBLAS's overrides of what it finds out about the processor: the peer shall run as it does on its own. */
const OVERRIDES = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"];

/** Python with torch_peer.py, and the requests that it has not answered yet. */
export class TorchProcess {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting: { resolve(answer: Frame): void; reject(error: Error): void }[] = [];

  /** @param python a program and its first arguments */
  constructor([program = "python3", ...args]: readonly string[], threads: number) {
    const count = String(threads);
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      OPENBLAS_NUM_THREADS: count,
      OMP_NUM_THREADS: count,
      MKL_NUM_THREADS: count,
    };
    for (const name of OVERRIDES) delete env[name];
    this.#process = spawn(program, [...args, "-c", script()], { env, stdio: ["pipe", "pipe", "inherit"] });
    this.#process.on("error", (error) => this.#fail(error.message));
    this.#process.on("exit", (code) => this.#fail(`Python ended with ${code}`));
    // A write to a process that has ended fails here too; its request is rejected above or in `ask`.
    this.#process.stdin.on("error", () => undefined);
    void this.#listen();
  }

  /** Sends a request, and the bytes that belong to it. */
  async ask(header: Header, payload?: Uint8Array): Promise<Frame> {
    const { exitCode, stdin } = this.#process;
    if (exitCode !== null) throw new Error(`torch: Python ended with ${exitCode}`);
    const answer = new Promise<Frame>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    // A refusal while the payload is still being written is reported by `answer`.
    answer.catch(() => undefined);
    await writeFrame(stdin, header, payload);
    return answer;
  }

  close(): void {
    this.#process.stdin.end();
  }

  async #listen(): Promise<void> {
    for await (const frame of framesOf(this.#process.stdout)) {
      const request = this.#waiting.shift();
      const { error } = frame.header;
      if (error === undefined) request?.resolve(frame);
      else request?.reject(new Error(`torch: ${error}`));
    }
  }

  #fail(reason: string): void {
    for (const { reject } of this.#waiting.splice(0)) reject(new Error(`torch: ${reason}`));
  }
}

/** The program is handed over as text: the Python we are told to use may not see our files. */
function script(): string {
  const parts = ["./torch_operations.py", "./torch_codecs.py", "./torch_nets.py", "./torch_peer.py"];
  return parts.map((name) => readFileSync(fileURLToPath(new URL(name, import.meta.url)), "utf8")).join("\n");
}
