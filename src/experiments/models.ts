import { fromRows, normal, type Random, shuffled, toMatrix } from "../math/index.ts";
import {
  argmax,
  dot,
  masked,
  negativeSquaredEuclidean,
  type Separation,
  softmax,
  sparsemax,
  topK,
} from "../memory/index.ts";
import { attentionModel, dense, linear, type Model, randomFeatures } from "../zoo/index.ts";

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

const nonparametric = "Nonparametric modern Hopfield models";

/**
 * The models of figure 1, and what they have to be better than. The window model isn't among them: it keeps the
 * patterns near a query's own place in a sequence, and here a query has no place. (The paper leaves it out too.)
 */
export const lineUp: readonly Entrant[] = [
  { name: "dense", kind: "line", make: ({ beta }) => dense({ beta }) },
  { name: "sparse", kind: "line", make: ({ beta }) => attending("sparse", sparsemax, beta) },
  ...[0.2, 0.5, 0.8].map((share) => topShare(share)),
  ...[0.2, 0.5, 0.8].map((share) => randomlyMasked(share)),
  {
    name: "linear",
    kind: "line",
    make: () => attentionModel({ name: "linear", source: `${nonparametric}, C.1` }, () => linear),
  },
  { name: "random features", kind: "line", make: randomFeatured },
  {
    name: "nearest by product",
    kind: "baseline",
    make: ({ beta }) => attending("nearest by product", argmax, beta),
  },
  {
    name: "nearest by distance",
    kind: "baseline",
    make: () =>
      attentionModel({ name: "nearest by distance", source: "nearest neighbour" }, () => ({
        similarity: negativeSquaredEuclidean,
        separation: argmax,
      })),
  },
  { name: "mean of all", kind: "baseline", make: ({ beta }) => attending("mean of all", uniform, beta) },
];

function attending(name: string, separation: Separation, beta: number): Model {
  return attentionModel({ name, source: `${nonparametric}, section 3` }, () => ({
    similarity: dot,
    separation,
    beta,
  }));
}

/** Softmax over the share of the patterns with the largest scores, eq. 3.12. */
function topShare(share: number): Entrant {
  const name = `top ${100 * share} %`;
  return {
    name,
    kind: "line",
    family: "top-K",
    make: ({ beta }) =>
      attentionModel({ name, source: `${nonparametric}, eq. 3.12` }, (patterns) => ({
        similarity: dot,
        separation: topK(Math.max(1, Math.round(share * toMatrix(patterns).rows))),
        beta,
      })),
  };
}

/** Softmax over the patterns left when that share of them is masked, drawn for each query, eq. 3.10. */
function randomlyMasked(share: number): Entrant {
  const name = `${100 * share} % masked`;
  return {
    name,
    kind: "line",
    family: "masked",
    make: ({ beta, queryCount, random }) =>
      attentionModel({ name, source: `${nonparametric}, eq. 3.10` }, (patterns) => {
        const { rows } = toMatrix(patterns);
        const kept = Math.max(1, Math.round((1 - share) * rows));
        const flags = Array.from({ length: rows }, (_, n) => n < kept);
        const masks = Array.from({ length: queryCount }, () => shuffled(random, flags));
        return { similarity: dot, separation: masked(softmax, masks), beta };
      }),
  };
}

function randomFeatured({ beta, dimension, random }: Occasion): Model {
  const omega = fromRows(
    Array.from({ length: featureCount }, () =>
      Float32Array.from({ length: dimension }, () => normal(random)),
    ),
  );
  return attentionModel({ name: "random features", source: `${nonparametric}, C.3` }, () =>
    randomFeatures(omega, beta),
  );
}

/** p = 1/N: what retrieval is when it doesn't look at the query. */
const uniform: Separation = { name: "uniform", weights: (out) => out.fill(1 / out.length) };
