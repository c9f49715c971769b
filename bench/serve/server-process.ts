import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** `madeleine serve` in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  /** How much of the machine's memory it takes; Linux only. */
  residentBytes(): number;
  stop(): Promise<void>;
}

const pageBytes = 4096;

/** With so little room (MB, for each thread) garbage is soon collected: what grows then is kept, and ends the server. */
const heapLimit = 128;

/** Starts the built server on a free port. */
export async function startServerProcess(folder: string): Promise<ServerProcess> {
  const program = fileURLToPath(
    import.meta.resolve("madeleine/package.json").replace(/package\.json$/, "dist/cli/main.js"),
  );
  const child = spawn(process.execPath, [program, "serve", "--port", "0", "--json", "--folder", folder], {
    env: { ...process.env, MADELEINE_TOKEN: "", NODE_OPTIONS: `--max-old-space-size=${heapLimit}` },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [text] = (await once(child.stdout, "data")) as [Buffer];
  const { url } = JSON.parse(text.toString()) as { url: string };
  return {
    url,
    residentBytes: () => {
      const [, resident] = readFileSync(`/proc/${child.pid}/statm`, "utf8").split(" ");
      return pageBytes * Number(resident);
    },
    stop: async () => {
      const ended = once(child, "close");
      child.kill("SIGTERM");
      await ended;
    },
  };
}
