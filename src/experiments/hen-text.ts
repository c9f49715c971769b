import { type Matrix, rowsOf, zeros } from "../math/index.ts";
import { dot, type Retriever, structuralDissimilarity } from "../memory/index.ts";
import type { ExperimentData } from "./data.ts";
import { defineExperiment, type Experiment } from "./experiment.ts";
import { associationOf } from "./hen-association.ts";
import { type HenCodecName, henBench, targetsOf } from "./hen-bench.ts";
import { type HenMemory, inBytes, range } from "./hen-memory.ts";
import { lookupScore, scoreOf, settle } from "./hen-recall.ts";
import {
  henPaper,
  lookupSetting,
  measureSetting,
  retrievalSetting,
  sizeSetting,
  substituteSetting,
} from "./hen-settings.ts";
import type { TextCell, TextOutcome } from "./hen-text-cell.ts";
import { textCharts, textClaims, textNumbers } from "./hen-text-tables.ts";

/** Pictures from words: HEN appendix, section 4, table 3 and figure 2. */
export const henText: Experiment<TextCell, TextOutcome> = defineExperiment({
  name: "hen-text",
  version: 1,
  title: "Pictures from words that they are kept with",
  paper: `${henPaper}, appendix, section 4, table 3 and figure 2`,
  question:
    "Memories are a picture’s code and its text’s, one after the other; a query has the text alone, and 0 for the picture. Do pictures come back, as more are stored?",
  settings: [
    substituteSetting,
    sizeSetting,
    {
      name: "Texts",
      text: "338 of the photographs have captions of their own, five each, joined into one text as published. Every other picture gets another caption of COCO’s val2017 that no other has: those are arbitrary pairings, which an exact association doesn’t mind. Where there are more than 6,000 pictures, the others are of Tiny ImageNet.",
    },
    {
      name: "Texts as pixels",
      text: "The 64 digits of the text’s sha256 in eight lines of eight, white on black, 64 × 64 pixels, resized to the codec’s side and encoded as pictures are. The paper’s own “generic text-to-pixel function” isn’t given.",
    },
    {
      name: "CLIP",
      text: "No CLIP model is at hand: 1,283 text vectors of class names (LVIS and COCO), each kept with one picture. That row runs at 1,283 memories, not at 6,000.",
    },
    {
      name: "Halves",
      text: "Both halves weigh the same: each is divided by its norm and by √2, so that the inner product is the mean of two cosines. The paper gives no weights. “Raw”: the halves as the encoder gives them, one after the other. “Centred”: the mean of the stored halves is taken off first.",
    },
    retrievalSetting,
    measureSetting,
    lookupSetting,
  ],
  presets: {
    quick: {
      about: "60, 120 and 240 generated scenes of 16 × 16 with a sentence each, as pixels and as wavelets.",
      seconds: 4,
      data: [],
      cells: [60, 240].flatMap((memories) =>
        (["pixels", "wavelets"] as const).flatMap((codec) =>
          cellsOf({ set: "scenes", codec, memories, text: "pixels", scale: "unit", queries: 60 }, [20, 500]),
        ),
      ),
    },
    paper: {
      about:
        "6,000 photographs, and up to 15,000 pictures with Tiny ImageNet; 200 queries, and all of 6,000 and fewer.",
      seconds: 3600,
      data: ["photos", "tinyimagenet", "captions", "clip", "weights"],
      cells: paperCells(),
    },
  },
  run,
  summarise: (results) => ({ claims: textClaims(results), numbers: textNumbers(results) }),
  chart: textCharts,
});

function cellsOf(column: Omit<TextCell, "beta">, betas: readonly number[]): TextCell[] {
  return [null, ...betas].map((beta) => ({ ...column, beta }));
}

/** At 6,000 memories every text is asked with. */
function paperCells(): TextCell[] {
  const largest = 500;
  const at = (codec: HenCodecName, memories: number, scale: TextCell["scale"] = "unit"): TextCell[] => {
    const set = memories > 6000 ? ("photos and Tiny ImageNet" as const) : ("photos" as const);
    const queries = memories === 6000 ? memories : 200;
    return cellsOf({ set, codec, scale, memories, text: "pixels", queries }, [largest]);
  };
  const clip = (codec: HenCodecName): TextCell[] =>
    cellsOf({ set: "photos", codec, scale: "unit", memories: 1283, text: "CLIP", queries: 1283 }, [
      100,
      largest,
    ]);
  return [
    ...at("VQ-VAE", 6000),
    ...at("pixels", 6000),
    ...clip("VQ-VAE"),
    ...clip("pixels"),
    ...[8000, 10_000, 15_000].flatMap((memories) => [...at("VQ-VAE", memories), ...at("pixels", memories)]),
    ...at("pixels", 6000, "raw"),
    ...clip("TAEF2"),
    ...at("TAEF2", 6000),
  ];
}

async function run(cell: TextCell, { data }: { data: ExperimentData }): Promise<TextOutcome> {
  const { memories, beta } = cell;
  const bench = await henBench(cell, data);
  const { patterns, queries: all, own, name } = await associationOf(cell, bench, data);
  const targets = targetsOf(memories, cell.queries);
  const queries = rowsOf(all, targets);
  if (beta === null) {
    const lookup = { queries, patterns, targets, similarity: dot };
    return { score: await lookupScore(bench.memory, lookup), ownTexts: own, progress: [] };
  }
  const retriever = await bench.retrieverOver(name, () => patterns);
  const score = await scoreOf(
    bench.memory,
    await settle(retriever, { queries, targets, beta, similarity: dot }),
  );
  return {
    score,
    ownTexts: own,
    progress: await progressOf(bench.memory, retriever, { queries, targets, beta }),
  };
}

/** Iterations that figure 2 shows, and of how many queries. */
const shownSteps = [0, 1, 2, 3];
const shownQueries = 16;

/** 1 − SSIM from the decoded stored code after 0, 1, … steps, the mean of a few queries: a blank code at first. */
async function progressOf(
  memory: HenMemory,
  retriever: Retriever,
  { queries, targets, beta }: { queries: Matrix; targets: readonly number[]; beta: number },
): Promise<number[]> {
  const shown = targets.slice(0, shownQueries);
  const start = rowsOf(queries, range(0, shown.length));
  const stored = await memory.decoded(shown);
  const progress: number[] = [];
  for (const steps of shownSteps) {
    const codes =
      steps === 0
        ? zeros(shown.length, memory.codec.length)
        : (await retriever.retrieve(start, { beta, steps })).outputs;
    const pictures = (await memory.codec.decode(codes)).map(inBytes);
    const differences = pictures.map((picture, i) =>
      structuralDissimilarity(picture.pixels, stored[i].pixels, picture),
    );
    progress.push(differences.reduce((sum, value) => sum + value, 0) / differences.length);
  }
  return progress;
}
