import {
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
import type { Matrix } from "madeleine/math";
import {
  dot,
  type JointPatterns,
  jointPatterns,
  jointQueries,
  openRetriever,
  softmax,
  sparsemax,
} from "madeleine/memory";
import type { KeptMemory } from "../memory/kept-memory.ts";
import { trajectoryOf } from "../models/trajectory.ts";
import { type Album, readOutShown, rgbaOf, type Share, type Shown } from "../picture/album.ts";

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

/** A memory with captions, and its rows [√½ picture; √½ text]. */
interface Told {
  /** The captions and what they became, as one text. */
  readonly of: string;
  readonly memory: Memory;
  readonly joint: JointPatterns;
}

/** Asks by text; what was made of the captions is kept until they are others. */
export function textAsking({
  album,
  memory: plain,
}: KeptMemory): (question: TextQuestion) => Promise<TextFilm> {
  const rows = new Map(album.names.map((name, item) => [name, item]));
  let told: Told | undefined;
  const toldWith = async (captions: readonly string[], form: TextForm): Promise<Told> => {
    const of = `${form}\n${captions.join("\n")}`;
    if (told?.of === of) return told;
    const named = captions.map((text, item) => ({ id: album.names[item], text }));
    const keys = await captionKeys(named, { form, codec: plain.codec });
    const memory = new Memory({ ...plain.parts, captions: keys });
    told = { of, memory, joint: jointPatterns([plain.patterns, keys.codes]) };
    return told;
  };
  return async (question) => {
    const { text, captions, form } = question;
    const { memory, joint } = await toldWith(captions, form);
    const { outcome, captions: found, nearest } = await recallByText(memory, text);
    const items = found.map(({ id }) => rows.get(id) ?? 0);
    const picture = textPicture(keyOf(text));
    const key = { width: picture.width, height: picture.height, rgba: rgbaOf(picture) };
    const asked = await captionKeys([{ id: "", text }], { form, codec: plain.codec });
    return {
      text,
      outcome,
      items,
      nearest,
      key,
      ...(await wayOf(album, joint, { ...question, text: asked.codes })),
    };
  };
}

/** The way of [0; √½ text] among [√½ picture; √½ text], by the loop. HEN appendix, section 4. */
async function wayOf(
  album: Album,
  { layout, patterns }: JointPatterns,
  { text, separation, beta }: Pick<TextQuestion, "separation" | "beta"> & { text: Matrix },
): Promise<Pick<TextFilm, "frames" | "steps" | "converged">> {
  const retriever = await openRetriever(patterns);
  try {
    const definition = { similarity: dot, separation: { sparsemax, softmax }[separation], beta };
    const start = jointQueries([undefined, text], layout);
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
