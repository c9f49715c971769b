import { readThumbnail, toPng, writeBytes } from "../data/index.node.ts";
import type { BagSet } from "../data/index.ts";
import {
  bagsPage,
  dataUrl,
  type ReportBag,
  type ReportInstance,
  type ReportPicture,
} from "../report/index.ts";
import { type BagSettings, poolingTitle } from "../zoo/index.ts";
import { bagScores, differenceFrom, type PoolingResult, type TrainedBags } from "./bags-text.ts";

const thumbnailSide = 48;

/** So many bytes of pictures go onto the page. */
const pictureBudget = 12e6;

/** Writes the page of a cross-validation. */
export async function writeBagsReport(path: string, trained: TrainedBags): Promise<void> {
  const { set, folds, results } = trained;
  const [first, ...others] = results;
  writeBytes(
    path,
    bagsPage({
      ...{ name: trained.path, classes: set.classes, foldCount: folds },
      ...{ instanceCount: set.instances.rows, featureCount: set.instances.columns },
      methods: [
        methodOf(first),
        ...others.map((result, i) => ({ ...methodOf(result), below: differenceFrom(results, i + 1) })),
      ],
      bags: await bagsOf(trained),
      settings: settingsOf(first.settings, trained),
    }),
  );
}

function methodOf({ settings, found }: PoolingResult): { name: string; auc: PoolingResult["found"]["auc"] } {
  return { name: poolingTitle(settings), auc: found.auc };
}

async function bagsOf({ set, results: [{ found }] }: TrainedBags): Promise<ReportBag[]> {
  let left = pictureBudget;
  const bags: ReportBag[] = [];
  for (const { bag, score, deciding } of bagScores(found)) {
    const instances: ReportInstance[] = [];
    for (const { row, share, without, shift } of deciding) {
      const thumbnail = left > 0 ? await thumbnailOf(set, row) : undefined;
      left -= thumbnail?.url.length ?? 0;
      instances.push({
        ...{ name: set.nameOf(row), weight: share },
        ...(without !== null && { without }),
        ...(shift !== null && { shift }),
        ...(thumbnail && { thumbnail }),
      });
    }
    const { id, label, rows } = set.bags[bag];
    bags.push({ id, positive: label === true, score, instances, instanceCount: rows.length });
  }
  return bags;
}

/** Of an instance that is a picture; undefined for others, and where its file has gone. */
async function thumbnailOf({ pictureOf }: BagSet, row: number): Promise<ReportPicture | undefined> {
  const path = pictureOf?.(row);
  if (path === undefined) return undefined;
  try {
    const picture = await readThumbnail(path, thumbnailSide, thumbnailSide);
    return { url: dataUrl(await toPng(picture), "image/png"), width: thumbnailSide, height: thumbnailSide };
  } catch {
    return undefined;
  }
}

function settingsOf(settings: BagSettings, { folds, seed }: TrainedBags): { name: string; text: string }[] {
  const { pooling, separation, beta, heads, prototypes, steps, width, dropout, epochs } = settings;
  const { batchSize, learningRate, weightDecay } = settings;
  const hopfield = `${separation}, β = ${beta}, ${heads} heads, ${prototypes} prototypes, ${steps === 1 ? "one step" : `${steps} steps`}`;
  return [
    {
      name: "Net",
      text: `Features, each brought to mean 0 and deviation 1, are embedded in ${width} units and normalised, pooled (${pooling === "hopfield" ? hopfield : pooling}), and read out. ${dropout} of the units are left out while learning.`,
    },
    {
      name: "Learning",
      text: `AdamW for ${epochs} passes in batches of ${batchSize} bags, from a rate of ${learningRate} along a cosine; weight decay ${weightDecay}. Of the other folds a tenth is set aside; the pass that does best on it counts.`,
    },
    { name: "Folds", text: `${folds}, of each class alike, drawn by seed ${seed}.` },
  ];
}
