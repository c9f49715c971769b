import { type Backend, type Matrix, reference, wasm, zeros } from "madeleine/math";
import { type Contender, difference } from "./harness.ts";
import { normals, spread } from "./patterns.ts";
import type { Run } from "./run.ts";
import { torchContenders } from "./torch-contender.ts";

const [N, d] = [6000, 2304];
const BATCHES = [1, 32, 256];
/** Scores are sums of 2304 products of size 1: some 1e-7 of Σ |xᵢ yᵢ| ≈ 1500. */
const TOLERANCE = 1e-3;

/** Inner products of a batch with every pattern, s = q Ξᵀ, by each backend. */
export async function scoresBench(run: Run): Promise<void> {
  const patterns = normals(N, d, "patterns");
  const torch = await run.torch(1);
  await torch?.load("patterns", patterns);
  for (const B of BATCHES) {
    const queries = normals(B, d, `queries ${B}`);
    await torch?.load("queries", queries);
    const ways = [{ name: "torch", operation: "scores" }];
    const values = { queries: "queries", patterns: "patterns" };
    const theirs = torchContenders(torch, ways, { values, tolerance: TOLERANCE, rows: spread(B, B) });
    const question = {
      name: `scores: inner products, B=${B}, N=${N}, d=${d}, 1 thread`,
      reference: reference.dotProducts(zeros(B, N), queries, patterns).data,
      contenders: [
        ours("madeleine (wasm)", wasm, queries, patterns),
        ours("madeleine (reference)", reference, queries, patterns),
        ...theirs,
      ],
      peer: theirs[0]?.name ?? "madeleine (reference)",
    };
    await run.measure(question, { threads: 1 });
  }
}

function ours(name: string, backend: Backend, queries: Matrix, patterns: Matrix): Contender {
  const out = zeros(queries.rows, N);
  return {
    name,
    run: () => void backend.dotProducts(out, queries, patterns),
    check: (expected) => difference(out.data, expected, TOLERANCE),
  };
}
