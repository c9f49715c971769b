import { resolve } from "node:path";
import type { Matrix } from "../math/index.ts";
import {
  type RetrieveOptions,
  type RetrieverOptions,
  separationNamed,
  similarityNamed,
} from "../memory/index.ts";
import {
  type Model,
  type ModelParameter,
  type ModelParameters,
  modelNamed,
  modelsTaking,
  modelsWithWeights,
  parametersOf,
} from "../zoo/index.ts";
import { asUsage, UsageError } from "./usage.ts";

/** The options of `madeleine retrieve`, as typed. */
export interface RetrieveFlags extends ModelParameters {
  patterns: string;
  queries: string;
  values?: string;
  model?: string;
  similarity?: string;
  separation?: string;
  steps: number;
  tolerance: number;
  backend: NonNullable<RetrieverOptions["backend"]>;
  threads?: number;
  out?: string;
  weights?: string;
  json?: true;
}

/** What retrieves: a model by name, or a similarity and a separation. */
export interface Choice {
  readonly model: Model | undefined;
  readonly options: Pick<RetrieveOptions, "similarity" | "separation" | "beta">;
  /** For people and programs to read. */
  readonly description: object;
}

/** The default of `--k` beside `--separation top-k`. */
const defaultK = 20;

/** Everything that can be wrong without opening a file is told before one is opened. */
export function choiceFrom(flags: RetrieveFlags): Choice {
  const targets = [flags.out, flags.weights]
    .filter((path) => path !== undefined)
    .map((path) => resolve(path));
  if (new Set(targets).size < targets.length)
    throw new UsageError("--out and --weights name the same file; give them two");
  return flags.model === undefined ? partsFrom(flags) : modelFrom(flags, flags.model);
}

/** What only the patterns tell. */
export function requireFit(flags: RetrieveFlags, patterns: Matrix): void {
  const k = flags.separation === "top-k" ? (flags.k ?? defaultK) : (flags.k ?? 0);
  if (patterns.rows > 0 && k > patterns.rows) {
    throw new UsageError(
      `--k ${k} is more than the ${patterns.rows} patterns in ${flags.patterns}; use a --k of at most that`,
    );
  }
  if (flags.heads !== undefined && patterns.columns % flags.heads > 0) {
    throw new UsageError(
      `--heads ${flags.heads} doesn't divide the ${patterns.columns} columns of ${flags.patterns}; use a --heads that does`,
    );
  }
}

function modelFrom(flags: RetrieveFlags, name: string): Choice {
  for (const part of ["similarity", "separation"] as const) {
    if (flags[part] !== undefined) {
      throw new UsageError(
        `--model and --${part} exclude each other, as a model has its own; give one of them`,
      );
    }
  }
  const parameters = parametersGiven(flags);
  asUsage(() => parametersOf(name));
  for (const parameter of namesOf(parameters)) {
    const takers = modelsTaking(parameter);
    if (!takers.includes(name)) {
      throw new UsageError(`--${parameter} goes with --model ${listed(takers)}, got --model ${name}`);
    }
  }
  if (flags.weights !== undefined && !modelsWithWeights.includes(name)) {
    throw new UsageError(
      `--weights goes with --model ${listed(modelsWithWeights)}; ${name} has no weights to write`,
    );
  }
  const model = asUsage(() => modelNamed(name, parameters));
  const { steps, tolerance } = flags;
  const description = { name, source: model.source, ...parametersOf(name, parameters), steps, tolerance };
  return { model, options: {}, description };
}

/** What the parameters of separations belong to. */
const separationsTaking: Partial<Record<ModelParameter, string>> = {
  alpha: "entmax",
  degree: "polynomial",
  k: "top-k",
};

function partsFrom(flags: RetrieveFlags): Choice {
  const { similarity = "dot", separation = "softmax", steps, tolerance } = flags;
  const { beta = 1, ...extra } = parametersGiven(flags);
  for (const parameter of namesOf(extra)) {
    const taker = separationsTaking[parameter];
    if (!taker) {
      throw new UsageError(`--${parameter} goes with --model ${listed(modelsTaking(parameter))}; give one`);
    }
    if (taker !== separation) {
      throw new UsageError(`--${parameter} goes with --separation ${taker}, got --separation ${separation}`);
    }
  }
  return {
    model: undefined,
    options: {
      similarity: asUsage(() => similarityNamed(similarity)),
      separation: asUsage(() => separationNamed(separation, extra)),
      beta,
    },
    description: { similarity, separation, beta, steps, tolerance, ...extra },
  };
}

const parameterNames: readonly ModelParameter[] = [
  ...(["beta", "alpha", "degree", "k", "fraction", "keep", "seed"] as const),
  ...(["window", "features", "heads", "radius", "exponent"] as const),
  ...(["kernel", "gamma", "epsilon", "cost"] as const),
];

function parametersGiven(flags: RetrieveFlags): ModelParameters {
  return Object.fromEntries(
    parameterNames.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]]])),
  );
}

function namesOf(parameters: ModelParameters): ModelParameter[] {
  return parameterNames.filter((name) => parameters[name] !== undefined);
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
