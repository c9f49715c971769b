import { readThumbnail, toPng, writeBytes } from "../data/index.node.ts";
import { checkPage, dataUrl, type ReportGroup, type ReportPicture } from "../report/index.ts";
import type { Checked } from "./check-text.ts";

/** So many groups, and items of each, are shown. */
const shownGroups = 40;
const shownItems = 24;

const thumbnailSide = 96;

/** Thumbnails take at most so many characters of the page together. */
const thumbnailBudget = 1.6e6;

/** Writes the page that shows what a check found. */
export async function writeCheckReport(
  path: string,
  { from, noun, check, note, kernel, nameOf, pathOf }: Checked,
  minRecall: number | undefined,
): Promise<void> {
  let left = noun === "picture" ? thumbnailBudget : 0;
  const groups: ReportGroup[] = [];
  for (const group of check.confusable.groups.slice(0, shownGroups)) {
    const items: ReportGroup["items"][number][] = [];
    for (const item of group.items.slice(0, shownItems)) {
      const thumbnail = left > 0 ? await thumbnailOf(pathOf(item)) : undefined;
      left -= thumbnail?.url.length ?? 0;
      items.push({ name: nameOf(item), ...(thumbnail && { thumbnail }) });
    }
    groups.push({ items });
  }
  writeBytes(
    path,
    checkPage({
      ...{ memoryName: from, noun, check, groups },
      ...(note && { note }),
      ...(kernel && { kernel }),
      ...(minRecall !== undefined && { minRecall }),
    }),
  );
}

/** A stored picture, small; undefined where its file has gone. */
async function thumbnailOf(path: string): Promise<ReportPicture | undefined> {
  try {
    const picture = await readThumbnail(path, thumbnailSide, thumbnailSide);
    const url = dataUrl(await toPng(picture), "image/png");
    return { url, width: thumbnailSide, height: thumbnailSide };
  } catch {
    return undefined;
  }
}
