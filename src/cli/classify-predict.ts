import { statSync } from "node:fs";
import { listPictures, readBytes, readThumbnail } from "../data/index.node.ts";
import { pixelsIn } from "../data/index.ts";
import { fromRows } from "../math/index.ts";
import { openOnnx } from "../onnx/index.node.ts";
import { openVisionModel, type ToldPicture, type VisionAbout } from "../zoo/index.ts";
import { three } from "./bags-text.ts";
import { answer, answerJson, table } from "./output.ts";

interface PredictFlags {
  model: string;
  json?: true;
}

/** `madeleine classify predict`. */
export async function predict(given: readonly string[], flags: PredictFlags): Promise<void> {
  const paths = given.flatMap((path) =>
    statSync(path, { throwIfNoEntry: false })?.isDirectory() ? listPictures(path) : [path],
  );
  if (paths.length === 0) throw new Error(`${given.join(", ")}: holds no pictures`);
  const runtime = await openOnnx();
  try {
    const model = await openVisionModel(readBytes(flags.model), { runtime, name: flags.model });
    const { side } = model.settings;
    const pictures: Float32Array[] = [];
    for (const path of paths) pictures.push(pixelsIn("colour", await readThumbnail(path, side, side)));
    const told = await model.tell(fromRows(pictures));
    await model.close();
    if (flags.json) answerJson(documentOf({ paths, told, about: model.about, model: flags.model }));
    else answer(textOf({ paths, told, about: model.about }));
  } finally {
    await runtime.close();
  }
}

interface Told {
  readonly paths: readonly string[];
  readonly told: readonly ToldPicture[];
  readonly about: VisionAbout;
}

function classOf({ shares }: ToldPicture): number {
  return shares.indexOf(Math.max(...shares));
}

function textOf({ paths, told, about: { classes, remembered } }: Told): string {
  const rows = told.map((picture, i) => {
    const [first] = picture.alike;
    const found = classOf(picture);
    return [
      ...[paths[i], classes[found], three(picture.shares[found])],
      ...[remembered[first.row].name, three(first.similarity)],
    ];
  });
  return table([["picture", "class", "share", "most like", "cosine"], ...rows]);
}

function documentOf({ paths, told, about, model }: Told & { readonly model: string }): object {
  const { classes, remembered } = about;
  return {
    model,
    pictures: told.map((picture, i) => ({
      ...{ picture: paths[i], class: classes[classOf(picture)] },
      shares: Object.fromEntries(classes.map((name, k) => [name, picture.shares[k]])),
      alike: picture.alike.map(({ row, similarity }) => ({
        ...{ picture: remembered[row].name, class: classes[remembered[row].label], similarity },
      })),
    })),
  };
}
