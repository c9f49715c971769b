import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { ROOT_FOLDER } from "../packaging/manifest.ts";
import type { ChromiumReady } from "./chromium.ts";
import { type FolderServer, serveFolder } from "./folder-server.ts";
import { BROWSER_ARGUMENTS } from "./page.ts";

/** The built page, `dist/lab`, in a browser. */
export interface LabPage {
  readonly page: Page;
  readonly server: FolderServer;
  /** Uncaught errors, console errors and warnings, since it was opened. */
  readonly errors: readonly string[];
  /** Goes to an address of the page, `#models?beta=8`. */
  goto(hash: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens the page from a server of its own that serves nothing but its folder. */
export async function openLab(
  { executablePath, environment }: ChromiumReady,
  options: { isolated?: boolean } = {},
): Promise<LabPage> {
  const folder = join(ROOT_FOLDER, "dist/lab");
  if (!existsSync(folder)) throw new Error("dist/lab is missing: run npm run build first");
  const server = await serveFolder(folder, options);
  const env = { ...process.env, ...environment } as Record<string, string>;
  const browser: Browser = await chromium.launch({ executablePath, env, args: [...BROWSER_ARGUMENTS] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) errors.push(message.text());
  });
  return {
    ...{ page, server, errors },
    goto: async (hash) => {
      await page.goto(server.url + hash);
    },
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

const axe = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** What axe finds wrong with the page as it is: rules, and where. */
export async function axeFaults(page: Page): Promise<string[]> {
  // Nothing is asked for anew: files may not be. Handed over as a program: the page's own policy would keep a script out.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe);
  return (await page.evaluate(`axe.run({ preload: false }).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => id + " " + target.join(" "))))`)) as string[];
}
