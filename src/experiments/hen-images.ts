import { overlapCosine } from "../memory/index.ts";
import type { ExperimentData } from "./data.ts";
import { defineExperiment, type Experiment } from "./experiment.ts";
import { henBench, lookupOn, queriesOf, targetsOf } from "./hen-bench.ts";
import type { ImageCell } from "./hen-images-cell.ts";
import { imageClaims } from "./hen-images-claims.ts";
import { imageCharts, imageNumbers } from "./hen-images-tables.ts";
import { type HenScore, henSimilarities, scoreOf, settle } from "./hen-recall.ts";
import {
  henPaper,
  lookupSetting,
  maskSetting,
  measureSetting,
  retrievalSetting,
  scaleSetting,
  sizeSetting,
  substituteSetting,
} from "./hen-settings.ts";

/** The damage that is the published case. */
export const halfMask = "half:left";

/** β of the tables, which go from 20 to 500 in steps of 20: all where something changes. */
const tableBetas = [20, 40, 60, 80, 100, 120, 160, 200, 240, 300, 400, 500];

/** For what doesn't vary much. */
const twoBetas = [100, 500];

/** Below this β states move for many steps: fewer are asked for. */
const fewQueriesBelow = 100;

/** Pictures back from half of them, by β, similarity and codec: HEN appendix, tables 1 and 2. */
export const henImages: Experiment<ImageCell, HenScore> = defineExperiment({
  name: "hen-images",
  version: 1,
  title: "What encoded pictures come back from their right halves",
  paper: `${henPaper}, appendix, section 2, tables 1 and 2`,
  question:
    "Pictures are stored as codes and asked for with their left half black. From which β on do they come back, by which similarity and which codec, beside raw pixels and a lookup?",
  settings: [
    substituteSetting,
    sizeSetting,
    maskSetting,
    scaleSetting,
    retrievalSetting,
    measureSetting,
    lookupSetting,
  ],
  presets: {
    quick: {
      about: "120 generated scenes of 16 × 16, as pixels and as wavelets; 60 queries.",
      seconds: 4,
      data: [],
      cells: (["pixels", "wavelets"] as const).flatMap((codec) =>
        cellsOf(
          {
            set: "scenes",
            codec,
            memories: 120,
            queries: 60,
            scale: "unit",
            similarity: "dot",
            cue: "black",
          },
          [20, 100, 500],
        ),
      ),
    },
    paper: {
      about:
        "6,000 photographs; β from 20 to 500; 500 queries, and 200 where it isn’t inner products of unit codes.",
      seconds: 3600,
      data: ["photos", "weights"],
      cells: paperCells(),
    },
  },
  run,
  summarise: (results) => ({ claims: imageClaims(results), numbers: imageNumbers(results) }),
  chart: imageCharts,
});

function cellsOf(column: Omit<ImageCell, "beta">, betas: readonly number[]): ImageCell[] {
  return [null, ...betas].map((beta) => {
    const queries = beta !== null && beta < fewQueriesBelow ? Math.min(100, column.queries) : column.queries;
    return { ...column, queries, beta };
  });
}

/** What decides the claims first: an interrupted run then says most of what the whole one does. */
function paperCells(): ImageCell[] {
  const photos = { set: "photos", memories: 6000 } as const;
  const main = { ...photos, scale: "unit", similarity: "dot", queries: 500 } as const;
  const fewer = { ...photos, queries: 100, cue: "black" } as const;
  const codecs = ["TAEF2", "VQ-VAE", "pixels", "VAElight"] as const;
  const deciding = [20, 100, 500];
  return [
    ...codecs.flatMap((codec) => [
      ...cellsOf({ ...main, codec, cue: "masked" }, [100, 500]),
      ...cellsOf({ ...main, codec, cue: "black" }, deciding),
    ]),
    ...(["TAEF2", "pixels", "VQ-VAE"] as const).flatMap((codec) => [
      ...cellsOf({ ...fewer, codec, scale: "unit", similarity: "−‖·‖" }, twoBetas),
      ...cellsOf({ ...fewer, codec, scale: "unit", similarity: "−‖·‖²" }, twoBetas),
      ...cellsOf({ ...fewer, codec, scale: "raw", similarity: "−‖·‖" }, twoBetas),
      ...cellsOf({ ...fewer, codec, scale: "raw", similarity: "−‖·‖²" }, twoBetas),
      ...cellsOf({ ...fewer, codec, scale: "raw", similarity: "dot" }, twoBetas),
      ...cellsOf({ ...fewer, codec, scale: "centred", similarity: "dot" }, twoBetas),
    ]),
    ...codecs.flatMap((codec) =>
      cellsOf(
        { ...main, codec, cue: "black" },
        tableBetas.filter((beta) => !deciding.includes(beta)),
      ).slice(1),
    ),
  ];
}

async function run(cell: ImageCell, { data }: { data: ExperimentData }): Promise<HenScore> {
  const { memories, scale, similarity, beta, cue } = cell;
  const bench = await henBench(cell, data);
  const targets = targetsOf(memories, cell.queries);
  const masked = cue === "masked";
  const remedy = masked ? "mask" : "none";
  const queries = await queriesOf(bench, { targets, damage: halfMask, remedy, scale });
  const kernel = masked ? overlapCosine() : henSimilarities[similarity];
  if (beta === null) return lookupOn(bench, { queries, targets, scale, similarity: kernel });
  const found = await settle(await bench.retriever(scale), {
    ...{ queries, targets, beta },
    similarity: henSimilarities[similarity],
    firstLook: masked ? bench.patterns(scale) : undefined,
  });
  return scoreOf(bench.memory, found);
}
