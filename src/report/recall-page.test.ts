import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readable, structureOf } from "../../test/page-structure.ts";
import { largestPage, recallPage, recallPages } from "./recall-page.ts";
import type { RecallReport, RecallStep, ReportItem } from "./recall-report.ts";
import { samplePicture, sampleReport } from "./sample-report.ts";

const bytes = (page: string): number => new TextEncoder().encode(page).length;

/** A report in which every text is `text`. */
function saying(text: string): RecallReport {
  const { items, steps, certainty, ...report } = sampleReport({ cueName: text, memoryName: text });
  const rates = { trueRecallRate: 1, falseRecallRate: 0 };
  return {
    ...report,
    items: items.map((item) => ({ ...item, name: text })),
    steps: steps.map((step) => ({ ...step, label: text })),
    ...(certainty && { certainty: { ...certainty, note: text, damages: [{ name: text, ...rates }] } }),
    model: { similarity: text, separation: text, beta: 1, codec: text },
  };
}

const nasty = [
  `"`,
  "'",
  "<",
  ">",
  "&",
  "`",
  "\n",
  "\u202E",
  "<script>",
  `" onload="x`,
  "-->",
  "</style>",
  "</title>",
];
const texts = fc
  .oneof(
    fc.string({ unit: "binary", minLength: 1 }),
    fc
      .array(fc.oneof(fc.constantFrom(...nasty), fc.string()), { minLength: 1 })
      .map((parts) => parts.join("")),
  )
  .filter((text) => text !== "");

describe("recallPage", () => {
  it("has one structure, whatever names and labels say", () => {
    // Folders in a name are set apart by a tag of their own, so the names here have none.
    const plain = structureOf(recallPage(saying("name")));
    fc.assert(
      fc.property(texts, (text) => {
        const page = recallPage(saying(text.replace(/[/\\]/g, "|")));
        expect(structureOf(page)).toEqual(plain);
        expect(page).not.toMatch(/<script/i);
      }),
      { numRuns: 100 },
    );
    expect(structureOf(recallPage(saying('a/<b>/c\\d"e/'))).length).toBeGreaterThan(plain.length);
  });

  it("needs nothing but itself", () => {
    const page = recallPage(sampleReport());
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/https?:|\burl\(|@import/);
    for (const [, address] of page.matchAll(/(?:src|href)="([^"]*)"/g)) expect(address).toMatch(/^(data:|#)/);
  });

  it("refers only to ids that are there, once each", () => {
    const page = recallPages([sampleReport(), sampleReport({ outcome: "blend" })]);
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(id);
    for (const [, list] of page.matchAll(/aria-labelledby="([^"]*)"/g)) {
      for (const id of list.split(" ")) expect(ids).toContain(id);
    }
  });

  it("says the answer, how sure it is, and that a weight is no certainty", () => {
    const text = readable(recallPage(sampleReport()));
    expect(text).toContain("torn.jpg is lake/0159.jpg .");
    expect(text).toContain("torn.jpg asked of photos , 6,000 pictures; settled after 2 steps");
    expect(text).toContain("Confidence 0.981. Of strangers damaged the same ways, 0.6\u00A0% are mistaken");
    expect(text).toContain("Of this memory’s own pictures, 98.4\u00A0% are recalled.");
    expect(text).toContain("It says nothing about certainty");
    expect(text).toContain("The energy falls from −0.200 to −0.500 in 2 steps.");
  });

  it.each([
    ["recalled", "Recalled"],
    ["blend", "A blend"],
    ["unknown", "Not in this memory"],
  ] as const)("names the outcome %s", (outcome, badge) => {
    const page = recallPage(sampleReport({ outcome }));
    expect(page).toContain(`<span class="badge ${outcome}">${badge}</span>`);
    structureOf(page);
  });

  it("says of a text that it is an exact association, and nothing of a calibration", () => {
    const { certainty: _, ...report } = sampleReport();
    const page = recallPage({ ...report, association: true });
    expect(page).toContain("A text is an exact association, not a search");
    expect(page).not.toContain("calibration");
  });

  it("claims nothing without a calibration", () => {
    const { certainty: _, ...report } = sampleReport();
    const text = readable(recallPage(report));
    expect(text).toContain("Best match");
    expect(text).toContain("how often a stranger looks as close was not measured");
    expect(text).not.toMatch(/Recalled|Original/);
  });

  it("shows what the cue became, where its code can be decoded", () => {
    const page = recallPage(sampleReport({ start: samplePicture(64, 64) }));
    expect(readable(page)).toMatch(/Cue torn\.jpg Start the cue’s code, decoded Step 1/);
    expect(readable(recallPage(sampleReport()))).not.toContain("Start");
    structureOf(page);
    const start = { url: "https://example.org/a.png", width: 1, height: 1 };
    expect(() => recallPage(sampleReport({ start }))).toThrow("start must be a data:image/");
  });

  it("shows the first few of many steps and the last one", () => {
    const step: RecallStep = { picture: samplePicture(), weights: [{ item: 0, weight: 0.4 }] };
    const text = readable(
      recallPage(sampleReport({ steps: new Array(50).fill(step), termination: "max-steps-reached" })),
    );
    expect(text).toMatch(/Step 1 .*Step 2 .*Step 3 .*46 more steps .*Stopped step 50/);
    expect(text).not.toContain("Step 4 ");
    expect(text).toContain("stopped after 50 steps, not settled");
    expect(text).toContain("all others 0.600");
  });

  it("stands without steps, items, thumbnails or energies", () => {
    const items: ReportItem[] = [{ name: "one", similarity: -12.5, weight: 1, confidence: null }];
    for (const changes of [{ steps: [] }, { steps: [], items: [] }, { items, steps: [] }, { energies: [] }]) {
      structureOf(recallPage(sampleReport(changes)));
    }
    const text = readable(recallPage(sampleReport({ items, steps: [], energies: [] })));
    expect(text).toContain("Read-out without a step");
    expect(text).toContain("Similarity Weight one −12.500 1");
    expect(text).toContain("This model has no energy.");
    expect(recallPage(sampleReport({ items, steps: [] }))).not.toContain('class="bar"');
  });

  it("folds up all but the first items", () => {
    const items = Array.from({ length: 50 }, (_, i) => ({ ...sampleReport().items[0], name: `item ${i}` }));
    expect(readable(recallPage(sampleReport({ items })))).toContain("item 7 0.930 1 0.981 42 more pictures");
  });

  it("refuses pictures from elsewhere and weights of no item", () => {
    const elsewhere = { url: "https://example.org/a.png", width: 1, height: 1 };
    expect(() => recallPage(sampleReport({ cue: elsewhere }))).toThrow("cue must be a data:image/… URL");
    expect(() => recallPage(sampleReport({ settled: samplePicture(0, 9) }))).toThrow("got 0 × 9");
    const step: RecallStep = { picture: samplePicture(), weights: [{ item: 3, weight: 1 }] };
    expect(() => recallPage(sampleReport({ steps: [step] }))).toThrow(
      "step 1 weighs item 3, but there are 3",
    );
  });
});

