import {
  type Damage,
  drawScene,
  dropPixels,
  exposure,
  half,
  noise,
  type Picture,
  rectangle,
  resized,
} from "../data/index.ts";
import {
  createRandom,
  largestIndices,
  type Matrix,
  matrix,
  type Random,
  rowOf,
  shuffled,
} from "../math/index.ts";
import { meanSquaredError } from "../memory/index.ts";
import type { Trial } from "./calibration.ts";
import type { Memory } from "./memory.ts";

/** A damage that may take its time: JPEG goes through a codec. */
export interface Spoiling {
  readonly name: string;
  apply(picture: Picture, random: Random): Picture | Promise<Picture>;
}

/** What happens to pictures: nothing, halves lost, holes, noise, other light. */
export const usualDamages: readonly Spoiling[] = [
  { name: "as it is", apply: (picture) => picture },
  called("left half black", half("left")),
  called("right half black", half("right")),
  called("top half black", half("top")),
  called("bottom half black", half("bottom")),
  called("50 % of pixels lost", dropPixels(0.5)),
  called("40 % rectangle black", rectangle(0.4)),
  called("noise, σ = 0.3", noise(0.3)),
  called("40 % brighter", exposure({ gain: 1.4 })),
  called("40 % darker", exposure({ gain: 0.6 })),
  called("40 % more contrast", exposure({ contrast: 1.4 })),
  called("40 % less contrast", exposure({ contrast: 0.6 })),
];

function called(name: string, { apply }: Damage): Spoiling {
  return { name, apply };
}

export interface TrialOptions {
  random: Random;
  /** How many cues to try. Default: two for each item, but 300 at least and 3,000 at most. */
  count?: number;
  /** Default: {@link usualDamages}. */
  damages?: readonly Spoiling[];
  /** Pictures whose mean squared difference at the codec's size is below this are one item. Default: 1e-3. */
  twinDifference?: number;
  onProgress?: (done: number, total: number) => void;
}

/** Gives item i's picture, at its own size or near it. */
export type PictureSource = (item: number) => Picture | Promise<Picture>;

/** As many cues are scored at once. */
const batchSize = 32;

/** Memories smaller than this are tried with drawn scenes too: too few items to be each other's strangers. */
const smallMemory = 500;
const fewestStrangers = 150;

/**
 * Tries a picture memory with its own items, damaged one way each: what is seen with the item there, and with it
 * and its twins taken away. Items come in random order, all of them before any comes twice.
 */
export async function runTrials(
  memory: Memory,
  source: PictureSource,
  options: TrialOptions,
): Promise<Trial[]> {
  const {
    random,
    count = trialCount(memory.size),
    damages = usualDamages,
    twinDifference = 1e-3,
    onProgress,
  } = options;
  const twins = twinsOf(memory, source, twinDifference);
  const order = shuffled(
    random,
    memory.ids.map((_, item) => item),
  );
  const strangers = memory.size < smallMemory ? Math.max(fewestStrangers, Math.ceil(count / 2)) : 0;
  const total = count + strangers;
  const trials: Trial[] = [];
  for (let from = 0; from < total; from += batchSize) {
    const size = Math.min(batchSize, total - from);
    const cues = await Promise.all(
      Array.from({ length: size }, (_, k) =>
        cueFor(from + k, { source, order, count, damages, seed: seedOf(random) }),
      ),
    );
    trials.push(...(await tryCues(memory, cues, twins)));
    onProgress?.(from + size, total);
  }
  return trials;
}

function trialCount(items: number): number {
  return Math.min(3000, Math.max(300, 2 * items));
}

interface TrialCue {
  item: number;
  damage: string;
  picture: Picture;
}

async function cueFor(
  at: number,
  {
    source,
    order,
    count,
    damages,
    seed,
  }: Pick<Required<TrialOptions>, "count" | "damages"> & {
    source: PictureSource;
    order: readonly number[];
    seed: number;
  },
): Promise<TrialCue> {
  const item = at < count ? order[at % order.length] : -1;
  const damage = damages[(at + Math.floor(at / order.length)) % damages.length];
  const whole = item >= 0 ? await source(item) : drawScene(createRandom(seed, "stranger"));
  return { item, damage: damage.name, picture: await damage.apply(whole, createRandom(seed, "damage")) };
}

const seedOf = (random: Random): number => Math.floor(random.next() * 2 ** 32);

async function tryCues(memory: Memory, cues: readonly TrialCue[], twins: Twins): Promise<Trial[]> {
  const patterns = await memory.encodeMany(cues.map(({ picture }) => picture));
  const similarities = memory.similarities(patterns);
  const trials: Trial[] = [];
  for (const [b, { item, damage }] of cues.entries()) {
    const cue: Matrix = matrix(rowOf(patterns, b), 1, patterns.columns);
    const scores: Matrix = matrix(rowOf(similarities, b), 1, similarities.columns);
    const near = await twins.near(scores.data, item);
    const [evidence] = memory.evidence(cue, scores);
    if (item < 0) {
      trials.push({ damage, item, foreign: evidence });
      continue;
    }
    const [foreign] = memory.evidence(cue, scores, (other) => near.has(other));
    trials.push({ damage, item, own: { evidence, right: near.has(evidence.item) }, foreign });
  }
  return trials;
}

interface Twins {
  /** `item` and those of the items most alike to the cue that show the same picture. */
  near(scores: Float32Array, item: number): Promise<Set<number>>;
}

/** After so many of the most alike items in a row that are no twins, no more are looked at. */
const looksAt = 12;

function twinsOf(memory: Memory, source: PictureSource, difference: number): Twins {
  const [width, height] = [memory.codec?.width ?? 1, memory.codec?.height ?? 1];
  const small = async (item: number): Promise<Float32Array> =>
    resized(await source(item), width, height).pixels;
  return {
    near: async (scores, item) => {
      const found = new Set<number>();
      if (item < 0) return found;
      found.add(item);
      let own: Float32Array | undefined;
      let others = 0;
      for (const other of byScore(scores)) {
        if (other === item) continue;
        if (others === looksAt || scores[other] < 0.5 * scores[item]) break;
        own ??= await small(item);
        if (meanSquaredError(own, await small(other)) < difference) found.add(other);
        else others++;
      }
      return found;
    },
  };
}

/** The items from the most alike on: a few first, all of them only where that isn't enough. */
function* byScore(scores: Float32Array): Generator<number> {
  const first = largestIndices(scores, 4 * looksAt);
  yield* first;
  if (first.length < scores.length) yield* largestIndices(scores, scores.length).slice(first.length);
}
