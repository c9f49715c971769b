import { createRandom, type Matrix, normal, rowOf, zeros } from "madeleine/math";
import { dot, retrieve, softmax } from "madeleine/memory";
import { type Contender, difference, type Question } from "./harness.ts";
import type { Torch } from "./torch.ts";

const [N, d] = [2000, 256];
const BATCHES = [1, 32];
const TOLERANCE = 1e-5;

/** One dense retrieval step, x = softmax(β q Ξᵀ) Ξ. */
export async function retrieveBench(torch: Torch | undefined): Promise<Question[]> {
  const patterns = normals(N, d, "patterns");
  await torch?.load("patterns", patterns);
  const questions: Question[] = [];
  for (const B of BATCHES) {
    const queries = normals(B, d, `queries ${B}`);
    await torch?.load(`queries${B}`, queries);
    questions.push(questionOf(queries, patterns, torch));
  }
  return questions;
}

function questionOf(queries: Matrix, patterns: Matrix, torch: Torch | undefined): Question {
  const beta = 1 / Math.sqrt(d);
  const theirs = torch ? torchContenders(torch, queries.rows, beta) : [];
  return {
    name: `retrieve: one dense step, B=${queries.rows}, N=${N}, d=${d}`,
    reference: plainStep(queries, patterns, beta),
    contenders: [ours(queries, patterns, beta), ...theirs],
    peer: theirs[0]?.name,
  };
}

function ours(queries: Matrix, patterns: Matrix, beta: number): Contender {
  let states = zeros(0, 0);
  return {
    name: "madeleine (reference)",
    run: () => {
      const options = { similarity: dot, separation: softmax, beta, energies: false };
      states = retrieve(queries, patterns, options).states;
    },
    check: (reference) => difference(states.data, reference, TOLERANCE),
  };
}

function torchContenders(torch: Torch, B: number, beta: number): Contender[] {
  const values = { queries: `queries${B}`, patterns: "patterns", beta };
  const operations = ["retrieve", "retrieve_fused"].filter((name) => torch.operations.includes(name));
  return operations.map((operation) => ({
    name: operation === "retrieve" ? "torch (eager)" : "torch (fused)",
    timesItself: true,
    run: () => torch.run(operation, operation, values),
    check: async (reference) => difference((await torch.fetch(operation)).data, reference, TOLERANCE),
  }));
}

/** The same step in float64 by plain loops, as the reference of this bench. */
function plainStep(queries: Matrix, patterns: Matrix, beta: number): Float32Array {
  const states = new Float64Array(queries.rows * d);
  for (let b = 0; b < queries.rows; b++) {
    const query = rowOf(queries, b);
    const scores = Array.from({ length: N }, (_, n) =>
      rowOf(patterns, n).reduce((sum, value, i) => sum + value * query[i], 0),
    );
    const largest = Math.max(...scores);
    const weights = scores.map((score) => Math.exp(beta * (score - largest)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    weights.forEach((weight, n) => {
      rowOf(patterns, n).forEach((value, i) => {
        states[b * d + i] += (weight / total) * value;
      });
    });
  }
  return Float32Array.from(states);
}

function normals(rows: number, columns: number, stream: string): Matrix {
  const random = createRandom(1, stream);
  const result = zeros(rows, columns);
  for (let i = 0; i < result.data.length; i++) result.data[i] = normal(random);
  return result;
}
