import { type SimilarityHistogram, similarityHistogram } from "../memory/index.ts";
import type { BandChart, Claim, ComparedNumber } from "../report/index.node.ts";
import type { ExperimentData } from "./data.ts";
import { defineExperiment, type Experiment, type Result } from "./experiment.ts";
import { type HenCodecName, type HenSubject, henBench, queriesOf, targetsOf } from "./hen-bench.ts";
import type { HenScale } from "./hen-recall.ts";
import { henPaper, scaleSetting, sizeSetting, substituteSetting } from "./hen-settings.ts";

export type SeparabilityCell = HenSubject & { readonly damage: string; readonly scale: HenScale };

/** Of larger memories every so many picture is asked for. */
const mostQueries = 1000;

const damages = ["half:left", "pixels:0.5", "noise:0.3"];

const damageTitles: Readonly<Record<string, string>> = {
  "half:left": "left half black",
  "pixels:0.5": "half of the pixels lost",
  "noise:0.3": "noise, σ = 0.3",
};

/** How far apart codes lie, of pictures and of damaged ones: HEN, section 2.3 and figure 3. */
export const henSeparability: Experiment<SeparabilityCell, SimilarityHistogram> = defineExperiment({
  name: "hen-separability",
  version: 1,
  title: "How alike codes are to their own pictures, and to others",
  paper: `${henPaper}, figure 3 (histograms of self and cross similarity)`,
  question: "Do encoders move pictures apart, and is a damaged picture’s code still nearest to its own?",
  settings: [
    substituteSetting,
    sizeSetting,
    scaleSetting,
    {
      name: "Similarity",
      text: "Cosines in 50 bins: self, between a cue’s code and its own picture’s; cross, between a cue’s and all others’. “Overtaken”: cues that another picture is more alike to; those no β brings back.",
    },
  ],
  presets: {
    quick: {
      about: "120 generated scenes of 16 × 16, as pixels and as wavelets, with three damages.",
      seconds: 2,
      data: [],
      cells: cellsOf("scenes", ["pixels", "wavelets"], 120),
    },
    paper: {
      about: "6,000 photographs, of all of which the left halves are black, or pixels lost, or noisy.",
      seconds: 600,
      data: ["photos", "weights"],
      cells: cellsOf("photos", ["pixels", "TAEF2", "VQ-VAE", "VAElight"], 6000),
    },
  },
  run,
  summarise: (results) => ({ claims: claimsOf(results), numbers: numbersOf(results) }),
  chart: chartsOf,
});

type SeparabilityResult = Result<SeparabilityCell, SimilarityHistogram>;

function cellsOf(
  set: HenSubject["set"],
  codecs: readonly HenCodecName[],
  memories: number,
): SeparabilityCell[] {
  return codecs.flatMap((codec) =>
    damages.map((damage) => ({ set, codec, memories, damage, scale: "unit" as const })),
  );
}

async function run(cell: SeparabilityCell, { data }: { data: ExperimentData }): Promise<SimilarityHistogram> {
  const bench = await henBench(cell, data);
  const { memories, damage, scale } = cell;
  const targets = targetsOf(memories, Math.min(memories, mostQueries));
  const queries = await queriesOf(bench, { targets, damage, scale });
  return similarityHistogram(queries, bench.patterns(scale), { own: targets });
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;
const text = (value: number): string => String(Number(value.toPrecision(3)));

/** Codecs of which it is promised that they move half masked pictures away from others'. */
const promised: readonly string[] = ["TAEF2", "wavelets"];

function claimsOf(results: readonly SeparabilityResult[]): Claim[] {
  const halves = results.filter(({ cell }) => cell.damage === "half:left");
  const pixels = halves.find(({ cell }) => cell.codec === "pixels");
  const encoded = halves.filter(({ cell }) => cell.codec !== "pixels");
  const others = results.filter(({ cell }) => cell.damage !== "half:left" && cell.codec !== "pixels");
  const fewer = (some: readonly SeparabilityResult[]): boolean =>
    some.every(({ outcome }) => outcome.overtaken < (pixels?.outcome.overtaken ?? 0));
  const listed = (
    some: readonly SeparabilityResult[],
    of: (outcome: SimilarityHistogram) => string,
  ): string =>
    some.map(({ cell, outcome }) => `${cell.codec}, ${damageTitles[cell.damage]}: ${of(outcome)}`).join("; ");
  return [
    {
      statement: "Codes of different pictures are less alike than the pictures’ pixels are.",
      by: "paper",
      verdict: encoded.every(({ outcome }) => outcome.meanCross < (pixels?.outcome.meanCross ?? 0))
        ? "holds"
        : "fails",
      reason: `Mean cross similarity of ${listed(halves, ({ meanCross }) => text(meanCross))}.`,
    },
    {
      statement:
        "Of half masked pictures, self and cross similarity of codes hardly overlap: under 5 % are overtaken.",
      by: "paper",
      verdict: encoded.every(({ outcome }) => outcome.overtaken < 0.05) ? "holds" : "fails",
      reason: `Overtaken of ${listed(halves, ({ overtaken }) => percent(overtaken))}.`,
    },
    {
      statement: "Encoding makes fewer half masked pictures be overtaken than pixels do.",
      by: "paper",
      verdict: fewer(encoded) ? "holds" : "fails",
      reason: `Overtaken of ${listed(halves, ({ overtaken }) => percent(overtaken))}. Of the other damages: ${listed(others, ({ overtaken }) => percent(overtaken))}.`,
    },
    {
      statement: "With TAEF2, and with wavelets, it does.",
      by: "here",
      verdict: fewer(encoded.filter(({ cell }) => promised.includes(cell.codec))) ? "holds" : "fails",
      reason: `Overtaken of ${listed(halves, ({ overtaken }) => percent(overtaken))}.`,
    },
  ];
}

function numbersOf(results: readonly SeparabilityResult[]): ComparedNumber[] {
  return results.flatMap(({ cell, outcome }) => {
    const number = (name: string, ours: number): ComparedNumber => {
      return {
        name: `${cell.codec}, ${damageTitles[cell.damage]}: ${name}`,
        published: null,
        ours,
        spread: null,
      };
    };
    return [
      number("mean self similarity", outcome.meanSelf),
      number("mean cross similarity", outcome.meanCross),
      number("mean similarity to the most alike other", outcome.meanRival),
      number("share overtaken", outcome.overtaken),
    ];
  });
}

function chartsOf(results: readonly SeparabilityResult[]): BandChart[] {
  return damages.map((damage) => ({
    title: `Self and cross similarity: ${damageTitles[damage]}`,
    description: "The share of cosines in each bin; lines join the bins’ middles.",
    xLabel: "cosine",
    yLabel: "share",
    panels: results
      .filter(({ cell }) => cell.damage === damage)
      .map(({ cell, outcome: { edges, self, cross } }) => {
        const points = (shares: readonly number[]) =>
          shares.map((y, i) => ({ x: (edges[i] + edges[i + 1]) / 2, y, low: y, high: y }));
        return {
          title: cell.codec,
          lines: [
            { name: "self", points: points(self) },
            { name: "cross", points: points(cross) },
          ],
        };
      }),
  }));
}
