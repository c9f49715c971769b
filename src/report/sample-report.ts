import { dataUrl } from "./data-url.ts";
import type { RecallReport, ReportPicture } from "./recall-report.ts";

/** For tests: a report of two steps and three items, one share of which moves; with what a test wants otherwise. */
export function sampleReport(changes: Partial<RecallReport> = {}): RecallReport {
  return {
    cueName: "torn.jpg",
    memoryName: "photos",
    patternCount: 6000,
    outcome: "recalled",
    cue: samplePicture(),
    steps: [
      { picture: samplePicture(), label: "first look", weights: [0.75, 0.25].map(share) },
      { picture: samplePicture(), weights: [1].map(share) },
    ],
    settled: samplePicture(),
    original: samplePicture(640, 480),
    items: [
      { name: "lake/0159.jpg", similarity: 0.93, weight: 1, confidence: 0.981 },
      { name: "lake/0160.jpg", similarity: 0.41, weight: 0, confidence: 0.02 },
      { name: "town/0007.jpg", similarity: -0.1, weight: 0, confidence: null },
    ].map((item) => ({ ...item, thumbnail: samplePicture() })),
    energies: [-0.2, -0.48, -0.5],
    termination: "converged",
    certainty: { confidence: 0.981, bar: 0.64, falseRecallRate: 0.006, trueRecallRate: 0.984 },
    model: { similarity: "dot", separation: "sparsemax", beta: 20, codec: "contrast 48×48" },
    ...changes,
  };
}

/** For tests: a picture whose file has so many bytes; one black pixel by default. */
export function samplePicture(width = 48, height = 48, bytes: Uint8Array = blackPixel): ReportPicture {
  return { url: dataUrl(bytes, "image/gif"), width, height };
}

const blackPixel: Uint8Array = Uint8Array.from(
  "GIF89a\x01\0\x01\0\x80\0\0\0\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;",
  (character) => character.charCodeAt(0),
);

function share(weight: number, item: number): { item: number; weight: number } {
  return { item, weight };
}
