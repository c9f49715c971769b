import { dot, overlapCosine } from "../memory/index.ts";
import type { BandChart, Claim, ComparedNumber } from "../report/index.node.ts";
import type { ExperimentData } from "./data.ts";
import { defineExperiment, type Experiment, type Result } from "./experiment.ts";
import { grouped } from "./grouped.ts";
import { type HenSubject, henBench, lookupOn, queriesOf, targetsOf } from "./hen-bench.ts";
import { type HenScale, type HenScore, scoreOf, settle } from "./hen-recall.ts";
import { remedyNamed } from "./hen-remedy.ts";
import {
  henPaper,
  lookupSetting,
  measureSetting,
  retrievalSetting,
  sizeSetting,
  substituteSetting,
} from "./hen-settings.ts";

export type DamageCell = HenSubject & {
  /** As charts and tables name it. */
  readonly way: string;
  readonly damage: string;
  readonly remedy: string;
  readonly scale: HenScale;
  readonly beta: number;
  readonly queries: number;
};

export type DamageOutcome = { readonly score: HenScore; readonly lookup: HenScore };

/** What is done about damage: to the cue, to what it is compared with, to the codes. */
interface Way {
  readonly name: string;
  readonly remedy: string;
  readonly keys?: string;
  readonly scale: HenScale;
}

const published: Way = { name: "as published", remedy: "none", scale: "unit" };

const mended: Way = { name: "mended", remedy: "mend", scale: "unit" };

const ways: readonly Way[] = [
  published,
  { name: "centred", remedy: "none", scale: "centred" },
  { name: "smoothed", remedy: "smooth 1.2", scale: "unit" },
  { name: "filled in", remedy: "fill all", scale: "unit" },
  mended,
];

const damages = ["half:left", "half:top", "pixels:0.5", "rectangle:0.4", "noise:0.1", "noise:0.3"];

const damageTitles: Readonly<Record<string, string>> = {
  "half:left": "left half black",
  "half:top": "top half black",
  "pixels:0.5": "half of the pixels lost",
  "rectangle:0.4": "40 % rectangle black",
  "noise:0.1": "noise, σ = 0.1",
  "noise:0.3": "noise, σ = 0.3",
};

/** Damages beyond the published half mask, and what mends them. */
export const henDamage: Experiment<DamageCell, DamageOutcome> = defineExperiment({
  name: "hen-damage",
  version: 1,
  title: "What codes bring back from other damages, and what helps",
  paper: `${henPaper}; it shows masked pictures only`,
  question:
    "Codes bring pictures back from their halves. Do they from scattered losses and noise; and if not, what mends that without losing the halves?",
  settings: [
    substituteSetting,
    sizeSetting,
    {
      name: "Ways",
      text: "As published: damaged pictures are encoded as they are, codes of unit length. Centred: the mean of the stored codes is taken off. Smoothed: by a Gaussian of 1.2 pixels. Filled in: every pixel that is black to the last digit gets what its surroundings have, coarse to fine (pull and push). Mended: scattered black pixels get the mean of their neighbours, as long as half of those are known; what stays black is told to the codec as not known, its places in the code are 0, and the first step compares by the cosine over the others; and where the noise that is estimated in the picture exceeds 0.15 (Immerkær 1996), it is smoothed first. No way is told what the damage was.",
    },
    retrievalSetting,
    measureSetting,
    lookupSetting,
  ],
  presets: {
    quick: {
      about: "120 generated scenes of 16 × 16 as wavelets; β = 300; 40 queries.",
      seconds: 5,
      data: [],
      cells: cellsOf(
        { set: "scenes", codec: "wavelets", memories: 120 },
        {
          ways: [published, mended],
          damages: ["half:left", "pixels:0.5", "noise:0.3"],
          beta: 300,
          queries: 40,
        },
      ),
    },
    paper: {
      about: "6,000 photographs; β = 300; 300 queries.",
      seconds: 3600,
      data: ["photos", "weights"],
      cells: (["VQ-VAE", "TAEF2"] as const).flatMap((codec) =>
        cellsOf({ set: "photos", codec, memories: 6000 }, { ways, damages, beta: 300, queries: 300 }),
      ),
    },
  },
  run,
  summarise: (results) => ({ claims: claimsOf(results), numbers: numbersOf(results) }),
  chart: chartsOf,
});

type DamageResult = Result<DamageCell, DamageOutcome>;

function cellsOf(
  subject: HenSubject,
  {
    ways: some,
    damages: names,
    ...rest
  }: { ways: readonly Way[]; damages: readonly string[]; beta: number; queries: number },
): DamageCell[] {
  return some.flatMap(({ name: way, keys, remedy, scale }) =>
    names.map((damage) => ({ ...subject, ...(keys && { keys }), way, damage, remedy, scale, ...rest })),
  );
}

