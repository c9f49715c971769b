import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readable, structureOf } from "../../test/page-structure.ts";
import { experimentPage } from "./experiment-page.node.ts";
import type { ExperimentReport } from "./experiment-report.ts";
import { sampleExperiment } from "./sample-experiment.ts";

/** A report in which every text is `text`. */
function saying(text: string): ExperimentReport {
  const { claims, numbers, charts, ...report } = sampleExperiment();
  return {
    ...report,
    ...{ name: text, title: text, paper: text, question: text, preset: text, about: text, command: text },
    claims: claims.map((claim) => ({ ...claim, statement: text, reason: text })),
    numbers: numbers.map((number) => ({ ...number, name: text })),
    settings: [{ name: text, text }],
    charts: charts.map((chart) => ({
      ...{ ...chart, title: text, description: text, xLabel: text, yLabel: text },
      panels: [{ title: text, lines: [{ ...chart.panels[0].lines[0], name: text }] }],
    })),
  };
}

describe("experimentPage", () => {
  it("is well formed, and has one structure whatever the texts say", () => {
    const plain = structureOf(experimentPage(saying("text")));
    const nasty = ['"', "'", "<", ">", "&", "<script>", "</svg>", "</style>", "-->", "]]>", '" onload="x'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...nasty), { minLength: 1, maxLength: 4 }), (parts) => {
        const page = experimentPage(saying(parts.join("")));
        expect(structureOf(page)).toEqual(plain);
        expect(page).not.toMatch(/<script/i);
      }),
      { numRuns: 40 },
    );
  });

  it("needs nothing but itself", () => {
    const page = experimentPage(sampleExperiment());
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/https?:|\burl\(|@import/);
    for (const [, address] of page.matchAll(/(?:src|href)="([^"]*)"/g)) expect(address).toMatch(/^(data:|#)/);
  });

  it("refers only to ids that are there, once each", () => {
    const [chart] = sampleExperiment().charts;
    const page = experimentPage(sampleExperiment({ charts: [chart, chart] }));
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, list] of page.matchAll(/aria-labelledby="([^"]*)"/g)) {
      for (const id of list.split(" ")) expect(ids).toContain(id);
    }
  });

  it("tells published claims from its own, each with its verdict and reason", () => {
    const text = readable(experimentPage(sampleExperiment()));
    expect(text).toContain("1 holds 1 fails 1 untested");
    expect(text).toMatch(
      /What the paper says fails It grows\. It shrinks from 1 to 0\.25\. untested It lasts\. .*What this experiment says holds It is there\./,
    );
  });

  it("sets numbers beside the published ones, with the difference", () => {
    const text = readable(experimentPage(sampleExperiment()));
    expect(text).toContain("accuracy 0.900 0.875 ± 0.0123 −0.0250");
    expect(text).toContain("error – 12.5 –");
  });

  it("draws every line in every panel, and lists its values", () => {
    const page = experimentPage(sampleExperiment());
    const [svg] = /<svg [^>]*class="plot".*?<\/svg>/s.exec(page) ?? [""];
    expect(svg).toContain("<title");
    expect(svg.match(/data-part="line"/g)).toHaveLength(4);
    expect(svg.match(/data-part="area"/g)).toHaveLength(4);
    expect(svg).toContain(">left<");
    expect(readable(page)).toContain("right: y, by x 1 2 4 one 1 0.500 0.250 none 1 0.500 0.250");
  });

  it("divides axes evenly by factors where a chart is logarithmic, and by differences elsewhere", () => {
    const steps = (scale: "linear" | "logarithmic"): number[] => {
      const [{ panels, ...chart }] = sampleExperiment().charts;
      const [{ lines, ...panel }] = panels;
      const one = { ...chart, scale, yDomain: [0.1, 1] as const, panels: [{ ...panel, lines: [lines[0]] }] };
      const page = experimentPage(sampleExperiment({ charts: [one] }));
      const [a, b, c] = [...page.matchAll(/<circle r="[\d.]+" cy="[\d.]+" cx="([\d.]+)"/g)].map(([, x]) =>
        Number(x),
      );
      return [b - a, c - b];
    };
    const [byFactor, next] = steps("logarithmic");
    expect(next).toBeCloseTo(byFactor, 3);
    const [chart] = sampleExperiment().charts;
    const small = experimentPage(
      sampleExperiment({ charts: [{ ...chart, scale: "logarithmic", yDomain: [0.1, 1] }] }),
    );
    expect(small).toMatch(/>0\.1<\/text>/);
    expect(small).not.toContain(">100m</text>");
    const [byDifference, twice] = steps("linear");
    expect(twice).toBeCloseTo(2 * byDifference, 3);
  });

  it("says nothing of what there isn't", () => {
    const text = readable(experimentPage(sampleExperiment({ claims: [], numbers: [], charts: [] })));
    expect(text).not.toMatch(/What the paper says|What this experiment says|Drawn|Their numbers/);
  });
});
