import { radialKernel } from "../memory/index.ts";
import { attentionModel } from "./attention-model.ts";
import { cosine } from "./cosine.ts";
import { dense } from "./dense.ts";
import { euclidean } from "./euclidean.ts";
import { generalisedSparse } from "./generalised-sparse.ts";
import { kernelMemory } from "./kernel-memory.ts";
import { linear } from "./linear.ts";
import { manhattan } from "./manhattan.ts";
import type { Model } from "./model.ts";
import { multiHead } from "./multi-head.ts";
import { nearestNeighbour } from "./nearest-neighbour.ts";
import { polynomial } from "./polynomial.ts";
import { randomFeatures } from "./random-features.ts";
import { randomMasked } from "./random-masked.ts";
import { sparse } from "./sparse.ts";
import { squaredEuclidean } from "./squared-euclidean.ts";
import { topK } from "./top-k.ts";
import { window } from "./window.ts";

/** What models take besides their patterns, each model some of it; defaults are the models' own. */
export interface ModelParameters {
  /** Inverse temperature, > 0. */
  beta?: number;
  /** Of generalised-sparse, ≥ 1. */
  alpha?: number;
  /** Of polynomial, ≥ 1. */
  degree?: number;
  /** Of top-k: how many patterns are kept. */
  k?: number;
  /** Of top-k, instead of k: which share of them, in (0, 1]. */
  fraction?: number;
  /** Of random-masked: the share of patterns that are kept, in (0, 1]. */
  keep?: number;
  /** Of random-masked and random-features: a whole number ≥ 0. */
  seed?: number;
  /** Of window: how many places to either side, ≥ 0. */
  window?: number;
  /** Of random-features: how many. */
  features?: number;
  /** Of multi-head: how many. */
  heads?: number;
  /** Of kernel-memory, > 0. */
  radius?: number;
  /** Of kernel-memory, > 0. */
  exponent?: number;
}

/** A parameter's name. */
export type ModelParameter = keyof ModelParameters;

interface Entry {
  readonly takes: readonly ModelParameter[];
  /** Whether its retrievals have weights. */
  readonly weights: boolean;
  make(parameters: ModelParameters): Model;
}

const models: Record<string, Entry> = {
  dense: { takes: ["beta"], weights: true, make: dense },
  sparse: { takes: ["beta"], weights: true, make: sparse },
  "generalised-sparse": { takes: ["beta", "alpha"], weights: true, make: generalisedSparse },
  "top-k": { takes: ["beta", "k", "fraction"], weights: true, make: topK },
  "random-masked": { takes: ["beta", "keep", "seed"], weights: true, make: randomMasked },
  window: { takes: ["beta", "window"], weights: false, make: window },
  linear: { takes: [], weights: false, make: linear },
  "random-features": { takes: ["beta", "features", "seed"], weights: false, make: randomFeatures },
  "multi-head": { takes: ["beta", "heads"], weights: false, make: multiHead },
  polynomial: { takes: ["degree"], weights: true, make: polynomial },
  euclidean: { takes: ["beta"], weights: true, make: euclidean },
  "squared-euclidean": { takes: ["beta"], weights: true, make: squaredEuclidean },
  manhattan: { takes: ["beta"], weights: true, make: manhattan },
  cosine: { takes: ["beta"], weights: true, make: cosine },
  "nearest-neighbour": { takes: [], weights: true, make: nearestNeighbour },
  "kernel-memory": { takes: ["radius", "exponent"], weights: true, make: kernelMemoryModel },
};

/** The names that {@link modelNamed} knows. */
export const modelNames: readonly string[] = Object.keys(models);

/** The names of the models whose retrievals have weights. */
export const modelsWithWeights: readonly string[] = modelNames.filter((name) => models[name].weights);

/** The names of the models that take a parameter. */
export function modelsTaking(parameter: ModelParameter): string[] {
  return modelNames.filter((name) => models[name].takes.includes(parameter));
}

/**
 * A model by its name, for front ends. Parameters that aren't given are the model's defaults.
 * @throws RangeError listing the names; for a parameter that the model doesn't take, naming those it does; for one out of
 * range.
 */
export function modelNamed(name: string, parameters: ModelParameters = {}): Model {
  const entry = Object.hasOwn(models, name) ? models[name] : undefined;
  if (!entry) {
    throw new RangeError(`no model is called "${name}"; choose one of ${modelNames.join(", ")}`);
  }
  const { takes, make } = entry;
  for (const given of Object.keys(parameters)) {
    if (takes.some((parameter) => parameter === given)) continue;
    const known = takes.length > 0 ? takes.join(", ") : "no parameters";
    throw new RangeError(`modelNamed: the model ${name} takes ${known}, got ${given}; leave that out`);
  }
  return make(parameters);
}

function kernelMemoryModel({ radius = 1, exponent = 2 }: { radius?: number; exponent?: number }): Model {
  const source = "Iatropoulos et al. 2022; HEN appendix, eq. 1–2";
  radialKernel({ radius, exponent });
  return attentionModel(
    { name: "kernel-memory", source },
    (patterns) => kernelMemory(patterns, { radius, exponent }),
    ({ N, d, v }) => N * (d + N + v),
  );
}
