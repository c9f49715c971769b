import { type LearnedKernel, learnKernel as learnPlainly } from "madeleine/kernel";
import { learnKernel } from "madeleine/kernel/node";
import { createRandom, type Matrix, normal, rowOf, zeros } from "madeleine/math";
import { exactDescent } from "./exact-descent.ts";
import { type Contender, difference } from "./harness.ts";
import { normals } from "./patterns.ts";
import type { Run } from "./run.ts";
import { threadsText } from "./table.ts";
import { type TorchWay, torchContenders } from "./torch-contender.ts";

/** Memories and dimensions (of features, too): colour pictures of 32 × 32. */
const [M, d] = [500, 3072];
/** γ: small enough that steps don't overshoot, where rounding would grow from one to the next. */
const RATE = 0.05;
const TOLERANCE = 1e-4;

/** A number of iterations, and PyTorch's ways to the same losses and the same W, each by autodiff. */
interface Length {
  readonly iterations: number;
  readonly ways: readonly TorchWay[];
  readonly goals: boolean;
}

const LENGTHS: readonly Length[] = [
  {
    iterations: 100,
    ways: [
      { name: "torch, products masked", operation: "learn_masked" },
      { name: "torch, products picked", operation: "learn_picked" },
    ],
    goals: true,
  },
  // Distances of all pairs take PyTorch so long that a few iterations have to do.
  { iterations: 5, ways: [{ name: "torch, pdist", operation: "learn_pdist" }], goals: false },
];

/**
 * U-Hop's stage I: a kernel learned by gradient descent on the average loss, from the same start to the same W. All give
 * the loss before each iteration and after the last, and these are compared.
 */
export async function kernelBench(run: Run): Promise<void> {
  const patterns = pictureLike();
  const start = normals(d, d, "start");
  for (let i = 0; i < start.data.length; i++) start.data[i] /= Math.sqrt(d);
  const losses = exactDescent(patterns, start, { rate: RATE, iterations: LENGTHS[0].iterations });
  for (const threads of run.threads) {
    const torch = await run.torch(threads);
    await torch?.load("patterns", patterns);
    await torch?.load("start", start);
    for (const { iterations, ways, goals } of LENGTHS) {
      const values = { patterns: "patterns", start: "start", rate: RATE, iterations };
      const theirs = torchContenders(torch, ways, { values, tolerance: TOLERANCE, rows: [0] });
      const goal = { name: `stage I, ${threadsText(threads)}`, atLeast: 8, ours: ["native"] };
      const question = {
        name: `stage I: M=${M}, d=${d}, ${iterations} iterations, ${threadsText(threads)}`,
        reference: losses.subarray(0, iterations + 1),
        contenders: [...ours({ patterns, start, iterations, threads }), ...theirs],
        peer: theirs.map(({ name }) => name),
        goals: goals ? [goal] : [],
      };
      await run.measure(question, { threads, mostRounds: 3 });
    }
  }
}

interface Work {
  readonly patterns: Matrix;
  readonly start: Matrix;
  readonly iterations: number;
  readonly threads: number;
}

/** W is written out, too, as PyTorch has it in the end. */
function ours({ patterns, start, iterations, threads }: Work): Contender[] {
  const options = { optimiser: "sgd", rate: RATE, iterations, start } as const;
  return [
    contender("native", () => learnKernel(patterns, { ...options, threads })),
    { ...contender("wasm", () => learnPlainly(patterns, options)), note: () => "one thread" },
  ];
}

function contender(name: string, learn: () => LearnedKernel | Promise<LearnedKernel>): Contender {
  let losses: readonly number[] = [];
  return {
    name,
    run: async () => {
      const kernel = await learn();
      kernel.weights();
      losses = kernel.losses;
    },
    check: (expected) => difference(Float32Array.from(losses), expected, TOLERANCE),
  };
}

/** Pixels as photographs have them: much in common, some brighter than others. */
function pictureLike(): Matrix {
  const [common, own] = [normals(1, d, "common"), normals(M, d, "own")];
  const random = createRandom(1, "brightness");
  const patterns = zeros(M, d);
  for (let m = 0; m < M; m++) {
    const brightness = Math.exp(normal(random, 0, 0.3));
    const [row, noise] = [rowOf(patterns, m), rowOf(own, m)];
    for (let i = 0; i < d; i++) row[i] = brightness * (0.5 + 0.15 * common.data[i] + 0.2 * noise[i]);
  }
  return patterns;
}
