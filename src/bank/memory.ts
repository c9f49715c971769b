import { type Codec, contrastCodec } from "../codecs/index.ts";
import type { Picture } from "../data/index.ts";
import type { LearnedKernel } from "../kernel/index.ts";
import {
  type Backend,
  bestBackend,
  dotProduct,
  type Matrix,
  type MatrixInput,
  matrix,
  requireFinite,
  rowOf,
  toMatrix,
  unitRows,
  zeros,
} from "../math/index.ts";
import { overlapCosine, type Scorer } from "../memory/index.ts";
import type { PatternStore } from "../store/index.ts";
import { type Answer, nothingHere, type RecallStep } from "./answer.ts";
import { type Calibration, certaintyOf } from "./calibration.ts";
import { noteOn } from "./calibration-note.ts";
import type { CaptionKeys } from "./captions.ts";
import { type Codes, type Cue, type CueKnown, codesOf } from "./cue-codes.ts";
import { decodedReadouts } from "./decoded-readouts.ts";
import { type Evidence, evidenceOf, knownShares } from "./evidence.ts";
import { type Items, itemsOf } from "./items.ts";
import { keptPayload } from "./kept-payload.ts";
import { type Settled, settle } from "./settle.ts";
import { orderOf, partsOf } from "./shares.ts";

export interface RecallOptions {
  /** How many items to name; those of a blend are all named. Default: 5. */
  count?: number;
  /** What of the cue is intact: a flag per pixel of the picture, or per number of the vector. Default: all. */
  known?: ArrayLike<boolean | number>;
  /**
   * `"approximate"` may miss items where a store has an index for it; what it finds is scored exactly, and the answer
   * isn't `certified`. Where items are here all are looked at, whatever is asked for. Default: `"exact"`.
   */
  mode?: "exact" | "approximate";
}

/** All that a memory is made of; plain data but for the codec. */
export interface MemoryParts {
  ids: readonly string[];
  /** Patterns of unit length, `[N, d]`. */
  patterns: Matrix;
  /** What else is kept of each item: a JSON value, or undefined. */
  payloads?: readonly unknown[] | undefined;
  /** How long each code was before it was made unit length, `[N]`; only where a codec wants that to decode. */
  norms?: ArrayLike<number> | undefined;
  /** How pictures become patterns; absent where the memory holds vectors. */
  codec?: Codec;
  /** A kernel that separates the patterns: items and cues are compared by their features then. */
  kernel?: LearnedKernel;
  calibration?: Calibration;
  /** Texts that bring items back: see `recallByText`. */
  captions?: CaptionKeys;
}

/** An item to remember: a picture of any size, or a vector `[d]`, whichever the memory holds; and, if wanted, JSON. */
export type NewMemoryItem = { id: string; payload?: unknown } & (
  | { picture: Picture }
  | { vector: ArrayLike<number> }
);

export interface MemoryItem {
  id: string;
  /** Of unit length, `[d]`; a view. */
  pattern: Float32Array;
  payload: unknown;
}

/** What is known of a memory of which only some items are here. */
export interface Whole {
  readonly size: number;
  /** Of a cue's evidence, what depends on all items. */
  readonly evidence: Pick<Evidence, "prominence">;
  /** Whether none of the items that aren't here can change the answer. */
  readonly certified: boolean;
}

/** An answer, and the states that led to it, `[steps + 1, D]`. */
export interface Answered {
  readonly answer: Answer;
  readonly path: Matrix;
}

/** Where a memory's changes are kept: a store. */
export type Keeper = Pick<PatternStore, "append" | "delete" | "close">;

/** What is known of a memory's items where they are kept. */
export interface MemoryPlace {
  keeper?: Keeper;
  /** Whether the patterns' buffer has room behind them that is for more of them. Default: false. */
  room?: boolean;
  /** What the patterns are compared by, `[N, D]`, where a kernel says that and it has been computed before. */
  features?: Matrix;
}

/**
 * An associative memory: items with a name and a pattern, and what it takes to say which of them a damaged cue
 * comes from, or that it comes from none.
 */
