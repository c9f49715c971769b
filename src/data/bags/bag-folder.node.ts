import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fromRows } from "../../math/index.ts";
import { pixelsIn } from "../coloured.ts";
import { convertFolder } from "../pictures.node.ts";
import { classesOf, isPositive } from "./bag-classes.ts";
import type { BagSet, Classes } from "./bag-set.ts";

export interface BagFolderOptions {
  /** Which label is the positive one, where 0/1, no/yes and the like don't tell. */
  readonly positive?: string;
  /** The classes that a model knows: then the folders of labels may be missing. */
  readonly expected?: { readonly classes: Classes };
  /** Pictures are shrunk to this many pixels a side. Default: 28. */
  readonly side?: number;
  /** "grey": the mean of the colours. Default: "colour". */
  readonly colour?: "colour" | "grey";
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Pictures as instances: a folder per class, in it a folder per bag, in that the pictures of the bag, such as
 * `slides/positive/patient-7/a.png`. Where a model is asked, a folder of bags without classes will do.
 * @throws Error naming a picture that can't be read, or that stands outside of a bag.
 */
export async function readBagFolder(folder: string, options: BagFolderOptions = {}): Promise<BagSet> {
  const { side = 28, colour = "colour", onProgress } = options;
  const classes = classesIn(folder, options);
  const { pictures, skipped } = await convertFolder(
    folder,
    { width: side, height: side, ...(onProgress && { onProgress }) },
    (batch) => batch.map((picture) => pixelsIn(colour, picture)),
  );
  if (skipped.length > 0) throw new Error(skipped[0].reason);
  const bags = new Map<string, { label: boolean | undefined; rows: number[] }>();
  pictures.forEach(({ path }, row) => {
    const { id, label } = placeOf(relative(folder, path), { folder, classes });
    const bag = bags.get(id);
    if (bag) bag.rows.push(row);
    else
      bags.set(id, { label: classes.labelled ? isPositive(label, classes.names) : undefined, rows: [row] });
  });
  const instances = fromRows(pictures.map(({ picture }) => picture));
  return {
    ...{ instances, classes: classes.names, nameOf: (row) => relative(folder, pictures[row].path) },
    pictures: { side, colour },
    pictureOf: (row) => pictures[row].path,
    features: Array.from({ length: instances.columns }, (_, i) => `feature ${i + 1}`),
    bags: [...bags].map(([id, bag]) => ({ id, ...bag })),
  };
}

/** The names of the classes, and whether the folder tells them apart. */
interface FolderClasses {
  readonly names: Classes;
  readonly labelled: boolean;
}

function classesIn(folder: string, { positive, expected }: BagFolderOptions): FolderClasses {
  const folders = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => ({ text: name, where: "the folder" }));
  if (expected) {
    const labelled = folders.length > 0 && folders.every(({ text }) => expected.classes.includes(text));
    return { names: expected.classes, labelled };
  }
  if (folders.length !== 2) {
    const found = folders.map(({ text }) => JSON.stringify(text)).slice(0, 4);
    throw new Error(
      `${folder}: expected two folders, one for each class, each with a folder per bag; got ${folders.length === 0 ? "none" : `${folders.length}: ${found.join(", ")}${folders.length > 4 ? ", …" : ""}`}`,
    );
  }
  return { names: classesOf(folders, { name: folder, ...(positive && { positive }) }), labelled: true };
}

function placeOf(
  path: string,
  { folder, classes: { labelled } }: { folder: string; classes: FolderClasses },
): { id: string; label: string } {
  const parts = path.split(/[/\\]/);
  const [label, bag] = labelled ? parts : ["", ...parts];
  if (parts.length < (labelled ? 3 : 2)) {
    throw new Error(
      `${join(folder, path)}: is in no bag; put pictures into ${labelled ? "CLASS/BAG" : "BAG"}/ below ${folder}`,
    );
  }
  return { id: labelled ? `${label}/${bag}` : bag, label };
}
