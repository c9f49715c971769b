import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The built command line. */
export const program: string = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** A server in a process of its own, as a user starts it. */
export interface Running {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it has said on stderr so far. */
  stderr(): string;
  /** Ends it by a signal; its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts `madeleine serve` on a free port and waits until it answers. */
export async function serve(folder: string, ...args: string[]): Promise<Running> {
  if (!existsSync(program)) throw new Error(`${program} is missing: run npm run build first`);
  const child = spawn(
    process.execPath,
    [program, "serve", "--port", "0", "--json", "--folder", folder, ...args],
    {
      env: { ...process.env, MADELEINE_TOKEN: "", MADELEINE_DEBUG: "" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let [stdout, stderr] = ["", ""];
  const ended = once(child, "close") as Promise<[number | null]>;
  child.stderr.on("data", (part: Buffer) => {
    stderr += part;
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (part: Buffer) => {
      stdout += part;
      if (stdout.endsWith("}\n")) resolve((JSON.parse(stdout) as { url: string }).url);
    });
    void ended.then(([code]) => reject(new Error(`it ended with ${code}: ${stderr}`)));
  });
  return {
    ...{ url, child },
    stderr: () => stderr,
    stop: async (signal = "SIGTERM") => {
      child.kill(signal);
      return (await ended)[0];
    },
  };
}

/** Asks with JSON and gives what comes back. */
export async function ask(
  url: string,
  method = "GET",
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const type = body === undefined ? {} : { "Content-Type": "application/json" };
  const response = await fetch(url, { method, ...sent, headers: { ...type, ...headers } });
  const text = await response.text();
  return {
    ...{ status: response.status, headers: response.headers },
    body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}