export class Memory {
  readonly codec: Codec | undefined;
  readonly kernel: LearnedKernel | undefined;
  readonly calibration: Calibration | undefined;
  readonly captions: CaptionKeys | undefined;
  readonly #items: Items;
  /** The items with their features of unit length instead of their patterns, where there is a kernel. */
  readonly #seen: Items;
  readonly #keeper: Keeper | undefined;
  readonly #backend: Backend;
  readonly #firstLook: Scorer;

  /** @throws RangeError for patterns of no numbers, a name twice, or another number of names or payloads than patterns. */
  constructor({
    codec,
    kernel,
    calibration,
    captions,
    keeper,
    features,
    ...items
  }: MemoryParts & MemoryPlace) {
    this.#items = itemsOf(items);
    this.kernel = kernel;
    this.#seen = kernel
      ? itemsOf({ ids: items.ids, patterns: features ?? this.featuresOf(items.patterns) })
      : this.#items;
    this.#backend = bestBackend();
    this.#keeper = keeper;
    this.codec = codec;
    this.calibration = calibration;
    this.captions = captions;
    this.#firstLook = overlapCosine().prepare(this.features, this.#backend);
  }

  /**
   * A memory of pictures (of any size) or vectors, by name. Vectors are compared by their direction.
   * Not calibrated yet: it names the most alike item for every cue.
   * @throws RangeError (rejects) for no items, a name twice, rows of unequal length, NaN or infinity.
   */
  static async create(
    items: { ids: readonly string[]; patterns: MatrixInput } | readonly PictureItem[],
  ): Promise<Memory> {
    if (!("ids" in items)) return Memory.ofPictures(items);
    const vectors = requireFinite(toMatrix(items.patterns, "patterns"), "patterns");
    return new Memory({ ids: items.ids, patterns: unitRows(vectors) });
  }

  /** A memory of pictures, with a codec of choice. */
  static async ofPictures(items: readonly PictureItem[], codec: Codec = contrastCodec()): Promise<Memory> {
    const pictures = items.map(({ picture }) => picture);
    const codes = await codesOf(pictures, { codec, d: codec.length });
    return new Memory({ ids: items.map(({ path }) => path), ...codes, codec });
  }

  /** The items' names, in the order of the patterns. Not a copy: it changes as the memory does. */
  get ids(): readonly string[] {
    return this.#items.ids;
  }

  /** The items' patterns of unit length as they stand, `[N, d]`. */
  get patterns(): Matrix {
    return this.#items.patterns;
  }

  /** What items are compared by, `[N, D]`: features of unit length, or the patterns where there is no kernel. */
  get features(): Matrix {
    return this.#seen.patterns;
  }

  /** How many items. */
  get size(): number {
    return this.ids.length;
  }

  /** The items, one after the other. */
  *[Symbol.iterator](): Generator<MemoryItem> {
    const { ids, patterns, payloads } = this.#items;
    for (const [row, id] of ids.entries())
      yield { id, pattern: rowOf(patterns, row), payload: payloads[row] };
  }

  /** The same memory with a calibration, which notes how many items it was made on. */
  calibrated(calibration: Calibration): Memory {
    return new Memory({ ...this.parts, calibration: { items: this.size, ...calibration } });
  }

  /** What the memory is made of, to keep it. */
  get parts(): MemoryParts {
    const { codec, kernel, calibration, captions } = this;
    const { ids, patterns, payloads, norms } = this.#items;
    const extra = {
      ...(codec?.decode && { norms }),
      ...(codec && { codec }),
      ...(kernel && { kernel }),
      ...(calibration && { calibration }),
      ...(captions && { captions }),
    };
    return { ids, patterns, payloads, ...extra };
  }

