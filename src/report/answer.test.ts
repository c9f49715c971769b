import { describe, expect, it } from "vitest";
import { answerText, answerView } from "./answer.ts";
import { render } from "./html.ts";
import type { RecallReport, ReportItem } from "./recall-report.ts";
import { sampleReport } from "./sample-report.ts";

function withoutCertainty(outcome: RecallReport["outcome"]): RecallReport {
  const { certainty: _, ...report } = sampleReport({ outcome });
  return report;
}

/** What is said of a blend with these weights, of pictures a, b, c, … */
function blend(...weights: number[]): string {
  const items = weights.map((weight, i): ReportItem => {
    return { name: String.fromCharCode(97 + i), similarity: 0.5, weight, confidence: null };
  });
  return answerText(sampleReport({ outcome: "blend", items }));
}

describe("the answer", () => {
  it("is the stored picture where one came back", () => {
    expect(answerText(sampleReport())).toBe("torn.jpg is lake/0159.jpg.");
  });

  it("claims nothing where nobody measured how sure it is", () => {
    expect(answerText(withoutCertainty("recalled"))).toBe("The closest to torn.jpg is lake/0159.jpg.");
    expect(answerText(withoutCertainty("unknown"))).toBe(
      "Not in this memory: the closest is lake/0159.jpg, and that is not close enough.",
    );
  });

  it("is of a text that it is a caption, or none", () => {
    const report = { ...withoutCertainty("recalled"), cueName: "a lake", association: true };
    expect(answerText(report)).toBe("“a lake” is a caption of lake/0159.jpg.");
    expect(answerText({ ...report, outcome: "unknown", items: [] })).toBe(
      "“a lake” is no caption of this memory.",
    );
  });

  it("is that it isn't here", () => {
    expect(answerText(sampleReport({ outcome: "unknown" }))).toBe(
      "Not in this memory: the closest is lake/0159.jpg, but strangers look as close.",
    );
  });

  it("is of a blend what it is made of", () => {
    expect(blend(0.5, 0.3, 0.2)).toBe("A blend of 3 pictures: a, b and c.");
    expect(blend(0.6, 0.4, 0)).toBe("A blend of 2 pictures: a and b.");
    expect(blend(...new Array(7).fill(1 / 7))).toBe("A blend of 7 pictures: a, b, c, d and 3 more.");
    expect(blend(0.3, 0.2)).toBe("A blend of at least 3 pictures: a, b and others.");
    expect(blend(0.995, 0.005)).toBe("A blend, mostly of a.");
    expect(blend(0.001, 0.001)).toBe("A blend of many pictures.");
  });

  it("is a sentence without items too", () => {
    const said = (outcome: RecallReport["outcome"]): string =>
      answerText(sampleReport({ outcome, items: [], steps: [] }));
    expect(said("recalled")).toBe("torn.jpg was recalled.");
    expect(said("unknown")).toBe("Not in this memory.");
    expect(said("blend")).toBe("A blend of many pictures.");
  });

  it("sets names apart as markup", () => {
    expect(render(answerView(sampleReport({ cueName: "<i>" })))).toBe(
      '<bdi class="name">&lt;i&gt;</bdi> is <bdi class="name">lake/0159.jpg</bdi>.',
    );
  });
});
