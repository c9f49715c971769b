import { pathOfItem, type Source } from "../bank/index.node.ts";
import { type Answer, barConfidence, model, type TextAnswer, textModel } from "../bank/index.ts";
import { readPicture, readThumbnail, toPng, writeBytes } from "../data/index.node.ts";
import { blackPicture, type Picture, resized } from "../data/index.ts";
import {
  type Certainty,
  dataUrl,
  type RecallReport,
  type ReportPicture,
  recallPages,
} from "../report/index.ts";

/** One cue and what came of it. */
export interface AnsweredCue {
  cue: string;
  picture: Picture;
  /** What of it is intact: a flag per pixel. */
  known?: boolean[];
  found: Answer;
  /** The same, where the cue is a text; its picture is the text's as pixels. */
  text?: TextAnswer;
  /** The memory that the answer's numbers are of. */
  source: Source;
}

/** The memory that was asked. */
export interface ReportedMemory {
  readonly from: string;
  readonly size: number;
}

/** Pictures on the page have at most this many pixels to a side. */
const largeSide = 320;
const smallSide = 96;

/** Writes the page that shows how cues were recalled. */
export async function writeReport(
  path: string,
  answers: readonly AnsweredCue[],
  memory: ReportedMemory,
): Promise<void> {
  const reports: RecallReport[] = [];
  for (const answered of answers) reports.push(await reportOf(answered, memory));
  writeBytes(path, recallPages(reports));
}

async function reportOf(
  { cue, picture, known, found, text, source }: AnsweredCue,
  { from, size }: ReportedMemory,
): Promise<RecallReport> {
  const { memory, origin } = source;
  const numbers = shownItems(found, source);
  const thumbnails = await Promise.all(
    numbers.map((item) => thumbnailOf(pathOfItem(memory.ids[item], origin))),
  );
  const urls = await Promise.all(thumbnails.map((thumbnail) => thumbnail && pictureUrl(thumbnail)));
  const decoded = await memory.pictures(found.steps.map(({ weights }) => weights));
  const start = text
    ? text.steps.length > 0 && (await blank(source))
    : decoded && (await memory.reflection(picture, known));
  const steps = await Promise.all(
    found.steps.map(async ({ weights }, step) => {
      const shares = weights.flatMap(({ item, weight }) =>
        numbers.includes(item) ? [{ item: numbers.indexOf(item), weight }] : [],
      );
      return { picture: await pictureUrl(decoded?.[step] ?? blendOf(shares, thumbnails)), weights: shares };
    }),
  );
  const named = new Map(found.items.map((item) => [item.id, item]));
  const items = numbers.map((item, i) => {
    const id = memory.ids[item];
    const thumbnail = urls[i];
    const { similarity = 0, weight = 0, confidence = null } = named.get(id) ?? {};
    return { name: pathOfItem(id, origin), similarity, weight, confidence, ...(thumbnail && { thumbnail }) };
  });
  const original = found.outcome === "unknown" ? undefined : await originalUrl(items[0].name);
  const certainty = certaintyOf(found, source);
  return {
    cueName: cue,
    memoryName: from,
    patternCount: size,
    outcome: found.outcome,
    cue: await pictureUrl(fitted(picture, largeSide)),
    ...(start && { start: await pictureUrl(start) }),
    steps,
    settled: steps.at(-1)?.picture ?? (await pictureUrl(blackPicture(1, 1))),
    ...(original && { original }),
    items,
    energies: found.energies,
    termination: found.termination,
    ...(certainty && { certainty }),
    ...(text && { association: true }),
    model: { ...(text ? textMethod : pictureMethod), codec: memory.codec?.name ?? "vectors" },
  };
}

const pictureMethod = {
  similarity: "overlap cosine, then dot",
  separation: model.separation.name,
  beta: model.beta,
};

const textMethod = {
  similarity: "mean cosine of picture and text",
  separation: textModel.separation.name,
  beta: textModel.beta,
};

/** The picture of a text's first state, which has 0 for every number of the picture's code. */
async function blank({ memory }: Source): Promise<Picture | undefined> {
  return (await memory.pictures([[]]))?.[0];
}

/** The numbers of the items on the page: those named, then those with a large share in some step. */
function shownItems({ items, steps }: Answer, { memory }: Source): number[] {
  const numberOf = new Map(memory.ids.map((id, item) => [id, item]));
  const named = items.map(({ id }) => numberOf.get(id) ?? 0);
  const sharing = steps.flatMap(({ weights }) => weights.slice(0, 6).map(({ item }) => item));
  return [...new Set([...named, ...sharing])];
}

function certaintyOf({ confidence, note }: Answer, { memory }: Source): Certainty | undefined {
  const { calibration } = memory;
  if (!calibration || confidence === null) return undefined;
  const { trueRecallRate, falseRecallRate, trials, damages } = calibration;
  return {
    confidence,
    bar: barConfidence(calibration),
    trueRecallRate,
    falseRecallRate,
    trials,
    damages,
    ...(note && { note }),
  };
}

/** A stored picture, small; undefined where its file has gone. */
async function thumbnailOf(path: string): Promise<Picture | undefined> {
  try {
    return await readThumbnail(path, smallSide, smallSide);
  } catch {
    return undefined;
  }
}

async function originalUrl(path: string): Promise<ReportPicture | undefined> {
  try {
    return await pictureUrl(fitted(await readPicture(path), largeSide));
  } catch {
    return undefined;
  }
}

/** Σ weight · picture: what a step reads out, in pictures. */
function blendOf(
  shares: readonly { item: number; weight: number }[],
  thumbnails: readonly (Picture | undefined)[],
): Picture {
  const blend = blackPicture(smallSide, smallSide);
  for (const { item, weight } of shares) {
    thumbnails[item]?.pixels.forEach((value, i) => {
      blend.pixels[i] += weight * value;
    });
  }
  return blend;
}

function fitted(picture: Picture, side: number): Picture {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const length = (pixels: number): number => Math.max(1, Math.round(pixels * scale));
  return resized(picture, length(picture.width), length(picture.height));
}

async function pictureUrl(picture: Picture): Promise<ReportPicture> {
  return { url: dataUrl(await toPng(picture), "image/png"), width: picture.width, height: picture.height };
}
