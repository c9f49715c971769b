import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readBytes, readThumbnail } from "../data/index.node.ts";
import { gunzipped, pixelsIn, readCifar10, readCifar100, readTar } from "../data/index.ts";
import {
  createRandom,
  fromRows,
  integer,
  type Matrix,
  matrix,
  normal,
  type Random,
  rowOf,
  shuffled,
} from "../math/index.ts";

/** The sets of labelled pictures; "squares" are generated. */
export type VitSetName = "squares" | "cifar10" | "cifar100" | "tinyimagenet";

export interface LabelledPictures {
  /** `[N, side² · 3]`. */
  readonly pictures: Matrix;
  readonly labels: readonly number[];
}

/** A set to draw from; nothing is decoded before. */
export interface VitSet {
  readonly side: number;
  readonly classes: number;
  /** So many of the pictures to learn from, drawn. */
  learn(count: number, random: Random): Promise<LabelledPictures>;
  /** The first test pictures, so many at most. */
  test(count: number): Promise<LabelledPictures>;
}

/** The files of a set, plain or gzipped, each under any of its names. */
const files = {
  cifar10: [["cifar10/data_batch_1.bin"], ["cifar10/test_batch.bin", "cifar10/test_batch_first1000.bin"]],
  cifar100: [["cifar100/train.bin"], ["cifar100/test.bin"]],
  tinyimagenet: [["tinyimagenet/tiny-imagenet-200-subset.tar.gz", "tinyimagenet/tiny-imagenet-200.tar.gz"]],
} as const;

/** Where the files of a published set lie; undefined where they aren't all there. */
export function vitPaths(folder: string, name: Exclude<VitSetName, "squares">): string[] | undefined {
  const found = files[name].map((names) =>
    names
      .flatMap((file) => [file, `${file}.gz`])
      .map((file) => join(folder, file))
      .find((path) => existsSync(path)),
  );
  return found.every((path) => path !== undefined) ? found : undefined;
}

/** A word that changes with the files of a set; "absent" where they aren't there. */
export function vitStamp(folder: string, name: Exclude<VitSetName, "squares">): string {
  const paths = vitPaths(folder, name);
  if (!paths) return "absent";
  const hash = createHash("sha256");
  for (const path of paths) hash.update(readBytes(path));
  return hash.digest("hex");
}

/** A set; undefined where its files aren't there. */
export function vitSet(folder: string, name: VitSetName): VitSet | undefined {
  if (name === "squares") return squares();
  const paths = vitPaths(folder, name);
  if (!paths) return undefined;
  if (name === "tinyimagenet") return tinyImages(paths[0]);
  const read = name === "cifar10" ? readCifar10 : readCifar100;
  const [learn, test] = paths.map((path) => read(readBytes(path), path));
  const rows = ({ patterns, labels }: typeof learn, chosen: readonly number[]): LabelledPictures => ({
    pictures: fromRows(chosen.map((row) => rowOf(patterns, row))),
    labels: chosen.map((row) => labels[row]),
  });
  return {
    ...{ side: 32, classes: name === "cifar10" ? 10 : 100 },
    learn: async (count, random) => rows(learn, shuffled(random, [...learn.labels.keys()]).slice(0, count)),
    test: async (count) => rows(test, [...test.labels.keys()].slice(0, count)),
  };
}

/** The archive as published, its pictures held as JPEG files; the published validation pictures are the test. */
function tinyImages(path: string): VitSet {
  const all = [...readTar(gunzipped(readBytes(path), path), path)];
  const learn = all.filter((file) => /(^|\/)train\/.*\.JPEG$/.test(file.path));
  const names = [...new Set(learn.map((file) => classOf(file.path)))].sort();
  const annotations = all.find((file) => file.path.endsWith("val_annotations.txt"));
  const lines = new TextDecoder().decode(annotations?.bytes).split("\n");
  const classes = new Map(lines.map((line) => line.split("\t")).map(([file, name]) => [file, name]));
  const test = all.filter((file) => /(^|\/)val\/images\/.*\.JPEG$/.test(file.path));
  const side = 64;
  const decoded = async (
    chosen: typeof all,
    nameOf: (path: string) => string,
  ): Promise<LabelledPictures> => ({
    pictures: fromRows(
      await Promise.all(
        chosen.map(async ({ bytes, path }) =>
          pixelsIn("colour", await readThumbnail(bytes, side, side, path)),
        ),
      ),
    ),
    labels: chosen.map((file) => names.indexOf(nameOf(file.path))),
  });
  // Spread over all classes, as the archive goes class by class.
  const order = shuffled(createRandom(1, "test pictures"), test);
  return {
    ...{ side, classes: names.length },
    learn: (count, random) => decoded(shuffled(random, learn).slice(0, count), classOf),
    test: (count) =>
      decoded(order.slice(0, count), (file) => classes.get(file.split("/").at(-1) ?? "") ?? ""),
  };
}

/** "n01443537" of "…/train/n01443537/images/n01443537_0.JPEG". */
function classOf(path: string): string {
  return path.split("/").at(-3) ?? "";
}

/** Pictures of 8 × 8: a square of 3 × 3, red, green, blue or all of them, somewhere in noise. */
function squares(): VitSet {
  const side = 8;
  const drawn = (count: number, random: Random): LabelledPictures => {
    const labels = Array.from({ length: count }, (_, i) => i % 4);
    const data = labels.flatMap((label) => {
      const [top, left] = [integer(random, side - 2), integer(random, side - 2)];
      return Array.from({ length: 3 * side * side }, (_, i) => {
        const [y, x, c] = [Math.floor(i / (3 * side)), Math.floor(i / 3) % side, i % 3];
        const inside = y >= top && y < top + 3 && x >= left && x < left + 3;
        return 0.3 + (inside && (label === 3 || label === c) ? 0.4 : 0) + normal(random, 0, 0.1);
      });
    });
    return { pictures: matrix(data, count, 3 * side * side), labels };
  };
  return {
    ...{ side, classes: 4 },
    learn: async (count, random) => drawn(count, random),
    test: async (count) => drawn(Math.min(count, 200), createRandom(1, "test squares")),
  };
}
