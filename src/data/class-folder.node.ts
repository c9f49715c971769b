import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fromRows, type Matrix } from "../math/index.ts";
import { pixelsIn } from "./coloured.ts";
import { convertFolder, listPictures } from "./pictures.node.ts";

/** Pictures with a class each. */
export interface ClassFolder {
  /** The names of the subfolders, sorted. */
  readonly classes: readonly string[];
  /** `[N, side² · 3]`, values in [0, 1]. */
  readonly pictures: Matrix;
  /** The class of each, from 0. */
  readonly labels: readonly number[];
  /** Below the folder: "cats/tom.jpg". */
  readonly names: readonly string[];
}

export interface ClassFolderOptions {
  /** Pictures are shrunk (or stretched) to this many pixels a side. Default: 32. */
  readonly side?: number;
  /** Of each class; fewer are refused. Default: 1. */
  readonly least?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Reads labelled pictures: a subfolder for each class, with the pictures of the class in it and in its subfolders.
 * @throws Error in one line for a folder without subfolders, or with one; naming a picture that can't be read or stands
 * outside of them, and a class with too few.
 */
export async function readClassFolder(
  folder: string,
  options: ClassFolderOptions = {},
): Promise<ClassFolder> {
  const { side = 32, least = 1, onProgress } = options;
  const paths = listPictures(folder).map((path) => relative(folder, path));
  const classes = classesIn(folder);
  const stray = paths.find((path) => !path.includes(sep));
  if (stray !== undefined) {
    throw new Error(`${join(folder, stray)}: is in no class; put it into the subfolder of its class`);
  }
  for (const name of classes) {
    const count = paths.filter((path) => path.startsWith(name + sep)).length;
    if (count >= least) continue;
    throw new Error(
      `${join(folder, name)}: holds ${count === 0 ? "no pictures" : count === 1 ? "one picture" : `${count} pictures`}, at least ${least} of each class are needed; add some, or take the class away`,
    );
  }
  const read = await convertFolder(
    folder,
    { width: side, height: side, ...(onProgress && { onProgress }) },
    (batch) => batch.map((picture) => pixelsIn("colour", picture)),
  );
  if (read.skipped.length > 0) throw new Error(read.skipped[0].reason);
  const names = read.pictures.map(({ path }) => relative(folder, path));
  return {
    ...{ classes, names },
    pictures: fromRows(read.pictures.map(({ picture }) => picture)),
    labels: names.map((name) => classes.indexOf(name.slice(0, name.indexOf(sep)))),
  };
}

function classesIn(folder: string): string[] {
  const classes = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => name)
    .sort();
  if (classes.length >= 2) return classes;
  const found = classes.length === 0 ? "got none" : `got only ${JSON.stringify(classes[0])}`;
  throw new Error(`${folder}: expected a subfolder for each of two classes or more, ${found}`);
}
