import { type Command, InvalidArgumentError } from "commander";
import { readArrayFile, writeBytes } from "../data/index.node.ts";
import { arrayFromMatrix, matrixFromArray, writeNpy, writeNpz } from "../data/index.ts";
import { bestBackend, type Crossover, type Matrix, rowOf, type Support } from "../math/index.ts";
import { measuredCrossover, openRetriever } from "../memory/index.node.ts";
import { type RetrieveOptions, separationNames, similarityNames } from "../memory/index.ts";
import { modelNames, type StoredModel, svrKernels } from "../zoo/index.ts";
import { answer, answerJson } from "./output.ts";
import { documentOf, type Found, summaryOf, weightsOf } from "./retrieve-answer.ts";
import { type Choice, choiceFrom, type RetrieveFlags, requireFit } from "./retrieve-choice.ts";
import {
  countFromOne,
  nonNegativeNumber,
  numberFromOne,
  positiveNumber,
  seedNumber,
  share,
  UsageError,
  wholeNumber,
} from "./usage.ts";

const help = `
Files are .npy, or .npz (with file.npz:NAME where it holds several arrays), float32 or float64 in C order: patterns
[N, d], queries [B, d] or [d], values [N, v]. Computed in float32; results are float32 .npy (or .npz, by the ending).

What retrieves is a similarity and a separation, or a published model with both (--model).

Examples: madeleine retrieve --patterns xi.npy --queries q.npy --separation sparsemax --beta 8 --out r.npy
          madeleine retrieve --patterns xi.npy --queries q.npy --model random-features --features 512 --json`;

const backendNames = ["auto", "wasm", "native", "reference"] as const;

