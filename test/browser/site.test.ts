import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium as browsers, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { buildSite } from "../../site/build-site.ts";
import { deadLinks } from "../../site/dead-links.ts";
import { ROOT_FOLDER } from "../packaging/manifest.ts";
import { axeFaults } from "./lab-page.ts";
import { BROWSER_ARGUMENTS } from "./page.ts";

const chromium = inject("chromium");
const skipped = "reason" in chromium ? ` (skipped: ${chromium.reason})` : "";
const PATIENCE = { timeout: 120_000 };

let out: string;
beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), "madeleine-site-"));
  // `npm run docs` makes the API's pages too, and fails where a link to or from one is dead.
  await buildSite({ root: ROOT_FOLDER, out, api: false });
}, PATIENCE.timeout);
afterAll(() => rmSync(out, { recursive: true, force: true }));

describe("the documentation", PATIENCE, () => {
  it("has no dead links", () => {
    expect(deadLinks(out).filter((link) => !/ → (\.\.\/)?api\//.test(link))).toEqual([]);
  });
});

describe.skipIf(skipped !== "")(`the documentation, opened as files in Chromium${skipped}`, PATIENCE, () => {
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];
  beforeAll(async () => {
    if (!("executablePath" in chromium)) return;
    const { executablePath, environment } = chromium;
    const env = { ...process.env, ...environment } as Record<string, string>;
    browser = await browsers.launch({ executablePath, env, args: [...BROWSER_ARGUMENTS] });
    page = await browser.newPage({ viewport: { width: 360, height: 740 } });
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("requestfailed", (request) => errors.push(request.url()));
  }, PATIENCE.timeout);
  afterAll(() => browser?.close());

  const open = (path: string): Promise<unknown> => page.goto(pathToFileURL(join(out, path)).href);

  it("is without fault to axe, and needs no sideways scrolling on a phone", async () => {
    const pages = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".html"),
    );
    expect(pages.length).toBeGreaterThan(30);
    for (const path of pages) {
      await open(path);
      expect(await axeFaults(page), path).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth"), path).toBeLessThanOrEqual(360);
    }
  });

  it.each([
    "index.html",
    "glossary.html",
    "models/dense.html",
    "experiments.html",
    "about/architecture.html",
  ])("is without fault to axe in the dark: %s", async (path) => {
    await page.emulateMedia({ colorScheme: "dark" });
    await open(path);
    expect(await axeFaults(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "light" });
  });

  it("leads from the first page to a model and to the glossary", async () => {
    await open("index.html");
    await page.getByRole("link", { name: "Models", exact: true }).click();
    await page.getByRole("link", { name: "sparse", exact: true }).first().click();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("sparse");
    expect(await page.locator("svg.plot").count()).toBe(2);
    await page.getByRole("link", { name: "Glossary", exact: true }).click();
  });

  it("leaves no error behind", () => expect(errors).toEqual([]));
});
