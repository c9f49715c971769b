import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium, type Page } from "playwright-core";
import { ROOT_FOLDER } from "../packaging/manifest.ts";
import type { ChromiumReady } from "./chromium.ts";
import { type ServedFiles, serveLibrary } from "./server.ts";

/** Without the first, no start as root; the others give WebGPU and WebGL in software. */
export const BROWSER_ARGUMENTS: readonly string[] = [
  "--no-sandbox",
  "--enable-unsafe-swiftshader",
  "--enable-unsafe-webgpu",
];

/** A page that can import the built library by its public names. */
export interface LibraryPage {
  readonly page: Page;
  /** Uncaught errors, console errors and files that weren't found, since the page was opened. */
  readonly errors: readonly string[];
  /** Runs the body of an async function in the page; its answer travels as JSON. */
  run(program: string): Promise<unknown>;
  close(): Promise<void>;
}

/** Opens the built library in Chromium, on a server of its own, which serves `files`. */
export async function openLibraryPage(
  { executablePath, environment }: ChromiumReady,
  files: ServedFiles = {},
): Promise<LibraryPage> {
  if (!existsSync(join(ROOT_FOLDER, "dist"))) throw new Error("dist/ is missing: run npm run build first");
  const server = await serveLibrary(files);
  const env = { ...process.env, ...environment } as Record<string, string>;
  const browser = await chromium.launch({
    executablePath,
    env,
    args: [...BROWSER_ARGUMENTS],
    headless: true,
  });
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("response", (response) => response.ok() || errors.push(`${response.status()} ${response.url()}`));
  await page.goto(server.url);
  const close = async (): Promise<void> => {
    await browser.close();
    await server.close();
  };
  return { page, errors, run: (program) => page.evaluate(`(async () => {${program}})()`), close };
}

/** Runs the same program in a Node process of its own, with the library as built. */
export async function runInNode(program: string): Promise<unknown> {
  const script = `const answer = await (async () => {${program}})();
    process.stdout.write(JSON.stringify(answer));`;
  const node = promisify(execFile);
  const { stdout } = await node(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: ROOT_FOLDER,
    maxBuffer: 2 ** 28,
  });
  return JSON.parse(stdout);
}