  /**
   * Remembers items, each in the time that one takes; a name that is there already gets the new item. Where the memory
   * is kept in a store, they are in it once the promise resolves, and in neither where it rejects.
   * @throws RangeError (rejects) as `recall` does for a cue.
   */
  async add(items: readonly NewMemoryItem[]): Promise<void> {
    const given = items.map((item) => ("picture" in item ? item.picture : item.vector));
    const codes = await codesOf(given, { codec: this.codec, d: this.patterns.columns });
    const kept = items.map(({ id, payload }, i) => {
      return { id, vector: rowOf(codes.patterns, i), payload, norm: codes.norms[i] };
    });
    await this.#keeper?.append(
      kept.map(({ id, vector, payload, norm }) => {
        return { id, vector, payload: keptPayload(this.codec, payload, norm) };
      }),
    );
    const changed = kept.map(({ id, vector, ...extra }) => this.#items.put(id, vector, extra));
    if (this.#seen !== this.#items && kept.length > 0) {
      const features = this.featuresOf(codes.patterns);
      for (const [i, { id }] of kept.entries()) this.#seen.put(id, rowOf(features, i));
    }
    this.#firstLook.update?.(this.features, changed);
  }

  /** Forgets items by name, in the store first; how many of them were there. */
  async remove(ids: readonly string[]): Promise<number> {
    await this.#keeper?.delete(ids);
    const changed = ids.map((id) => this.#items.take(id)).filter((row) => row >= 0);
    if (this.#seen !== this.#items) for (const id of ids) this.#seen.take(id);
    this.#firstLook.update?.(this.features, changed);
    return changed.length;
  }

  /** Gives back what keeps the memory, and its codec's network; it can be asked still, but not changed. */
  async close(): Promise<void> {
    await this.codec?.close?.();
    await this.#keeper?.close();
  }

  /**
   * Brings back what `cue` comes from, or says that it isn't there.
   * @throws RangeError (rejects) for a cue of another length, a picture where vectors are kept (or the other way
   * round), or numbers that aren't finite; Error where the codec's network can't be had.
   */
  async recall(cue: Cue, options: RecallOptions = {}): Promise<Answer> {
    const pattern = await this.encode(cue, options.known);
    return this.#answer(pattern, this.similarities(pattern), options).answer;
  }

  /** As {@link Memory.recall}, for several cues, whose similarities are computed together. */
  async recallMany(cues: readonly Cue[], options: Omit<RecallOptions, "known"> = {}): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (let from = 0; from < cues.length; from += together) {
      const patterns = await this.encodeMany(cues.slice(from, from + together));
      const similarities = this.similarities(patterns);
      for (let b = 0; b < patterns.rows; b++) {
        const [pattern, row] = [patterns, similarities].map((of) => matrix(rowOf(of, b), 1, of.columns));
        answers.push(this.#answer(pattern, row, options).answer);
      }
    }
    return answers;
  }

  /**
   * The answer to the pattern of a cue, `[1, d]`, where these items are those of a larger memory that can have a share or
   * be named, and what else it takes to tell is known: then it is that memory's own.
   */
  answerAmong(pattern: Matrix, whole: Whole, options: RecallOptions = {}): Answered {
    return this.#answer(pattern, this.similarities(pattern), options, whole);
  }

  #answer(pattern: Matrix, similarities: Matrix, options: RecallOptions, whole?: Whole): Answered {
    if (this.size === 0) return { answer: nothingHere(pattern), path: pattern };
    const { path, ...settled } = this.#settled(pattern, similarities);
    const evidence = { ...this.evidence(pattern, similarities)[0], ...whole?.evidence };
    const certainty = this.calibration && certaintyOf(this.calibration, evidence);
    const claimed = certainty?.claimed ?? evidence.similarity > 0;
    const parts = partsOf(settled, similarities.data, evidence.similarity);
    const shown = claimed ? parts : new Map<number, number>();
    const items = orderOf(shown, similarities.data, Math.max(options.count ?? 5, shown.size)).map((item) => {
      const weight = parts.get(item) ?? 0;
      const confidence = weight > 0 ? (certainty?.confidence ?? null) : null;
      const payload = this.#items.payloads[item];
      const named = { id: this.ids[item], similarity: similarities.data[item], weight, confidence };
      return payload === undefined ? named : { ...named, payload };
    });
    const note = this.calibration && noteOn(this.calibration, whole?.size ?? this.size);
    const outcome = !claimed ? "unknown" : parts.size > 1 ? "blend" : "recalled";
    const { confidence = null } = certainty ?? {};
    const certified = whole?.certified ?? true;
    return { answer: { outcome, confidence, items, ...settled, certified, ...(note && { note }) }, path };
  }

  /** What was settled on; by features where there is a kernel, whose last weights then make the state of patterns. */
  #settled(pattern: Matrix, similarities: Matrix): Settled {
    const settled = settle(this.featuresOf(pattern), similarities, this.features, this.#backend);
    if (!this.kernel) return settled;
    const state = new Float32Array(pattern.columns);
    for (const { item, weight } of settled.steps.at(-1)?.weights ?? []) {
      rowOf(this.patterns, item).forEach((value, i) => {
        state[i] += weight * value;
      });
    }
    return { ...settled, state };
  }

  /** What patterns `[n, d]` are compared by, `[n, D]`: W x/|W x|, or x itself where there is no kernel. */
  featuresOf(patterns: Matrix): Matrix {
    return this.kernel ? unitRows(this.kernel.features(patterns)) : patterns;
  }

  /** The pattern of a cue, `[1, d]`, of unit length; unknown numbers are 0. */
  encode(cue: Cue, known?: ArrayLike<boolean | number>): Promise<Matrix> {
    return this.encodeMany([cue], [known]);
  }

  /** The patterns of cues, `[B, d]`, of unit length, of what is `known` of each. */
  async encodeMany(cues: readonly Cue[], known: readonly CueKnown[] = []): Promise<Matrix> {
    return (await this.#codesOf(cues, known)).patterns;
  }

  /** A cue as its code shows it: encoded and decoded. Undefined where the codec can't. */
  async reflection(cue: Picture, known?: ArrayLike<boolean | number>): Promise<Picture | undefined> {
    const { patterns, norms } = await this.#codesOf([cue], [known]);
    const code = matrix(
      patterns.data.map((value) => value * norms[0]),
      1,
      patterns.columns,
    );
    return (await this.codec?.decode?.(code))?.[0];
  }

  /**
   * Pictures of what was read out, from shares of items: Σ weight · code, decoded; the same shares are decoded once.
   * Undefined where the codec can't.
   */
  async pictures(readouts: readonly RecallStep["weights"][]): Promise<Picture[] | undefined> {
    const { patterns, norms } = this.#items;
    return this.codec?.decode && decodedReadouts(readouts, { patterns, norms, codec: this.codec });
  }

  #codesOf(cues: readonly Cue[], known: readonly CueKnown[] = []): Promise<Codes> {
    return codesOf(cues, { codec: this.codec, d: this.patterns.columns, known, damaged: true });
  }

  /** How alike each of `cues` `[B, d]` is to each item where it shows anything, `[B, N]`. */
  similarities(cues: Matrix): Matrix {
    return this.#firstLook.scores(zeros(cues.rows, this.size), this.featuresOf(cues));
  }

  /** What is seen of each of `cues` and its similarities, with the items taken away for which `left` is true. */
  evidence(cues: Matrix, similarities: Matrix, left: (item: number) => boolean = () => false): Evidence[] {
    const alike = (a: number, b: number): boolean =>
      dotProduct(rowOf(this.features, a), rowOf(this.features, b)) >= alikeFrom;
    return knownShares(cues).map((known, b) => {
      const smoothness = this.codec?.smoothness(rowOf(cues, b)) ?? 0;
      return evidenceOf(rowOf(similarities, b), { known, smoothness }, { left, alike });
    });
  }
}

/** Items whose patterns have a cosine of this or more don't have to stand out from each other. */
export const alikeFrom = 0.8;

export interface PictureItem {
  path: string;
  picture: Picture;
}

/** So many cues are scored at once: their similarities are a row of numbers each. */
const together = 32;
