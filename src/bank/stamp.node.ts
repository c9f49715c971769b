import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { relative } from "node:path";
import { listPictures } from "../data/index.node.ts";

/** Rises whenever a calibration means something else, so that memories in the cache are made again. */
const calibrationVersion = 2;

/**
 * A word for what a folder holds and how it is read: the names, sizes and times of change of its pictures, and
 * `reading` (the codec), and the calibration's version. Another word means that the folder, or the reading, has changed.
 */
export function stampOf(folder: string, reading: string): string {
  const hash = createHash("sha256").update(`${calibrationVersion}\0${reading}`);
  for (const path of listPictures(folder)) {
    const file = statSync(path, { throwIfNoEntry: false, bigint: true });
    hash.update(`\0${relative(folder, path)}\0${file?.size}\0${file?.mtimeNs}\0${file?.ctimeNs}`);
  }
  return hash.digest("hex");
}
