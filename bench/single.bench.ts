import { softmax } from "madeleine/memory";
import type { Goal } from "./goal.ts";
import { noisyCopies, normals } from "./patterns.ts";
import { type Setup, withRetrievers } from "./retrievers.ts";
import type { Run } from "./run.ts";
import { stepQuestion } from "./step-question.ts";
import { threadsText } from "./table.ts";
import type { TorchWay } from "./torch-contender.ts";

const [N, d] = [10_000, 784];

/** β √d: the pattern that the query comes from gets next to nothing, about half, and next to all of the weight. */
const SHARPNESS = { diffuse: 0.1, middle: 0.35, sharp: 1.5 };

const OURS: readonly Setup[] = [
  { name: "wasm, 1 thread", backend: "wasm", threads: 1, screening: false },
  { name: "wasm, 1 thread, screened", backend: "wasm", threads: 1, screening: true },
  { name: "wasm, 2 threads", backend: "wasm", threads: 2, screening: false },
  { name: "auto", backend: "auto", screening: "auto" },
];

/** The ways of PyTorch for a single query. */
export const SINGLE_WAYS: readonly TorchWay[] = [
  { name: "torch eager", operation: "retrieve" },
  { name: "torch mv", operation: "retrieve_vector" },
  { name: "torch SDPA", operation: "retrieve_fused" },
];

/** One dense step of one query, x = softmax(β q Ξᵀ) Ξ, with PyTorch at every count of threads. */
export async function singleBench(run: Run): Promise<void> {
  const patterns = normals(N, d, "patterns");
  const queries = noisyCopies(patterns, 1);
  await withRetrievers({ patterns, setups: OURS, note: run.note }, async (opened) => {
    for (const threads of run.threads) {
      const torch = await run.torch(threads);
      await torch?.load("patterns", patterns);
      await torch?.load("queries", queries);
      for (const [sharpness, factor] of Object.entries(SHARPNESS)) {
        const question = stepQuestion({
          name: `single: one query, N=${N}, d=${d}, softmax, ${sharpness}, torch with ${threadsText(threads)}`,
          ...{ queries, patterns, opened, torch, ways: SINGLE_WAYS },
          separation: softmax,
          beta: factor / Math.sqrt(d),
          goals: goalsOf(threads, sharpness),
        });
        await run.measure(question, { threads });
      }
    }
  });
}

function goalsOf(threads: number, sharpness: string): Goal[] {
  const goals: Goal[] = [];
  if (threads === 1) goals.push({ name: "single query, 1 thread", atLeast: 1.5, ours: ["wasm, 1 thread"] });
  if (threads === 2) goals.push({ name: "single query, 2 threads", atLeast: 1, ours: ["wasm, 2 threads"] });
  if (threads === 1 && sharpness === "sharp") {
    const ours = ["wasm, 1 thread, screened"];
    goals.push({ name: "single query, screened, sharp, 1 thread", atLeast: 3, ours });
  }
  return goals;
}
