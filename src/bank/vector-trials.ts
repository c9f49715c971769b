import { createRandom, dotProduct, norm, normal, type Random, rowOf, shuffled } from "../math/index.ts";
import { calibrate, type Trial } from "./calibration.ts";
import type { Memory } from "./memory.ts";

/** A way of spoiling a vector of unit length. */
export interface VectorDamage {
  readonly name: string;
  apply(vector: Float32Array, random: Random): Float32Array;
}

/** What happens to vectors: nothing, noise of half their length and of all of it, half of their numbers lost. */
export const vectorDamages: readonly VectorDamage[] = [
  { name: "as it is", apply: (vector) => vector },
  noiseOfLength(0.5),
  noiseOfLength(1),
  {
    name: "half of the numbers lost",
    apply: (vector, random) => vector.map((value) => (random.next() < 0.5 ? 0 : value)),
  },
];

export interface VectorTrialOptions {
  /** Default: seed 1. */
  random?: Random;
  /** How many cues to try. Default: two for each item, but 300 at least and 3,000 at most. */
  count?: number;
  damages?: readonly VectorDamage[];
}

/** Vectors with a cosine of this or more are one item. */
const twinFrom = 0.98;

/**
 * A memory of vectors that knows what its answers are worth: tried with its own items, damaged and taken away, and
 * with strangers drawn with the mean and spread of its patterns.
 */
export async function calibrateVectors(memory: Memory, options: VectorTrialOptions = {}): Promise<Memory> {
  const { random = createRandom(1), damages = vectorDamages } = options;
  const { count = Math.min(3000, Math.max(300, 2 * memory.size)) } = options;
  const order = shuffled(
    random,
    memory.ids.map((_, item) => item),
  );
  const draw = strangers(memory, random);
  const trials: Trial[] = [];
  for (let at = 0; at < count; at++) {
    const damage = damages[at % damages.length];
    const item = order[at % order.length];
    trials.push(
      await tryVector(memory, damage.name, damage.apply(rowOf(memory.patterns, item), random), item),
    );
    if (at % 2 === 0) trials.push(await tryVector(memory, damage.name, damage.apply(draw(), random), -1));
  }
  return memory.calibrated(calibrate(trials));
}

async function tryVector(memory: Memory, damage: string, vector: Float32Array, item: number): Promise<Trial> {
  const cue = await memory.encode(vector);
  const similarities = memory.similarities(cue);
  const [evidence] = memory.evidence(cue, similarities);
  if (item < 0) return { damage, item, foreign: evidence };
  const { patterns } = memory;
  const isTwin = (other: number): boolean =>
    other === item || dotProduct(rowOf(patterns, other), rowOf(patterns, item)) >= twinFrom;
  const [foreign] = memory.evidence(cue, similarities, isTwin);
  return { damage, item, own: { evidence, right: isTwin(evidence.item) }, foreign };
}

function noiseOfLength(share: number): VectorDamage {
  return {
    name: `noise of ${share} times its length`,
    apply: (vector, random) => {
      const noise = vector.map(() => normal(random));
      const scale = (share * norm(vector)) / norm(noise);
      return vector.map((value, i) => value + scale * noise[i]);
    },
  };
}

/** Draws vectors whose numbers have the mean and spread of the patterns' numbers in their places. */
function strangers({ patterns }: Memory, random: Random): () => Float32Array {
  const rows = Array.from({ length: patterns.rows }, (_, n) => rowOf(patterns, n));
  const moments = Array.from({ length: patterns.columns }, (_, i) => {
    const mean = rows.reduce((sum, row) => sum + row[i], 0) / rows.length;
    const variance = rows.reduce((sum, row) => sum + (row[i] - mean) ** 2, 0) / rows.length;
    return [mean, Math.sqrt(variance)] as const;
  });
  return () => Float32Array.from(moments, ([mean, deviation]) => normal(random, mean, deviation));
}
