import {
  type CaptionKeys,
  captionKeys,
  keyOf,
  Memory,
  type NearCaption,
  type Outcome,
  recallByText,
  type TextForm,
  textModel,
} from "madeleine/bank";
import { textPicture } from "madeleine/codecs";
import { dot, jointPatterns, jointQueries, openRetriever, softmax, sparsemax } from "madeleine/memory";
import type { KeptMemory } from "../memory/kept-memory.ts";
import { trajectoryOf } from "../models/trajectory.ts";
import { readOutShown, rgbaOf, type Share, type Shown } from "../picture/album.ts";

/** What is asked: a text, of a memory whose items have these captions, one each. */
export interface TextQuestion {
  readonly text: string;
  readonly captions: readonly string[];
  readonly form: TextForm;
  readonly separation: "sparsemax" | "softmax";
  readonly beta: number;
}

/** The state after some steps. */
export interface TextFrame {
  readonly step: number;
  readonly picture: Shown;
  readonly shares: readonly Share[];
  /** How many memories have a weight of a thousandth or more. */
  readonly mixes: number;
}

/** What a text brings back, to be watched. */
export interface TextFilm {
  readonly text: string;
  readonly outcome: Outcome;
  /** Those whose caption it is. */
  readonly items: readonly number[];
  /** Of an unknown text: the captions nearest in wording. */
  readonly nearest: readonly NearCaption[];
  /** The text as the memory sees it. */
  readonly key: Shown;
  /** What it settles on, whether the text is known or not; the first steps and the last. */
  readonly frames: readonly TextFrame[];
  readonly steps: number;
  readonly converged: boolean;
}

/** So many pictures are shown of a way. */
const mostFrames = 8;

/** What the library's own association settles by, and the page at first. */
export const usualBeta: number = textModel.beta;

/** Asks by text; what was made of the captions is kept until they are others. */
export function textAsking(kept: KeptMemory): (question: TextQuestion) => Promise<TextFilm> {
  const { album } = kept;
  let known: { readonly of: string; readonly keys: CaptionKeys } | undefined;
  const keysOf = async (captions: readonly string[], form: TextForm): Promise<CaptionKeys> => {
    const of = `${form}\n${captions.join("\n")}`;
    const named = captions.map((text, item) => ({ id: album.names[item], text }));
    if (known?.of !== of) known = { of, keys: await captionKeys(named, { form, codec: kept.memory.codec }) };
    return known.keys;
  };
  return async (question) => {
    const { text, captions, form } = question;
    const keys = await keysOf(captions, form);
    const memory = new Memory({ ...kept.memory.parts, captions: keys });
    const { outcome, captions: found, nearest } = await recallByText(memory, text);
    const rows = new Map(album.names.map((name, item) => [name, item]));
    const items = found.map(({ id }) => rows.get(id) ?? 0);
    const picture = textPicture(keyOf(text));
    const key = { width: picture.width, height: picture.height, rgba: rgbaOf(picture) };
    return { text, outcome, items, nearest, key, ...(await wayOf(kept, keys, question)) };
  };
}

/** The way of [0; √½ text] among [√½ picture; √½ text], by the loop. HEN appendix, section 4. */
async function wayOf(
  { album, memory }: KeptMemory,
  { codes }: CaptionKeys,
  { text, form, separation, beta }: TextQuestion,
): Promise<Pick<TextFilm, "frames" | "steps" | "converged">> {
  const { layout, patterns } = jointPatterns([memory.patterns, codes]);
  const asked = await captionKeys([{ id: "", text }], { form, codec: memory.codec });
  const retriever = await openRetriever(patterns);
  try {
    const definition = { similarity: dot, separation: { sparsemax, softmax }[separation], beta };
    const start = jointQueries([undefined, asked.codes], layout);
    const { weights, converged } = await trajectoryOf(retriever, start, { definition });
    const last = weights.length - 1;
    const size = album.picture(0);
    const frames = weights
      .map((shares, k) => ({ shares, k }))
      .filter(({ k }) => k < mostFrames - 1 || k === last)
      .map(({ shares, k }) => ({
        step: k + 1,
        picture: readOutShown(album, shares, size),
        shares: shares.slice(0, 3),
        mixes: shares.filter(({ weight }) => weight >= 0.001).length,
      }));
    return { frames, steps: weights.length, converged };
  } finally {
    await retriever.close();
  }
}
