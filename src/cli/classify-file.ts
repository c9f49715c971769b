import { join } from "node:path";
import { readThumbnail, toPng, writeBytes } from "../data/index.node.ts";
import { classesPage, dataUrl, type ReportMistake, type ReportPicture } from "../report/index.ts";
import { methodsOf, mistakesOf, type TrainedClasses } from "./classify-text.ts";

const thumbnailSide = 48;

/** So many bytes of pictures go onto the page. */
const pictureBudget = 12e6;

/** Writes the page of a cross-validation. */
export async function writeClassesReport(path: string, trained: TrainedClasses): Promise<void> {
  const { set, folds, result } = trained;
  writeBytes(
    path,
    classesPage({
      ...{ name: trained.path, classes: set.classes, foldCount: folds },
      ...{ methods: methodsOf(result), confusion: result.confusion },
      mistakes: await shownMistakes(trained),
      settings: settingsOf(trained),
    }),
  );
}

async function shownMistakes({ path, set, result }: TrainedClasses): Promise<ReportMistake[]> {
  let left = pictureBudget;
  const known = new Map<number, ReportPicture | undefined>();
  const shown = async (row: number): Promise<{ name: string; label: string; thumbnail?: ReportPicture }> => {
    if (!known.has(row)) known.set(row, left > 0 ? await thumbnailOf(join(path, set.names[row])) : undefined);
    const thumbnail = known.get(row);
    left -= thumbnail?.url.length ?? 0;
    const label = set.classes[set.labels[row]];
    return { name: set.names[row], label, ...(thumbnail && left > 0 && { thumbnail }) };
  };
  const mistakes: ReportMistake[] = [];
  for (const { row, label, taken, shares, alike } of mistakesOf(result)) {
    const remembered: ReportMistake["alike"][number][] = [];
    for (const { row, similarity } of alike) remembered.push({ ...(await shown(row)), similarity });
    mistakes.push({
      ...{ ...(await shown(row)), alike: remembered },
      ...{ taken: set.classes[taken], share: shares[taken], own: shares[label] },
    });
  }
  return mistakes;
}

/** Undefined where the file has gone. */
async function thumbnailOf(path: string): Promise<ReportPicture | undefined> {
  try {
    const picture = await readThumbnail(path, thumbnailSide, thumbnailSide);
    return { url: dataUrl(await toPng(picture), "image/png"), width: thumbnailSide, height: thumbnailSide };
  } catch {
    return undefined;
  }
}

function settingsOf({ settings, learning, folds, seed }: TrainedClasses): { name: string; text: string }[] {
  const { side, patch, width, heads, layers, separation, kernels, dropout } = settings;
  const { epochs, batchSize, rate, weightDecay } = learning;
  return [
    {
      name: "Net",
      text: `Pictures of ${side} × ${side} are cut into patches of ${patch} × ${patch}, embedded in ${width} units. In ${layers} ${layers === 1 ? "layer" : "layers"} they are memories that a class token asks, in ${heads} heads (${separation}${kernels ? ", behind kernels that separate them" : ""}).`,
    },
    {
      name: "Learning",
      text: `AdamW for ${epochs} passes in batches of ${batchSize}, from a rate of ${rate} along a cosine; weight decay ${weightDecay}; ${dropout} of the units left out. What is left after the last pass counts: no pass is chosen.`,
    },
    { name: "Folds", text: `${folds}, of each class alike, drawn by seed ${seed}.` },
  ];
}
