import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const program: string = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

const scratch: string[] = [];
process.on("exit", () => {
  for (const folder of scratch) rmSync(folder, { recursive: true, force: true });
});

/** A folder of the test's own, removed when its process ends. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "madeleine-test-"));
  scratch.push(folder);
  return folder;
}

/** A cache of the tests' own, never the user's. */
const cacheFolder = scratchFolder();

/** What a run of the command line left behind. */
export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the built command line as a user's shell would, in `cwd`. */
export async function madeleine(
  args: readonly string[],
  options: { cwd?: string; input?: Uint8Array } = {},
): Promise<Run> {
  if (!existsSync(program)) throw new Error(`${program} is missing: run npm run build first`);
  const child = spawn(process.execPath, [program, ...args], {
    cwd: options.cwd,
    env: { ...process.env, NO_COLOR: "1", MADELEINE_DEBUG: "", XDG_CACHE_HOME: cacheFolder },
  });
  const [stdout, stderr]: Buffer[][] = [[], []];
  child.stdout.on("data", (part: Buffer) => stdout.push(part));
  child.stderr.on("data", (part: Buffer) => stderr.push(part));
  child.stdin.on("error", () => {});
  child.stdin.end(options.input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}

/** How many lines a file has; none where it isn't there. */
function linesOf(path: string): number {
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0;
}

/**
 * Kills the command (SIGKILL) once `kept`, where it keeps what is finished, has a line, and runs it again.
 * @throws Error where the second run forgot what the first had finished.
 */
export async function killedAndRunAgain(
  args: readonly string[],
  { cwd, kept }: { cwd: string; kept: string },
): Promise<Run> {
  const child = spawn(process.execPath, [program, ...args], { cwd, stdio: "ignore" });
  const ended = new Promise((resolve) => child.on("close", resolve));
  while (linesOf(kept) === 0 && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 2));
  child.kill("SIGKILL");
  await ended;
  const before = linesOf(kept);
  const again = await madeleine(args, { cwd });
  if (linesOf(kept) < before) throw new Error(`${kept}: ${before} lines were finished before the second run`);
  return again;
}
