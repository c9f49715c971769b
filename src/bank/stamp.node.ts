import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { relative } from "node:path";
import { listPictures } from "../data/index.node.ts";

/**
 * A word for what a folder holds and how it is read: the names, sizes and times of change of its pictures, and
 * `reading` (the codec). Another word means that the folder, or the reading, has changed.
 */
export function stampOf(folder: string, reading: string): string {
  const hash = createHash("sha256").update(reading);
  for (const path of listPictures(folder)) {
    const file = statSync(path, { throwIfNoEntry: false, bigint: true });
    hash.update(`\0${relative(folder, path)}\0${file?.size}\0${file?.mtimeNs}\0${file?.ctimeNs}`);
  }
  return hash.digest("hex");
}