describe("a page's size", () => {
  const picture = (kilobytes: number): RecallReport["cue"] =>
    samplePicture(640, 480, new Uint8Array(1000 * kilobytes));

  it("holds 50 items with thumbnails and 50 steps", () => {
    const items = Array.from({ length: 50 }, (_, i) => ({
      ...sampleReport().items[0],
      name: `photos/${"a long name ".repeat(9)}${i}.jpg`,
      thumbnail: picture(8),
    }));
    const weights = items.map((_, item) => ({ item, weight: 1 / 50 }));
    const steps = new Array<RecallStep>(50).fill({ picture: picture(60), weights });
    const page = recallPage(
      sampleReport({ items, steps, cue: picture(200), settled: picture(60), original: picture(400) }),
    );
    expect(bytes(page)).toBeLessThanOrEqual(largestPage);
    expect(page).not.toContain("left out");
  });

  it("never gets over the limit: pictures are left out, and their places say so", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 6, maxLength: 6 }), (sizes) => {
        const [cue, settled, original, first, ...others] = sizes.map(picture);
        const { items, steps } = sampleReport();
        const report = sampleReport({
          ...{ cue, settled, original },
          steps: steps.map((step) => ({ ...step, picture: first })),
          items: items.map((item, i) => ({ ...item, thumbnail: others[i % 2] })),
        });
        const page = recallPage(report);
        structureOf(page);
        expect(bytes(page)).toBeLessThanOrEqual(largestPage);
        const essential = [cue, settled, original].reduce((sum, { url }) => sum + url.length, 0);
        if (essential < 0.95 * largestPage)
          for (const { url } of [cue, settled, original]) expect(page).toContain(url);
        else expect(page).toContain("left out");
      }),
      { numRuns: 8 },
    );
  });
});

describe("recallPages", () => {
  it("has a table of contents that leads to a section for each cue", () => {
    const page = recallPages([
      sampleReport({ cueName: "<1>.jpg" }),
      sampleReport({ cueName: "2.jpg", outcome: "unknown" }),
      sampleReport({ cueName: "3.jpg", outcome: "blend" }),
    ]);
    structureOf(page);
    expect(readable(page)).toContain("3 pictures looked up Recalled 1 A blend 1 Not in this memory 1");
    expect(page.match(/<h1/g)).toHaveLength(1);
    expect(page.match(/<article/g)).toHaveLength(3);
    expect(page).toContain('<a href="#recall-1"><bdi class="name">&lt;1&gt;.jpg</bdi></a>');
  });

  it("is the page of the one report, and a page without any", () => {
    expect(recallPages([sampleReport()])).toBe(recallPage(sampleReport()));
    expect(readable(recallPages([]))).toContain("0 pictures looked up");
    structureOf(recallPages([]));
  });
});
