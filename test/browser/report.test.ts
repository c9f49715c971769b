import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { recallPages } from "../../src/report/index.ts";
import { sampleReport } from "../../src/report/sample-report.ts";
import { type LibraryPage, openLibraryPage } from "./page.ts";

const chromium = inject("chromium");
const skipped = "reason" in chromium ? ` (skipped: ${chromium.reason})` : "";

/** Names that are long, run the other way, or try to be markup. */
const name = `<script>document.title = "broken"</script>" onerror="x/${"unbreakable".repeat(20)} שלום \u202Egpj.exe`;

const damages = [
  { name: "half:left", trueRecallRate: 0.991, falseRecallRate: 0.004 },
  { name: "exposure:0.2,1.5", trueRecallRate: 1, falseRecallRate: 0 },
];

describe.skipIf(skipped !== "")(`the report in Chromium${skipped}`, () => {
  let library: LibraryPage;
  beforeAll(async () => {
    if ("executablePath" in chromium) library = await openLibraryPage(chromium);
    const { items, steps, certainty, ...report } = sampleReport({ cueName: name, memoryName: name });
    const hostile = {
      ...report,
      items: Array.from({ length: 12 }, (_, i) => ({ ...items[i % 3], name: `${name}${i}` })),
      steps: Array.from({ length: 12 }, (_, i) => steps[i % 2]),
      ...(certainty && { certainty: { ...certainty, damages, note: name } }),
    };
    await library.page.setContent(recallPages([hostile, sampleReport({ outcome: "unknown" })]));
  });
  afterAll(() => library?.close());

  it.each([360, 768, 1280])("needs no sideways scrolling at %i pixels", async (width) => {
    await library.page.setViewportSize({ width, height: 800 });
    expect(await library.run("return document.documentElement.scrollWidth")).toBe(width);
  });

  it("shows every picture, and names as text", async () => {
    const found = await library.run(`
      const pictures = [...document.images];
      await Promise.all(pictures.map((picture) => picture.decode()));
      const uses = [...document.querySelectorAll("use")];
      return {
        scripts: document.scripts.length,
        pictures: pictures.every(({ naturalWidth, alt }) => naturalWidth > 0 && alt !== ""),
        thumbnails: uses.length > 0 && uses.every((use) => use.getBBox().width > 0),
        names: document.querySelector("article h2 .name").textContent,
      };`);
    expect(found).toEqual({
      scripts: 0,
      pictures: true,
      thumbnails: true,
      names: name.replace("\u202E", "\uFFFD"),
    });
  });

  it("keeps to its own policy and leaves no error behind", () => expect(library.errors).toEqual([]));
});
