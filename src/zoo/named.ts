import { radialKernel } from "../memory/index.ts";
import { attentionModel } from "./attention-model.ts";
import { cosine } from "./cosine.ts";
import { dense } from "./dense.ts";
import { euclidean } from "./euclidean.ts";
import { generalisedSparse } from "./generalised-sparse.ts";
import { kernelMemoryFit } from "./kernel-memory.ts";
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
import { svr } from "./svr.ts";
import { svrKernels } from "./svr-kernel.ts";
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
  /** Of svr: the name of one of `svrKernels`. */
  kernel?: string;
  /** Of svr with the kernel rbf, > 0. */
  gamma?: number;
  /** Of svr: by how much a component may be off at no cost, ≥ 0. */
  epsilon?: number;
  /** Of svr: what each unit beyond that costs, C > 0. */
  cost?: number;
}

/** A parameter's name. */
export type ModelParameter = keyof ModelParameters;

interface Entry {
  readonly defaults: ModelParameters;
  /** What it takes that has no default. */
  readonly also?: readonly ModelParameter[];
  /** Whether its retrievals have weights. */
  readonly weights: boolean;
  make(parameters: ModelParameters): Model;
}

const beta = 1;

const models: Record<string, Entry> = {
  dense: { defaults: { beta }, weights: true, make: dense },
  sparse: { defaults: { beta }, weights: true, make: sparse },
  "generalised-sparse": { defaults: { beta, alpha: 1.5 }, weights: true, make: generalisedSparse },
  "top-k": { defaults: { beta, fraction: 0.2 }, also: ["k"], weights: true, make: topK },
  "random-masked": { defaults: { beta, keep: 0.5, seed: 1 }, weights: true, make: randomMasked },
  window: { defaults: { beta }, also: ["window"], weights: false, make: window },
  linear: { defaults: {}, weights: false, make: linear },
  "random-features": { defaults: { beta, features: 256, seed: 1 }, weights: false, make: randomFeatures },
  "multi-head": { defaults: { beta, heads: 4 }, weights: false, make: multiHead },
  polynomial: { defaults: { degree: 10 }, weights: true, make: polynomial },
  euclidean: { defaults: { beta }, weights: true, make: euclidean },
  "squared-euclidean": { defaults: { beta }, weights: true, make: squaredEuclidean },
  manhattan: { defaults: { beta }, weights: true, make: manhattan },
  cosine: { defaults: { beta }, weights: true, make: cosine },
  "nearest-neighbour": { defaults: {}, weights: true, make: nearestNeighbour },
  "kernel-memory": { defaults: { radius: 1, exponent: 2 }, weights: true, make: kernelMemoryModel },
  svr: {
    defaults: { kernel: "linear", epsilon: 0.1, cost: 1 },
    also: ["gamma", "beta"],
    weights: false,
    make: svrModel,
  },
};

/** The names that {@link modelNamed} knows. */
export const modelNames: readonly string[] = Object.keys(models);

/** The names of the models whose retrievals have weights. */
export const modelsWithWeights: readonly string[] = modelNames.filter((name) => models[name].weights);

/** The names of the models that take a parameter. */
export function modelsTaking(parameter: ModelParameter): string[] {
  return modelNames.filter((name) => parametersTakenBy(models[name]).includes(parameter));
}

/**
 * A model by its name, for front ends. What isn't given has its default, as `parametersOf` shows.
 * @throws RangeError listing the names; for a parameter that the model doesn't take, naming those it does; for one out of
 * range.
 */
export function modelNamed(name: string, parameters: ModelParameters = {}): Model {
  const complete = parametersOf(name, parameters);
  return models[name].make(complete);
}

/**
 * The parameters that a model of that name has, given some of them; what the patterns decide (the default of `window`)
 * isn't among them.
 * @throws RangeError for a name or parameter that isn't known.
 */
export function parametersOf(name: string, given: ModelParameters = {}): ModelParameters {
  const entry = Object.hasOwn(models, name) ? models[name] : undefined;
  if (!entry) {
    throw new RangeError(`no model is called "${name}"; choose one of ${modelNames.join(", ")}`);
  }
  const taken = parametersTakenBy(entry);
  for (const parameter of Object.keys(given)) {
    if (taken.some((known) => known === parameter)) continue;
    const known = taken.length > 0 ? taken.join(", ") : "no parameters";
    throw new RangeError(`modelNamed: the model ${name} takes ${known}, got ${parameter}; leave that out`);
  }
  const { fraction, ...others } = entry.defaults;
  // How many patterns top-k keeps is said by one of two.
  return { ...others, ...(fraction && given.k === undefined && { fraction }), ...given };
}

function parametersTakenBy({ defaults, also = [] }: Entry): string[] {
  return [...Object.keys(defaults), ...also];
}

function kernelMemoryModel({ radius = 1, exponent = 2 }: { radius?: number; exponent?: number }): Model {
  const source = "Iatropoulos et al. 2022; HEN appendix, eq. 1–2";
  radialKernel({ radius, exponent });
  return attentionModel(
    { name: "kernel-memory", source },
    (patterns) => {
      const { definition, method, condition, rank } = kernelMemoryFit(patterns, { radius, exponent });
      const told = Number.isFinite(condition) ? condition : "infinite";
      return { ...definition, facts: { method, condition: told, rank } };
    },
    ({ N, d, v }) => N * (d + N + v),
  );
}

/** Each kernel takes at most one parameter of its own. */
const parameterOfKernel: Readonly<Record<string, "gamma" | "beta">> = { rbf: "gamma", exponential: "beta" };

function svrModel({ kernel = "linear", epsilon = 0.1, cost = 1, gamma, beta }: ModelParameters): Model {
  const make = Object.hasOwn(svrKernels, kernel) ? svrKernels[kernel] : undefined;
  if (!make) {
    const known = Object.keys(svrKernels).join(", ");
    throw new RangeError(`modelNamed: svr has no kernel called "${kernel}"; choose one of ${known}`);
  }
  for (const [name, value] of [
    ["gamma", gamma],
    ["beta", beta],
  ] as const) {
    if (value !== undefined && parameterOfKernel[kernel] !== name) {
      throw new RangeError(`modelNamed: svr's kernel ${kernel} takes no ${name}; leave that out`);
    }
  }
  requireSvrRange({ epsilon, cost });
  return svr({ kernel: make({ ...(gamma && { gamma }), ...(beta && { beta }) }), epsilon, C: cost });
}

function requireSvrRange({ epsilon, cost }: { epsilon: number; cost: number }): void {
  if (!(epsilon >= 0 && Number.isFinite(epsilon))) {
    throw new RangeError(`modelNamed: svr's epsilon must be a finite number ≥ 0, got ${epsilon}`);
  }
  if (!(cost > 0 && Number.isFinite(cost))) {
    throw new RangeError(`modelNamed: svr's cost must be a finite number > 0, got ${cost}`);
  }
}
