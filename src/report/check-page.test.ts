import { describe, expect, it } from "vitest";
import { checkVectors } from "../bank/index.ts";
import { createRandom, normal } from "../math/index.ts";
import { checkPage } from "./check-page.ts";
import type { CheckReport } from "./check-report.ts";
import { significant } from "./groups-view.ts";
import { samplePicture } from "./sample-report.ts";

const random = createRandom(1);
const rows = Array.from({ length: 50 }, () => Array.from({ length: 20 }, () => normal(random)));
rows[6] = rows[4];
rows[9] = rows[2].map((value) => value + 0.001);

/** A real check of vectors, shown as if they were pictures. */
async function report(changes: Partial<CheckReport> = {}): Promise<CheckReport> {
  const check = await checkVectors(rows);
  const groups = check.confusable.groups.map(({ items }) => ({
    items: items.map((item) => ({ name: `folder/${item}.png`, thumbnail: samplePicture() })),
  }));
  return { memoryName: "photos", noun: "picture", check, groups, ...changes };
}

describe("checkPage", () => {
  it("shows what a learned kernel changes, and whether it is stale", async () => {
    const before = { recall: 0.4, margin: 0.1, radius: 0.2, groups: 3 };
    const after = { recall: 0.9, margin: 0.8, radius: 0.6, groups: 0 };
    const staleness = { loss: -3.5, learnedLoss: -3.9, excess: 0.4, stale: true };
    const page = checkPage(await report({ kernel: { before, after, staleness } }));
    expect(page).toContain("What the learned kernel changes");
    expect(page).toMatch(/Mean recall<\/th><td class="number">40.%<\/td><td class="number">90.%/);
    expect(page).toContain("It is stale");
    expect(checkPage(await report())).not.toContain("What the learned kernel changes");
  });

  it("is one document without scripts, and shows verdict, advice, groups and numbers", async () => {
    const page = checkPage(await report({ minRecall: 0.5 }));
    expect(page).not.toContain("<script");
    expect(page).toContain('<h1 id="verdict">It will hold: with up to ');
    expect(page).toContain("the 50\u00A0% asked for");
    expect(page).toContain("4 pictures in 2 groups");
    expect(page).toContain("identical");
    expect(page.match(/<img /g)).toHaveLength(4);
    expect(page).toContain("Well separated at β = ");
  });

  it("draws each level, and columns of margins that are too small", async () => {
    const { check, ...rest } = await report();
    const page = checkPage({ check, ...rest });
    expect(page.match(/class="dot main"/g)).toHaveLength(10);
    expect(page.match(/class="column failing"/g)?.length).toBeGreaterThan(0);
  });

  it("shows names as text, and refuses pictures from elsewhere", async () => {
    const name = '"><script>alert(1)</script>';
    const page = checkPage(await report({ memoryName: name, groups: [{ items: [{ name }, { name }] }] }));
    expect(page).not.toContain("<script");
    const thumbnail = { ...samplePicture(), url: "https://elsewhere/a.png" };
    const foreign = await report({ groups: [{ items: [{ name, thumbnail }] }] });
    expect(() => checkPage(foreign)).toThrow("must be a data:image/… URL");
  });

  it("stands a memory of one", async () => {
    const check = await checkVectors([[1, 2, 3]]);
    const page = checkPage({ memoryName: "one", noun: "vector", check, groups: [] });
    expect(page).toContain("A single item has no rival");
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });
});

it("writes three digits that count", () => {
  expect([0, 0.05, 0.0071, 1, 0.98412, -0.00012, 12345.6, 1.23e-9, 4.56e12].map(significant)).toEqual([
    "0",
    "0.05",
    "0.0071",
    "1",
    "0.984",
    "−0.00012",
    "12300",
    "1.23e−9",
    "4.56e+12",
  ]);
  expect([Number.POSITIVE_INFINITY, Number.NaN].map(significant)).toEqual(["∞", "–"]);
});
