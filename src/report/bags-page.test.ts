import { describe, expect, it } from "vitest";
import { readable, structureOf } from "../../test/page-structure.ts";
import { bagsPage, bagsVerdict } from "./bags-page.ts";
import { sampleBags } from "./sample-bags.ts";
import { samplePicture } from "./sample-report.ts";

describe("bagsPage", () => {
  it("is one document without scripts, and shows the result, the baselines and every bag", () => {
    const page = bagsPage(sampleBags());
    structureOf(page);
    expect(page).not.toContain("<script");
    const text = readable(page);
    expect(text).toContain("40 bags (20 “ill”, 20 “healthy”) of 200 instances with 30 numbers each");
    expect(text).toContain("0.700 0.620 to 0.770 0.110 (0.020 to 0.200)");
    for (let i = 0; i < 40; i++) expect(text).toContain(`patient ${i} `);
    expect(page.match(/taken for “/g)?.length).toBe(
      sampleBags().bags.filter(({ positive, score }) => positive !== score >= 0.5).length,
    );
    expect(text).toContain("8 more bags");
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("claims no more than the interval allows", () => {
    const of = (auc: number, low: number, high: number): string =>
      bagsVerdict({ methods: [{ name: "a", auc: { auc, low, high, standardError: 0.1, folds: [auc] } }] })
        .text;
    expect(of(0.8, 0.7, 0.9)).toBe("Bags are told apart: AUC 0.800 (0.700 to 0.900)");
    expect(of(0.6, 0.45, 0.75)).toMatch(/^Bags are not told apart: .* includes chance$/);
    expect(of(0.3, 0.2, 0.4)).toMatch(/^Worse than chance/);
  });

  it("shows names as text, and refuses pictures from elsewhere", () => {
    const name = '"><script>alert(1)</script>';
    const [bag] = sampleBags().bags;
    const instances = [{ name, weight: 1 }];
    const page = bagsPage(
      sampleBags({ name, classes: [name, name], bags: [{ ...bag, id: name, instances }] }),
    );
    structureOf(page);
    expect(page).not.toContain("<script");
    expect(readable(page)).toContain("alone in its bag");
    const thumbnail = { ...samplePicture(), url: "https://elsewhere/a.png" };
    const foreign = sampleBags({ bags: [{ ...bag, instances: [{ name, weight: 1, thumbnail }] }] });
    expect(() => bagsPage(foreign)).toThrow(/data:image/);
  });
});
