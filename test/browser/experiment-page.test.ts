import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { experimentPage } from "../../src/report/index.node.ts";
import { sampleExperiment } from "../../src/report/sample-experiment.ts";
import { type LibraryPage, openLibraryPage } from "./page.ts";

const chromium = inject("chromium");
const skipped = "reason" in chromium ? ` (skipped: ${chromium.reason})` : "";

/** Text that is long, or tries to be markup. */
const text = `<script>document.title = "broken"</script>" onload="x ${"unbreakable".repeat(20)}`;

describe.skipIf(skipped !== "")(`the page of an experiment in Chromium${skipped}`, () => {
  let library: LibraryPage;
  beforeAll(async () => {
    if ("executablePath" in chromium) library = await openLibraryPage(chromium);
    const { claims, numbers, charts } = sampleExperiment();
    const hostile = sampleExperiment({
      ...{ title: text, question: text, command: text, settings: [{ name: text, text }] },
      claims: claims.map((claim) => ({ ...claim, statement: text, reason: text })),
      numbers: numbers.map((number) => ({ ...number, name: text })),
      charts: charts.map((chart) => ({ ...chart, title: text, xLabel: text })),
    });
    await library.page.setContent(experimentPage(hostile));
  });
  afterAll(() => library?.close());

  it.each([360, 768, 1280])("needs no sideways scrolling at %i pixels", async (width) => {
    await library.page.setViewportSize({ width, height: 800 });
    expect(await library.run("return document.documentElement.scrollWidth")).toBe(width);
  });

  it.each(["light", "dark"] as const)("draws axes that are seen on %s paper", async (colorScheme) => {
    await library.page.emulateMedia({ colorScheme });
    const [ink, paper] = (await library.run(`
      const brightness = (colour) => colour.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 765;
      return [getComputedStyle(document.querySelector(".plot text")).fill, getComputedStyle(document.body).backgroundColor].map(brightness);`)) as number[];
    expect(Math.abs(ink - paper)).toBeGreaterThan(0.4);
  });

  it("draws every line, and shows texts as text", async () => {
    const found = await library.run(`return {
      scripts: document.scripts.length,
      lines: [...document.querySelectorAll('.plot [data-part="line"] path')].every((path) => path.getBBox().width > 100),
      heading: document.querySelector("h1").textContent,
    };`);
    expect(found).toEqual({ scripts: 0, lines: true, heading: text });
  });

  it("keeps to its own policy and leaves no error behind", () => expect(library.errors).toEqual([]));
});
