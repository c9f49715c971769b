import { type Backend, createRandom, type Matrix, normal, reference, wasm, zeros } from "madeleine/math";
import { type Contender, difference, type Question } from "./harness.ts";
import type { Torch } from "./torch.ts";

const [N, d] = [6000, 2304];
const BATCHES = [1, 32, 256];
/** Scores are sums of 2304 products of size 1: some 1e-7 of Σ |xᵢ yᵢ| ≈ 1500. */
const TOLERANCE = 1e-3;

/** Inner products of a batch with every pattern, s = q Ξᵀ, by each backend. */
export async function scoresBench(torch: Torch | undefined): Promise<Question[]> {
  const patterns = normals(N, d, "patterns");
  await torch?.load("patterns", patterns);
  const questions: Question[] = [];
  for (const B of BATCHES) {
    const queries = normals(B, d, `queries ${B}`);
    await torch?.load(`queries${B}`, queries);
    const theirs = torch ? [torchContender(torch, B)] : [];
    questions.push({
      name: `scores: inner products, B=${B}, N=${N}, d=${d}`,
      reference: reference.dotProducts(zeros(B, N), queries, patterns).data,
      contenders: [
        ours("madeleine (wasm)", wasm, queries, patterns),
        ours("madeleine (reference)", reference, queries, patterns),
        ...theirs,
      ],
      peer: theirs[0]?.name ?? "madeleine (reference)",
    });
  }
  return questions;
}

function ours(name: string, backend: Backend, queries: Matrix, patterns: Matrix): Contender {
  const out = zeros(queries.rows, N);
  return {
    name,
    run: () => {
      backend.dotProducts(out, queries, patterns);
    },
    check: (expected) => difference(out.data, expected, TOLERANCE),
  };
}

function torchContender(torch: Torch, B: number): Contender {
  return {
    name: "torch",
    timesItself: true,
    run: () => torch.run("scores", "scores", { queries: `queries${B}`, patterns: "patterns" }),
    check: async (expected) => difference((await torch.fetch("scores")).data, expected, TOLERANCE),
  };
}

function normals(rows: number, columns: number, stream: string): Matrix {
  const random = createRandom(1, stream);
  const result = zeros(rows, columns);
  for (let i = 0; i < result.data.length; i++) result.data[i] = normal(random);
  return result;
}
