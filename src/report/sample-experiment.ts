import type { ExperimentReport } from "./experiment-report.ts";

/** An experiment's report to try the page with. */
export function sampleExperiment(changes: Partial<ExperimentReport> = {}): ExperimentReport {
  const points = [1, 2, 4].map((x) => ({ x, y: 1 / x, low: 0.9 / x, high: 1.1 / x }));
  return {
    name: "sample",
    title: "How a sample is shown",
    paper: "A paper, figure 1",
    question: "Is it shown?",
    preset: "quick",
    about: "Three places.",
    seed: 1,
    cellCount: 6,
    command: "npx madeleine experiment sample --preset quick --seed 1",
    claims: [
      { statement: "It grows.", by: "paper", verdict: "fails", reason: "It shrinks from 1 to 0.25." },
      { statement: "It is there.", by: "here", verdict: "holds", reason: "It was seen." },
      { statement: "It lasts.", by: "paper", verdict: "untested", reason: "Nobody waited." },
    ],
    numbers: [
      { name: "accuracy", published: 0.9, ours: 0.875, spread: 0.0123 },
      { name: "error", published: null, ours: 12.5, spread: null },
    ],
    charts: [
      {
        title: "Halves",
        description: "One over x.",
        xLabel: "x",
        yLabel: "y",
        yDomain: [0, 1],
        panels: [
          {
            title: "left",
            lines: [
              { name: "one", points },
              { name: "two", family: "one", points },
            ],
          },
          {
            title: "right",
            lines: [
              { name: "one", points },
              { name: "none", kind: "baseline", points },
            ],
          },
        ],
      },
    ],
    settings: [{ name: "As published", text: "As it says." }],
    ...changes,
  };
}
