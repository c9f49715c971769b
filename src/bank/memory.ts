import { type Codec, contrastCodec } from "../codecs/index.ts";
import { type Picture, resized } from "../data/index.ts";
import {
  type Backend,
  bestBackend,
  dotProduct,
  fromRows,
  largestIndices,
  type Matrix,
  type MatrixInput,
  matrix,
  requireFinite,
  rowOf,
  shapeOf,
  toMatrix,
  unitRows,
  zeros,
} from "../math/index.ts";
import { overlapCosine, type Scorer } from "../memory/index.ts";
import type { Answer, RecalledItem } from "./answer.ts";
import { type Calibration, certaintyOf, separates } from "./calibration.ts";
import { type Evidence, evidenceOf, knownShares } from "./evidence.ts";
import { settle } from "./settle.ts";

/** A cue: a picture of any size, where the memory holds pictures, or a vector `[d]`. */
export type Cue = Picture | ArrayLike<number>;

export interface RecallOptions {
  /** How many items to name; those of a blend are all named. Default: 5. */
  count?: number;
  /** What of the cue is intact: a flag per pixel of the picture, or per number of the vector. Default: all. */
  known?: ArrayLike<boolean | number>;
}

/** All that a memory is made of; plain data but for the codec. */
export interface MemoryParts {
  ids: readonly string[];
  /** Patterns of unit length, `[N, d]`. */
  patterns: Matrix;
  /** How pictures become patterns; absent where the memory holds vectors. */
  codec?: Codec;
  calibration?: Calibration;
}

/**
 * An associative memory: items with a name and a pattern, and what it takes to say which of them a damaged cue
 * comes from, or that it comes from none.
 */
export class Memory {
  readonly ids: readonly string[];
  readonly patterns: Matrix;
  readonly codec: Codec | undefined;
  readonly calibration: Calibration | undefined;
  readonly #backend: Backend;
  readonly #firstLook: Scorer;

  /** @throws RangeError for no items, or another number of names than patterns. */
  constructor({ ids, patterns, codec, calibration }: MemoryParts) {
    if (ids.length === 0)
      throw new RangeError("Memory: there is nothing to remember; give at least one item");
    if (ids.length !== patterns.rows) {
      throw new RangeError(
        `Memory: ${ids.length} names for patterns ${shapeOf(patterns)}; give one name each`,
      );
    }
    this.ids = ids;
    this.#backend = bestBackend();
    this.patterns = patterns;
    this.codec = codec;
    this.calibration = calibration;
    this.#firstLook = overlapCosine().prepare(this.patterns, this.#backend);
  }

  /**
   * A memory of pictures (of any size) or vectors, by name. Vectors are compared by their direction.
   * Not calibrated yet: it names the most alike item for every cue.
   */
  static create(items: { ids: readonly string[]; patterns: MatrixInput } | readonly PictureItem[]): Memory {
    if (!("ids" in items)) return Memory.ofPictures(items);
    const vectors = requireFinite(toMatrix(items.patterns, "patterns"), "patterns");
    return new Memory({ ids: items.ids, patterns: unitRows(vectors) });
  }

  /** A memory of pictures, with a codec of choice. */
  static ofPictures(items: readonly PictureItem[], codec: Codec = contrastCodec()): Memory {
    const patterns = items.map(({ picture }) => codec.encode(resized(picture, codec.width, codec.height)));
    return new Memory({ ids: items.map(({ path }) => path), patterns: fromRows(patterns), codec });
  }

  /** How many items. */
  get size(): number {
    return this.ids.length;
  }

  /** The same memory with a calibration. */
  calibrated(calibration: Calibration): Memory {
    return new Memory({ ...this.parts, calibration });
  }

  /** What the memory is made of, to keep it. */
  get parts(): MemoryParts {
    const { ids, patterns, codec, calibration } = this;
    return { ids, patterns, ...(codec && { codec }), ...(calibration && { calibration }) };
  }

