import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { checkVectors } from "../../src/bank/index.ts";
import { createRandom, normal } from "../../src/math/index.ts";
import { checkPage, recallPages } from "../../src/report/index.ts";
import { samplePicture, sampleReport } from "../../src/report/sample-report.ts";
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

/** A page of a check with two groups, one of them large, whose names are hostile. */
async function hostileCheck(): Promise<string> {
  const random = createRandom(1);
  const rows = Array.from({ length: 60 }, () => Array.from({ length: 30 }, () => 3 + normal(random)));
  for (let i = 1; i < 12; i++) rows[i] = rows[0];
  rows[20] = rows[21];
  const check = await checkVectors(rows);
  const groups = check.confusable.groups.map(({ items }) => ({
    items: items.map((item) => ({ name: `${name}${item}`, thumbnail: samplePicture() })),
  }));
  return checkPage({ memoryName: name, noun: "picture", check, groups, note: name });
}

describe.skipIf(skipped !== "")(`the page of a check in Chromium${skipped}`, () => {
  let library: LibraryPage;
  beforeAll(async () => {
    if ("executablePath" in chromium) library = await openLibraryPage(chromium);
    await library.page.setContent(await hostileCheck());
  });
  afterAll(() => library?.close());

  it.each([360, 768, 1280])("needs no sideways scrolling at %i pixels", async (width) => {
    await library.page.setViewportSize({ width, height: 800 });
    expect(await library.run("return document.documentElement.scrollWidth")).toBe(width);
  });

  it("shows every picture and both charts, and names as text", async () => {
    const found = await library.run(`
      const pictures = [...document.images];
      await Promise.all(pictures.map((picture) => picture.decode()));
      return {
        scripts: document.scripts.length,
        count: pictures.length,
        pictures: pictures.every(({ naturalWidth, alt }) => naturalWidth > 0 && alt !== ""),
        charts: [...document.querySelectorAll("svg.chart")].map((chart) => chart.getBBox().width > 100),
        inside: [...document.querySelectorAll("svg.chart text")].every((text) => {
          const [outer, inner] = [text.ownerSVGElement, text].map((part) => part.getBoundingClientRect());
          return inner.left >= outer.left - 1 && inner.right <= outer.right + 1 && inner.bottom <= outer.bottom + 1;
        }),
      };`);
    expect(found).toEqual({ scripts: 0, count: 14, pictures: true, charts: [true, true], inside: true });
  });

  it("keeps to its own policy and leaves no error behind", () => expect(library.errors).toEqual([]));
});