/** `madeleine retrieve`: any vectors, any language. */
export function configure(command: Command): void {
  command
    .requiredOption("--patterns <file>", "stored patterns, [N, d]")
    .requiredOption("--queries <file>", "where retrieval starts, [B, d]")
    .option("--values <file>", "what the weights are applied to, [N, v] (default: the patterns)")
    .option("--similarity <name>", `${similarityNames.join(" | ")} (default: dot)`)
    .option("--separation <name>", `${separationNames.join(" | ")} (default: softmax)`)
    .option("--model <name>", `instead of both: ${modelNames.join(" | ")}`)
    .option("--beta <number>", "inverse temperature, > 0 (default: 1)", positiveNumber);
  configureParameters(command);
  command
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

/** What some separations and models need besides their name. */
function configureParameters(command: Command): void {
  command
    .option("--alpha <number>", "of entmax and generalised-sparse, ≥ 1 (default: 1.5)", numberFromOne)
    .option("--degree <number>", "of polynomial, ≥ 1 (default: 10)", numberFromOne)
    .option("--k <count>", "of top-k, at most N (default: 20 of the separation)", countFromOne)
    .option("--fraction <share>", "of the model top-k, of N, instead of --k (default: 0.2)", share)
    .option("--keep <share>", "of random-masked, of N (default: 0.5)", share)
    .option("--seed <number>", "of random-masked and random-features (default: 1)", seedNumber)
    .option("--window <count>", "of window: places to either side (default: √N)", wholeNumber)
    .option("--features <count>", "of random-features (default: 256)", countFromOne)
    .option("--heads <count>", "of multi-head, which divide d (default: 4)", countFromOne)
    .option("--radius <number>", "of kernel-memory, > 0 (default: 1)", positiveNumber)
    .option("--exponent <number>", "of kernel-memory, > 0 (default: 2)", positiveNumber)
    .option("--kernel <name>", `of svr: ${Object.keys(svrKernels).join(" | ")} (default: linear)`)
    .option("--gamma <number>", "of svr with the kernel rbf, > 0 (default: 1)", positiveNumber)
    .option("--epsilon <number>", "of svr: what a number may be off, ≥ 0 (default: 0.1)", nonNegativeNumber)
    .option("--cost <number>", "of svr: C, of what it is off beyond, > 0 (default: 1)", positiveNumber);
}

interface Input {
  readonly choice: Choice;
  readonly patterns: Matrix;
  readonly queries: Matrix;
  readonly values: Matrix | undefined;
}

async function run(flags: RetrieveFlags): Promise<void> {
  const choice = choiceFrom(flags);
  const patterns = readMatrix(flags.patterns);
  const queries = readMatrix(flags.queries);
  const values = flags.values === undefined ? undefined : readMatrix(flags.values);
  requireFit(flags, patterns);
  const found = await retrievedBy(flags, { choice, patterns, queries, values });
  if (flags.out) writeMatrix(flags.out, found.outputs);
  if (flags.weights) writeMatrix(flags.weights, weightsOf(found, patterns.rows));
  if (flags.json) answerJson(documentOf(flags, { choice, patterns }, found));
  else answer(summaryOf(flags, patterns.rows, found));
}

/** By a retriever, where it knows the similarity and separation; else as the model itself does it. */
async function retrievedBy(flags: RetrieveFlags, input: Input): Promise<Found> {
  const { model, options } = input.choice;
  const stored = model?.store(input.patterns, { ...(input.values && { values: input.values }) });
  if (!stored) return byRetriever(flags, options, input);
  const { definition } = stored;
  if (definition?.similarity.form && definition.separation.form) return byRetriever(flags, definition, input);
  for (const name of ["backend", "threads"] as const) {
    if (flags[name] !== undefined && flags[name] !== "auto") {
      throw new UsageError(`--${name} makes no difference to --model ${flags.model}; leave it out`);
    }
  }
  return byModel(flags, stored, input.queries);
}

async function byRetriever(
  { backend, threads, steps, tolerance }: RetrieveFlags,
  model: Pick<RetrieveOptions, "similarity" | "separation" | "beta">,
  { patterns, queries, values }: Input,
): Promise<Found> {
  const retriever = await openRetriever(patterns, {
    ...(values && { values }),
    ...(threads && { threads }),
    ...{ backend, screening: false, crossover },
  });
  try {
    const always = { energies: true, support: true, epsilon: 0 };
    const found = await retriever.retrieve(queries, { ...model, steps, tolerance, ...always });
    return { ...found, threads: retriever.threads };
  } finally {
    await retriever.close();
  }
}

/** What is asked once has to be worth opening onnxruntime, which takes as long as so many products. */
const crossover: Crossover = { ...measuredCrossover, scores: 5e9, softmax: 5e9 };

function byModel({ steps, tolerance }: RetrieveFlags, model: StoredModel, queries: Matrix): Found {
  const { weights, ...found } = model.retrieve(queries, { steps, tolerance });
  return {
    ...found,
    ...{ steps: [...found.steps], termination: [...found.termination] },
    ...{ energies: undefined, screening: undefined, backend: bestBackend().name, threads: 1 },
    ...(model.facts && { facts: model.facts }),
    support: weights && Array.from({ length: weights.rows }, (_, b) => listed(rowOf(weights, b))),
  };
}

/** The weights that aren't 0; a kernel memory has negative ones. */
function listed(weights: Float32Array): Support {
  const indices = Uint32Array.from(weights.keys()).filter((n) => weights[n] !== 0);
  return { indices, weights: Float32Array.from(indices, (n) => weights[n]) };
}

function backendNamed(name: string): RetrieveFlags["backend"] {
  const found = backendNames.find((known) => known === name);
  if (!found) throw new InvalidArgumentError(`choose one of ${backendNames.join(", ")}.`);
  return found;
}

function readMatrix(path: string): Matrix {
  return matrixFromArray(readArrayFile(path), path);
}

function writeMatrix(path: string, source: Matrix): void {
  const array = arrayFromMatrix(source);
  writeBytes(path, path.toLowerCase().endsWith(".npz") ? writeNpz([["array", array]]) : writeNpy(array));
}
