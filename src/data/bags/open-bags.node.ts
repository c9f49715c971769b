import { existsSync, statSync } from "node:fs";
import { readBytes } from "../file.node.ts";
import { type BagCsvOptions, readBagCsv } from "./bag-csv.ts";
import { type BagFolderOptions, readBagFolder } from "./bag-folder.node.ts";
import type { BagSet } from "./bag-set.ts";
import { readPublishedBags } from "./published-bags.ts";

/**
 * Bags by their path: a CSV file with a row per instance ({@link readBagCsv}); the features of a published set,
 * `NAME.data.csv` or `.csv.gz`, with `NAME.bagids.csv` and `NAME.labels.csv` beside it ({@link readPublishedBags}); or
 * a folder of pictures ({@link readBagFolder}).
 * @throws Error in one line.
 */
export async function openBags(
  path: string,
  options: BagCsvOptions & BagFolderOptions = {},
): Promise<BagSet> {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return readBagFolder(path, options);
  const published = /^(.*)\.data\.csv(?:\.gz)?$/.exec(path)?.[1];
  if (published === undefined) return readBagCsv(readBytes(path), path, options);
  const beside = (part: string): Uint8Array => {
    const plain = `${published}.${part}.csv`;
    return readBytes(existsSync(plain) || !existsSync(`${plain}.gz`) ? plain : `${plain}.gz`);
  };
  return readPublishedBags(
    { data: readBytes(path), bagIds: beside("bagids"), labels: beside("labels") },
    published,
  );
}
