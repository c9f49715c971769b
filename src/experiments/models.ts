import type { Random } from "../math/index.ts";
import { argmax, dot, type Separation } from "../memory/index.ts";
import {
  attentionModel,
  dense,
  linearDefinition,
  type Model,
  nearestNeighbour,
  randomFeatures,
  randomMasked,
  sparse,
  topK,
} from "../zoo/index.ts";

/** What a model of the line-up may depend on, besides the patterns. */
export interface Occasion {
  readonly beta: number;
  readonly queryCount: number;
  readonly dimension: number;
  readonly random: Random;
}

/** A model as experiments compare it. */
export interface Entrant {
  /** As charts and tables name it. */
  readonly name: string;
  readonly kind: "line" | "baseline";
  /** Models that charts draw in one colour. */
  readonly family?: string;
  make(occasion: Occasion): Model;
}

/** How many directions the random features have. */
export const featureCount = 256;

/**
 * The models of figure 1, and what they have to be better than. The window model isn't among them: it keeps the
 * patterns near a query's own place in a sequence, and here a query has no place. (The paper leaves it out too.)
 */
export const lineUp: readonly Entrant[] = [
  { name: "dense", kind: "line", make: ({ beta }) => dense({ beta }) },
  { name: "sparse", kind: "line", make: ({ beta }) => sparse({ beta }) },
  ...[0.2, 0.5, 0.8].map((share) => topShare(share)),
  ...[0.2, 0.5, 0.8].map((share) => randomlyMasked(share)),
  { name: "linear", kind: "line", make: () => linearByWeights() },
  { name: "random features", kind: "line", make: randomFeatured },
  {
    name: "nearest by product",
    kind: "baseline",
    make: ({ beta }) => attending("nearest by product", argmax, beta),
  },
  { name: "nearest by distance", kind: "baseline", make: () => nearestNeighbour() },
  { name: "mean of all", kind: "baseline", make: ({ beta }) => attending("mean of all", uniform, beta) },
];

function attending(name: string, separation: Separation, beta: number): Model {
  return attentionModel({ name, source: "to compare with" }, () => ({ similarity: dot, separation, beta }));
}

/** Softmax over the share of the patterns with the largest scores, eq. 3.12. */
function topShare(fraction: number): Entrant {
  return {
    name: `top ${100 * fraction} %`,
    kind: "line",
    family: "top-K",
    make: ({ beta }) => topK({ beta, fraction }),
  };
}

/** Softmax over the patterns left when that share of them is masked, drawn for each query, eq. 3.10. */
function randomlyMasked(share: number): Entrant {
  return {
    name: `${100 * share} % masked`,
    kind: "line",
    family: "masked",
    make: ({ beta, random }) => randomMasked({ beta, keep: 1 - share, seed: random }),
  };
}

/** With fewer memories than a picture has numbers, weights cost far less than the d² sums that don't need them. */
function linearByWeights(): Model {
  return attentionModel({ name: "linear", source: "Nonparametric, eq. C.2" }, () => linearDefinition);
}

/** Directions that are independent of each other, as eq. C.7 has them. */
function randomFeatured({ beta, random }: Occasion): Model {
  return randomFeatures({ beta, features: featureCount, seed: random, orthogonal: false });
}

/** p = 1/N: what retrieval is when it doesn't look at the query. */
const uniform: Separation = { name: "uniform", weights: (out) => out.fill(1 / out.length) };
