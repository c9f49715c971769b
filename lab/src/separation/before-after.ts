import { type Picture, parseDamage, resized } from "madeleine/data";
import { type LearnedKernel, learnKernel } from "madeleine/kernel";
import { createRandom, dotProduct, fromRows, type Matrix, rowOf, unitRows } from "madeleine/math";
import { retrieve, softmax } from "madeleine/memory";

export interface SeparationSettings {
  readonly beta: number;
  /** A damage's name, as `parseDamage` reads it. */
  readonly damage: string;
  readonly seed: number;
}

/** How well memories are told apart by one way of comparing them. */
export interface Apartness {
  /** Iterations of learning so far. */
  readonly iterations: number;
  /** The separation loss; undefined before learning. */
  readonly loss: number | undefined;
  /** How alike each pair is: cosines, `[M, M]` row by row. */
  readonly likeness: Float32Array;
  /** 1 − the largest likeness to another, per memory. */
  readonly margins: Float32Array;
  /** Per memory, the weight on its own picture once its damaged copy has settled, in [0, 1]. */
  readonly ownWeights: Float32Array;
}

/** Whether that much weight on its own picture is a recall: more than on all others together. */
export function isRecalled(ownWeight: number): boolean {
  return ownWeight > 0.5;
}

/** The memories and their damaged copies, as colours `[M, 3 side²]`. */
export interface Separated {
  readonly memories: Matrix;
  readonly cues: Matrix;
}

/** Pictures and their damaged copies as vectors of colours of unit length: `side` × `side` pixels each. */
export function colourVectors(
  pictures: readonly Picture[],
  { damage, seed }: Pick<SeparationSettings, "damage" | "seed">,
  side = 16,
): Separated {
  const vectors = (all: readonly Picture[]): Matrix =>
    unitRows(fromRows(all.map((one) => coloursOf(one, side))));
  const spoil = parseDamage(damage);
  const spoiled = pictures.map((picture, i) => spoil.apply(picture, createRandom(seed, `cue ${i}`)));
  return { memories: vectors(pictures), cues: vectors(spoiled) };
}

/** How far apart memories are before anything is learned (no kernel), or by a kernel's features W x/|W x|. */
export function apartnessOf(
  { memories, cues }: Separated,
  { beta }: Pick<SeparationSettings, "beta">,
  kernel?: LearnedKernel,
): Apartness {
  const seen = (vectors: Matrix): Matrix => (kernel ? unitRows(kernel.features(vectors)) : vectors);
  const [stored, asked] = [seen(memories), seen(cues)];
  const M = stored.rows;
  const likeness = new Float32Array(M * M);
  for (let i = 0; i < M; i++) {
    for (let j = 0; j < M; j++) likeness[i * M + j] = dotProduct(rowOf(stored, i), rowOf(stored, j));
  }
  const { weights } = retrieve(asked, stored, { separation: softmax, beta, steps: 30, energies: false });
  return {
    ...{ iterations: kernel?.iterations ?? 0, loss: kernel?.loss, likeness },
    margins: Float32Array.from({ length: M }, (_, i) => 1 - largestOther(likeness, M, i)),
    ownWeights: Float32Array.from({ length: M }, (_, i) => weights.data[i * M + i]),
  };
}

/**
 * Learns a kernel that separates the memories (U-Hop, algorithm 1), and gives it after the first iterations one by one,
 * then after more and more at once, `iterations` in all or until it hardly improves.
 */
export function* learning(memories: Matrix, iterations: number): Generator<LearnedKernel> {
  let kernel = learnKernel(memories, { iterations: 0, random: createRandom(1, "kernel") });
  yield kernel;
  for (let stride = 1; kernel.iterations < iterations; stride = Math.min(2 * stride, 16)) {
    const before = kernel;
    const next = Math.min(stride, iterations - before.iterations);
    kernel = learnKernel(memories, { from: before, iterations: next });
    yield kernel;
    if (kernel.iterations === before.iterations) return;
  }
}

function coloursOf(picture: Picture, side: number): Float32Array {
  const { pixels, channels } = resized(picture, side, side);
  return Float32Array.from(
    { length: 3 * side * side },
    (_, i) => pixels[channels === 1 ? Math.floor(i / 3) : i],
  );
}

function largestOther(likeness: Float32Array, M: number, i: number): number {
  let largest = -1;
  for (let j = 0; j < M; j++) if (j !== i) largest = Math.max(largest, likeness[i * M + j]);
  return largest;
}