  /**
   * Brings back what `cue` comes from, or says that it isn't there.
   * @throws RangeError for a cue of another length, a picture where vectors are kept (or the other way round), or
   * numbers that aren't finite.
   */
  recall(cue: Cue, { count = 5, known }: RecallOptions = {}): Answer {
    const pattern = this.encode(cue, known);
    const similarities = this.similarities(pattern);
    const settled = settle(pattern, similarities, this.patterns, this.#backend);
    const [evidence] = this.evidence(pattern, similarities);
    const certainty = this.calibration && certaintyOf(this.calibration, evidence);
    const claimed = certainty?.claimed ?? evidence.similarity > 0;
    const parts = partsOf(settled, similarities.data, evidence.similarity);
    const order = orderOf(
      claimed ? parts : new Map(),
      similarities.data,
      Math.max(count, claimed ? parts.size : 0),
    );
    const items = order.map((item): RecalledItem => {
      const weight = parts.get(item) ?? 0;
      const confidence = weight > 0 ? (certainty?.confidence ?? null) : null;
      return { id: this.ids[item], similarity: similarities.data[item], weight, confidence };
    });
    const note = this.calibration && !separates(this.calibration) && cannotTell;
    const outcome = !claimed ? "unknown" : parts.size > 1 ? "blend" : "recalled";
    return { outcome, confidence: certainty?.confidence ?? null, items, ...settled, ...(note && { note }) };
  }

  /** The pattern of a cue, `[1, d]`, of unit length; unknown numbers are 0. */
  encode(cue: Cue, known?: ArrayLike<boolean | number>): Matrix {
    const d = this.patterns.columns;
    if ("pixels" in cue) {
      if (!this.codec) throw new RangeError("Memory: this memory holds vectors; give a vector as the cue");
      const { width, height } = this.codec;
      return matrix(
        this.codec.encode(resized(cue, width, height), knownGrid(cue, known, width, height)),
        1,
        d,
      );
    }
    if (cue.length !== d) {
      throw new RangeError(`Memory: the cue has ${cue.length} numbers, the patterns ${d}; give ${d}`);
    }
    if (known && known.length !== d) {
      throw new RangeError(`Memory: known has ${known.length} flags for ${d} numbers; give one each`);
    }
    const vector = Float32Array.from(cue, (value, i) => (known && !known[i] ? 0 : value));
    return unitRows(requireFinite(matrix(vector, 1, d), "cue"));
  }

  /** How alike each of `cues` `[B, d]` is to each item where it shows anything, `[B, N]`. */
  similarities(cues: Matrix): Matrix {
    return this.#firstLook.scores(zeros(cues.rows, this.patterns.rows), cues);
  }

  /** What is seen of each of `cues` and its similarities, with the items taken away for which `left` is true. */
  evidence(cues: Matrix, similarities: Matrix, left: (item: number) => boolean = () => false): Evidence[] {
    const alike = (a: number, b: number): boolean =>
      dotProduct(rowOf(this.patterns, a), rowOf(this.patterns, b)) >= alikeFrom;
    return knownShares(cues).map((known, b) => {
      const smoothness = this.codec?.smoothness(rowOf(cues, b)) ?? 0;
      return evidenceOf(rowOf(similarities, b), { known, smoothness }, { left, alike });
    });
  }
}

/** Items whose patterns have a cosine of this or more don't have to stand out from each other. */
const alikeFrom = 0.8;

export interface PictureItem {
  path: string;
  picture: Picture;
}

const cannotTell =
  "this memory's items are too alike to tell its own cues from strangers', so nothing is claimed";

/** Items whose similarity to the cue is this close to the best can't be told apart by it. */
const rivalFrom = 0.02;

/**
 * What the answer is made of, by item: the settled weights. Where other items are as alike to the cue as the one
 * that was settled on, chance has settled it: then the weights of the first step, of all those rivals.
 */
function partsOf(
  { steps }: Pick<Answer, "steps">,
  similarities: Float32Array,
  best: number,
): Map<number, number> {
  const settled = steps.at(-1)?.weights ?? [];
  const rivals = steps[0].weights.filter(({ item }) => similarities[item] >= best - rivalFrom);
  const weights = settled.length === 1 && rivals.length > 1 ? rivals : settled;
  const total = weights.reduce((sum, { weight }) => sum + weight, 0);
  return new Map(weights.map(({ item, weight }) => [item, weight / total]));
}

/** The items to name: those with a part by weight, then the others by similarity; ties by number. */
function orderOf(parts: ReadonlyMap<number, number>, similarities: Float32Array, count: number): number[] {
  const sharing = [...parts].sort(([i, a], [j, b]) => b - a || similarities[j] - similarities[i] || i - j);
  const alike = largestIndices(similarities, count + parts.size).filter((item) => !parts.has(item));
  return [...sharing.map(([item]) => item), ...alike].slice(0, count);
}

/** Flags per pixel of the cue, shrunk to the codec's grid: a place is known where all that it is made of is. */
function knownGrid(
  { width, height }: Picture,
  known: RecallOptions["known"],
  toWidth: number,
  toHeight: number,
): boolean[] | undefined {
  if (!known) return undefined;
  if (known.length !== width * height) {
    throw new RangeError(
      `Memory: known has ${known.length} flags for ${width} × ${height} pixels; give one each`,
    );
  }
  const pixels = Float32Array.from(known, (flag) => (flag ? 1 : 0));
  return Array.from(
    resized({ width, height, channels: 1, pixels }, toWidth, toHeight).pixels,
    (share) => share > 0.999,
  );
}
