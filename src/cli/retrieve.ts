import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { readArrayFile, writeBytes } from "../data/index.node.ts";
import { arrayFromMatrix, matrixFromArray, writeNpy, writeNpz } from "../data/index.ts";
import { argmaxOf, type Crossover, type Matrix, rowOf, shapeOf, zeros } from "../math/index.ts";
import { measuredCrossover, openRetriever } from "../memory/index.node.ts";
import {
  type RetrieveOptions,
  type RetrieverOptions,
  type RetrieverResult,
  separationNamed,
  separationNames,
  similarityNamed,
  similarityNames,
} from "../memory/index.ts";
import { answer, answerJson, table } from "./output.ts";
import {
  asUsage,
  countFromOne,
  nonNegativeNumber,
  numberFromOne,
  positiveNumber,
  UsageError,
} from "./usage.ts";

interface Flags {
  patterns: string;
  queries: string;
  values?: string;
  similarity: string;
  separation: string;
  beta: number;
  alpha?: number;
  degree?: number;
  k?: number;
  steps: number;
  tolerance: number;
  backend: NonNullable<RetrieverOptions["backend"]>;
  threads?: number;
  out?: string;
  weights?: string;
  json?: true;
}

const help = `
Files are .npy, or .npz (with file.npz:NAME where it holds several arrays), float32 or float64 in C order: patterns
[N, d], queries [B, d] or [d], values [N, v]. Computed in float32; results are float32 .npy (or .npz, by the ending).

Example: madeleine retrieve --patterns xi.npy --queries q.npy --separation sparsemax --beta 8 --out r.npy`;

const backendNames = ["auto", "wasm", "native", "reference"] as const;

/** `madeleine retrieve`: any vectors, any language. */
export function configure(command: Command): void {
  command
    .requiredOption("--patterns <file>", "stored patterns, [N, d]")
    .requiredOption("--queries <file>", "where retrieval starts, [B, d]")
    .option("--values <file>", "what the weights are applied to, [N, v] (default: the patterns)")
    .option("--similarity <name>", similarityNames.join(" | "), "dot")
    .option("--separation <name>", separationNames.join(" | "), "softmax")
    .option("--beta <number>", "inverse temperature, > 0", positiveNumber, 1)
    .option("--alpha <number>", "of entmax, ≥ 1 (default: 1.5)", numberFromOne)
    .option("--degree <number>", "of polynomial, ≥ 1 (default: 10)", numberFromOne)
    .option("--k <count>", "of top-k, at most N (default: 20)", countFromOne)
    .option("--steps <count>", "the most steps to take", countFromOne, 1)
    .option("--tolerance <number>", "2-norm of the change that ends a query", nonNegativeNumber, 1e-6)
    .option("--backend <name>", `what computes: ${backendNames.join(" | ")}`, backendNamed, "auto")
    .option("--threads <count>", "how many threads compute (default: by size)", countFromOne)
    .option("--out <file>", "write what was retrieved, [B, d] or [B, v]")
    .option("--weights <file>", "write the weights of the last step, [B, N]")
    .option("--json", "print one JSON document")
    .addHelpText("after", help)
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  const options = optionsFrom(flags);
  const patterns = readMatrix(flags.patterns);
  const queries = readMatrix(flags.queries);
  const values = flags.values && readMatrix(flags.values);
  if (flags.separation === "top-k" && patterns.rows > 0 && (flags.k ?? 20) > patterns.rows) {
    throw new UsageError(
      `--k ${flags.k ?? 20} is more than the ${patterns.rows} patterns in ${flags.patterns}; use a --k of at most that`,
    );
  }
  const { backend, threads } = flags;
  const retriever = await openRetriever(patterns, {
    ...(values && { values }),
    ...(threads && { threads }),
    ...{ backend, screening: false, crossover },
  });
  try {
    const found = await retriever.retrieve(queries, options);
    if (flags.out) writeMatrix(flags.out, found.outputs);
    if (flags.weights) writeMatrix(flags.weights, weightsOf(found, patterns.rows));
    if (flags.json) answerJson(documentOf(flags, { patterns, threads: retriever.threads }, found));
    else answer(summaryOf(flags, patterns.rows, found));
  } finally {
    await retriever.close();
  }
}