async function run(cell: DamageCell, { data }: { data: ExperimentData }): Promise<DamageOutcome> {
  const { damage, remedy, scale, beta } = cell;
  const bench = await henBench(cell, data);
  const targets = targetsOf(cell.memories, cell.queries);
  const queries = await queriesOf(bench, { targets, damage, remedy, scale });
  const retriever = await bench.retriever(scale);
  const masks = remedyNamed(remedy).masks;
  const firstLook = masks && bench.patterns(scale);
  const found = await settle(retriever, { queries, targets, beta, similarity: dot, firstLook });
  const score = await scoreOf(bench.memory, found);
  return {
    score,
    lookup: await lookupOn(bench, { queries, targets, scale, similarity: masks ? overlapCosine() : dot }),
  };
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

/** The results of a way by the damage. */
function byWay(results: readonly DamageResult[], codec: string, way: string): Map<string, DamageOutcome> {
  const own = results.filter(({ cell }) => cell.codec === codec && cell.way === way);
  return new Map(own.map(({ cell, outcome }) => [cell.damage, outcome]));
}

function claimsOf(results: readonly DamageResult[]): Claim[] {
  const codecs = [...new Set(results.map(({ cell }) => cell.codec))];
  const listed = (way: string, names: readonly string[]): string =>
    codecs
      .map((codec) => {
        const found = byWay(results, codec, way);
        const parts = names.map(
          (name) => `${damageTitles[name]} ${percent(found.get(name)?.score.exact ?? 0)}`,
        );
        return `${codec}: ${parts.join(", ")}`;
      })
      .join("; ");
  const least = (way: string, damage: string): number =>
    Math.min(...codecs.map((codec) => byWay(results, codec, way).get(damage)?.score.exact ?? 0));
  return [
    {
      statement: "Codes bring pictures back from their halves, as published: at least 95 %.",
      by: "paper",
      verdict: least("as published", "half:left") >= 0.95 ? "holds" : "fails",
      reason: `Brought back, ${listed("as published", ["half:left"])}.`,
    },
    {
      statement:
        "What holds of halves holds of other damages: at least 95 % of pictures come back from lost pixels and noise.",
      by: "paper",
      verdict: ["pixels:0.5", "noise:0.3"].every((damage) => least("as published", damage) >= 0.95)
        ? "holds"
        : "fails",
      reason: `Brought back, ${listed("as published", ["pixels:0.5", "noise:0.3"])}. The paper shows no such damage; its introduction speaks of recall in general.`,
    },
    {
      statement: "Mended cues bring back more from lost pixels, and hardly fewer (1 %) from halves.",
      by: "here",
      verdict: codecs.every((codec) => {
        const [before, after] = ["as published", "mended"].map((way) => byWay(results, codec, way));
        const gain = (damage: string): number =>
          (after.get(damage)?.score.exact ?? 0) - (before.get(damage)?.score.exact ?? 0);
        return gain("pixels:0.5") > 0 && gain("half:left") >= -0.01;
      })
        ? "holds"
        : "fails",
      reason: `As published, ${listed("as published", ["half:left", "pixels:0.5"])}. Mended, ${listed("mended", ["half:left", "pixels:0.5"])}.`,
    },
  ];
}

function numbersOf(results: readonly DamageResult[]): ComparedNumber[] {
  return results.flatMap(({ cell, outcome: { score, lookup } }) => {
    const number = (name: string, ours: number): ComparedNumber => {
      return {
        name: `${cell.codec}, ${damageTitles[cell.damage]}, ${cell.way}: ${name}`,
        published: null,
        ours,
        spread: null,
      };
    };
    return [
      number("share brought back", score.exact),
      number("1 − SSIM", score.fromStored.dissimilarity),
      number("MSE", score.fromStored.error),
      number("share that a lookup finds", lookup.exact),
    ];
  });
}

/** The share brought back: a panel for each codec, damages along the axis in their order. */
function chartsOf(results: readonly DamageResult[]): BandChart[] {
  const order = [...new Set(results.map(({ cell }) => cell.damage))];
  return [
    {
      title: "Pictures brought back, by damage",
      description: `Along the axis: ${order.map((damage, i) => `${i + 1}, ${damageTitles[damage]}`).join("; ")}.`,
      ...{ xLabel: "damage", yLabel: "share of the queries", yDomain: [0, 1] },
      panels: grouped(results, ({ cell }) => cell.codec).map((panel) => ({
        title: panel[0].cell.codec,
        lines: grouped(panel, ({ cell }) => cell.way).map((line) => ({
          name: line[0].cell.way,
          points: line.map(({ cell, outcome: { score } }) => {
            const y = score.exact;
            return { x: order.indexOf(cell.damage) + 1, y, low: y, high: y };
          }),
        })),
      })),
    },
  ];
}
