import { type LearnedKernel, whiten } from "../kernel/index.ts";
import {
  argmax,
  cosine,
  negativeEuclidean,
  negativeManhattan,
  type Similarity,
  softmax,
} from "../memory/index.ts";
import {
  attentionModel,
  dense,
  euclidean,
  type Model,
  manhattan,
  nearestNeighbour,
  polynomial,
  sparse,
  squaredEuclidean,
} from "../zoo/index.ts";

/** A model that U-Hop is compared with. */
export interface Rival {
  /** As charts and tables name it. */
  readonly name: string;
  make(): Model;
}

/** The baselines of figure 3, at β = 1; distances count against a memory, as they have to. */
export const publishedRivals: readonly Rival[] = [
  { name: "dense", make: () => dense() },
  { name: "sparse", make: () => sparse() },
  { name: "polynomial, 10", make: () => polynomial({ degree: 10 }) },
  { name: "L2", make: () => euclidean() },
  { name: "Manhattan", make: () => manhattan() },
];

/** What the paper doesn’t compare with, and that learns nothing. */
export const fairRivals: readonly Rival[] = [
  { name: "squared L2", make: () => squaredEuclidean() },
  { name: "whitening", make: () => attending("whitening", (patterns) => whiten(patterns), softmax) },
  { name: "nearest by cosine", make: () => attending("nearest by cosine", () => cosine, argmax) },
  { name: "nearest by distance", make: () => nearestNeighbour() },
];

/** Distances as the published code has them: the farther a memory, the larger its weight. */
export const codedRivals: readonly Rival[] = [
  { name: "L2, as coded", make: () => attending("L2, as coded", () => away(negativeEuclidean), softmax) },
  {
    name: "Manhattan, as coded",
    make: () => attending("Manhattan, as coded", () => away(negativeManhattan), softmax),
  },
];

/** Retrieval by a learned kernel at β = 1: x ← softmax(⟨W x, W Ξ⟩) Ξ. U-Hop, eq. 2.4. */
export function uhop(kernel: LearnedKernel): Model {
  return attending("U-Hop", () => kernel, softmax);
}

function attending(
  name: string,
  similarityOf: (patterns: Parameters<typeof whiten>[0]) => Similarity,
  separation: typeof softmax,
): Model {
  return attentionModel({ name, source: "to compare with" }, (patterns) => ({
    similarity: similarityOf(patterns),
    separation,
    beta: 1,
  }));
}

/** −s: what is far counts as near. */
function away({ name, prepare }: Similarity): Similarity {
  return {
    name: `away from ${name}`,
    prepare: (patterns, backend) => {
      const scorer = prepare(patterns, backend);
      return {
        scores: (out, states) => {
          scorer.scores(out, states);
          for (let i = 0; i < out.data.length; i++) out.data[i] *= -1;
          return out;
        },
      };
    },
  };
}