/** What is asked once has to be worth opening onnxruntime, which takes as long as so many products. */
const crossover: Crossover = { ...measuredCrossover, scores: 5e9, softmax: 5e9 };

function backendNamed(name: string): Flags["backend"] {
  const found = backendNames.find((known) => known === name);
  if (!found) throw new InvalidArgumentError(`choose one of ${backendNames.join(", ")}.`);
  return found;
}

/** The listed weights as a matrix, `[B, N]`. */
function weightsOf({ support = [] }: RetrieverResult, N: number): Matrix {
  const weights = zeros(support.length, N);
  support.forEach(({ indices, weights: listed }, b) => {
    indices.forEach((n, i) => {
      rowOf(weights, b)[n] = listed[i];
    });
  });
  return weights;
}

/** Everything that can be wrong without opening a file is told before one is opened. */
function optionsFrom(flags: Flags): RetrieveOptions {
  const { alpha, degree, k } = flags;
  const extra = { ...(alpha && { alpha }), ...(degree && { degree }), ...(k && { k }) };
  for (const [name, separation] of [
    ["alpha", "entmax"],
    ["degree", "polynomial"],
    ["k", "top-k"],
  ] as const) {
    if (flags[name] !== undefined && flags.separation !== separation) {
      throw new UsageError(
        `--${name} goes with --separation ${separation}, got --separation ${flags.separation}`,
      );
    }
  }
  const targets = [flags.out, flags.weights]
    .filter((path) => path !== undefined)
    .map((path) => resolve(path));
  if (new Set(targets).size < targets.length)
    throw new UsageError("--out and --weights name the same file; give them two");
  return {
    similarity: asUsage(() => similarityNamed(flags.similarity)),
    separation: asUsage(() => separationNamed(flags.separation, extra)),
    beta: flags.beta,
    steps: flags.steps,
    tolerance: flags.tolerance,
    ...{ energies: true, support: true, epsilon: 0 },
  };
}

function readMatrix(path: string): Matrix {
  return matrixFromArray(readArrayFile(path), path);
}

function writeMatrix(path: string, source: Matrix): void {
  const array = arrayFromMatrix(source);
  writeBytes(path, path.toLowerCase().endsWith(".npz") ? writeNpz([["array", array]]) : writeNpy(array));
}

interface QueryResult {
  query: number;
  best: number;
  weight: number;
  support: number;
  steps: number;
  termination: string;
  energies: number[] | null;
}

function resultsOf({ support = [], steps, termination, energies }: RetrieverResult): QueryResult[] {
  return support.map(({ indices, weights }, query) => {
    const best = argmaxOf(weights);
    return {
      query,
      best: indices[best],
      weight: weights[best],
      support: indices.length,
      steps: steps[query],
      termination: termination[query],
      energies: energies?.[query] ?? null,
    };
  });
}

function documentOf(
  flags: Flags,
  { patterns, threads }: { patterns: Matrix; threads: number },
  found: RetrieverResult,
): object {
  const { similarity, separation, beta, steps, tolerance, out = null, weights = null } = flags;
  return {
    model: { similarity, separation, beta, steps, tolerance, ...separationFlags(flags) },
    backend: found.backend,
    threads,
    shapes: {
      patterns: [patterns.rows, patterns.columns],
      queries: [found.states.rows, found.states.columns],
      outputs: [found.outputs.rows, found.outputs.columns],
    },
    out,
    weights,
    results: resultsOf(found),
  };
}

function separationFlags({ alpha, degree, k }: Flags): object {
  return { ...(alpha && { alpha }), ...(degree && { degree }), ...(k && { k }) };
}

const shown = 20;

function summaryOf(flags: Flags, patternCount: number, found: RetrieverResult): string {
  const results = resultsOf(found);
  const rows = results
    .slice(0, shown)
    .map(({ query, best, weight, support, steps, termination }) =>
      [query, best, weight.toPrecision(6), support, steps, termination].map(String),
    );
  const lines = [table([["query", "best pattern", "weight", "support", "steps", "ended"], ...rows])];
  if (results.length > shown) lines.push(`… and ${results.length - shown} more (--json has them all)`);
  if (flags.out) lines.push(`${flags.out}: what was retrieved, ${shapeOf(found.outputs)}`);
  if (flags.weights) lines.push(`${flags.weights}: the weights, [${found.states.rows}, ${patternCount}]`);
  return lines.join("\n");
}
