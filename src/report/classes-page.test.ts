import { describe, expect, it } from "vitest";
import { readable, structureOf } from "../../test/page-structure.ts";
import { classesPage, classesVerdict } from "./classes-page.ts";
import type { ClassesReport, ReportMistake } from "./classes-report.ts";
import { samplePicture } from "./sample-report.ts";

const mistake = (i: number, changes: Partial<ReportMistake> = {}): ReportMistake => ({
  ...{
    name: `cats/${i}.jpg`,
    label: "cats",
    taken: "dogs",
    share: 0.9 - i / 50,
    own: 0.1,
    thumbnail: samplePicture(),
  },
  alike: [{ name: `dogs/rex ${i}.jpg`, label: "dogs", similarity: 0.97 }],
  ...changes,
});

function sample(changes: Partial<ClassesReport> = {}): ClassesReport {
  return {
    ...{ name: "photos", classes: ["cats", "dogs"], foldCount: 5 },
    methods: [
      { name: "the net", accuracy: { accuracy: 0.8, low: 0.7, high: 0.88 } },
      {
        name: "the nearest picture",
        accuracy: { accuracy: 0.7, low: 0.6, high: 0.8 },
        below: { difference: 0.1, low: 0.01, high: 0.2 },
      },
      {
        name: "the largest class",
        accuracy: { accuracy: 0.5, low: 0.4, high: 0.6 },
        below: { difference: 0.3, low: 0.2, high: 0.4 },
      },
    ],
    confusion: [
      [30, 15],
      [3, 42],
    ],
    mistakes: Array.from({ length: 15 }, (_, i) => mistake(i)),
    settings: [{ name: "Folds", text: "5, of each class alike." }],
    ...changes,
  };
}

describe("classesPage", () => {
  it("is one document without scripts, and shows the result, what is simpler, confusions and mistakes", () => {
    const page = classesPage(sample());
    structureOf(page);
    expect(page).not.toContain("<script");
    const text = readable(page);
    expect(text).toContain("90 pictures of 2 classes");
    expect(text).toContain("Pictures are told apart: accuracy 0.800 (0.700 to 0.880)");
    expect(text).toContain("0.700 0.600 to 0.800 0.100 (0.010 to 0.200)");
    expect(text).toMatch(/cats 30 15 dogs 3 42/);
    for (let i = 0; i < 15; i++) expect(text).toContain(`rex ${i}.jpg`);
    expect(text).toContain("3 more mistakes");
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("lists what was confused where there are many classes, and says where nothing was", () => {
    const classes = Array.from({ length: 30 }, (_, i) => `class ${i}`);
    const confusion = classes.map((_, i) =>
      classes.map((_, j) => (i === j ? 9 : i === 4 && j === 7 ? 2 : 0)),
    );
    const text = readable(classesPage(sample({ classes, confusion, mistakes: [] })));
    expect(text).toContain("class 4 class 7 2");
    expect(text).not.toContain("class 5 class");
    expect(text).toContain("No picture was taken for another class.");
  });

  it("claims no more than the intervals allow", () => {
    const [net, nearest, largest] = sample().methods;
    const verdict = (low: number, high: number, nearestHigh = 0.2) =>
      classesVerdict({
        methods: [
          net,
          { ...nearest, below: { difference: 0, low: nearestHigh < 0 ? -0.3 : 0.01, high: nearestHigh } },
          { ...largest, below: { difference: 0.1, low, high } },
        ],
      });
    expect(verdict(0.1, 0.3)).toMatchObject({ badge: "Told apart", note: "" });
    expect(verdict(-0.1, 0.3)).toMatchObject({ badge: "Not told apart" });
    expect(verdict(-0.1, 0.3).note).toMatch(/better than the largest class wasn’t shown/);
    expect(verdict(0.1, 0.3, -0.1).note).toBe(
      "Simpler is better here: the nearest picture is right more often.",
    );
  });

  it("shows names as text, and refuses pictures from elsewhere", () => {
    const name = '"><script>alert(1)</script>';
    const page = classesPage(
      sample({ name, classes: [name, name], mistakes: [mistake(0, { name, label: name, taken: name })] }),
    );
    structureOf(page);
    expect(page).not.toContain("<script");
    const thumbnail = { ...samplePicture(), url: "https://elsewhere/a.png" };
    expect(() => classesPage(sample({ mistakes: [mistake(0, { thumbnail })] }))).toThrow(/data:image/);
  });
});
