import type { Matrix } from "madeleine/math";
import { softmax } from "madeleine/memory";
import type { Goal } from "./goal.ts";
import { noisyCopies, normals } from "./patterns.ts";
import { photographs } from "./photographs.ts";
import { type Setup, withRetrievers } from "./retrievers.ts";
import type { Run } from "./run.ts";
import { stepQuestion } from "./step-question.ts";
import { threadsText } from "./table.ts";
import type { TorchWay } from "./torch-contender.ts";

const [B, N, side] = [256, 10_000, 28];
const d = side * side;

/** The ways of PyTorch for a batch of queries. */
export const BATCH_WAYS: readonly TorchWay[] = [
  { name: "torch eager", operation: "retrieve" },
  { name: "torch SDPA", operation: "retrieve_fused" },
];

/** Full and screened, native and in wasm. */
export function fullAndScreened(threads: number): Setup[] {
  return [
    { name: "native", backend: "native", threads, screening: false },
    { name: "wasm", backend: "wasm", threads, screening: false },
    { name: "native, screened", backend: "native", threads, screening: true },
    { name: "wasm, screened", backend: "wasm", threads, screening: true },
  ];
}

/** What is remembered, and the β to measure at. */
interface Memory {
  readonly name: string;
  readonly patterns: Matrix;
  /** Diffuse: every pattern gets some of the weight. Sharp: the one that the query comes from gets next to all. */
  readonly betas: Readonly<Record<"diffuse" | "sharp", number>>;
  readonly tolerance: number;
}

/** One dense step of 256 queries, x = softmax(β q Ξᵀ) Ξ, on two memories, with every count of threads. */
export async function batchBench(run: Run): Promise<void> {
  const gaussian = normals(N, d, "patterns");
  const betas = { diffuse: 0.1 / Math.sqrt(d), sharp: 1.5 / Math.sqrt(d) };
  await askMemory(run, { name: "Gaussian", patterns: gaussian, betas, tolerance: 1e-4 });
  const photos = await photographs(N, side);
  if ("reason" in photos) return run.note(`batch: photographs are left out: ${photos.reason}`);
  const { patterns, about } = photos;
  run.report("batch: photographs", `  ${about}\n`, about);
  await askMemory(run, { name: "photographs", patterns, betas: { diffuse: 5, sharp: 30 }, tolerance: 1e-5 });
}

async function askMemory(run: Run, { name, patterns, betas, tolerance }: Memory): Promise<void> {
  const queries = noisyCopies(patterns, B);
  for (const threads of run.threads) {
    const torch = await run.torch(threads);
    await torch?.load("patterns", patterns);
    await torch?.load("queries", queries);
    await withRetrievers({ patterns, setups: fullAndScreened(threads), note: run.note }, async (opened) => {
      for (const sharpness of ["diffuse", "sharp"] as const) {
        const question = stepQuestion({
          name: `batch: ${B} queries, ${name}, N=${N}, d=${d}, softmax, ${sharpness}, ${threadsText(threads)}`,
          ...{ queries, patterns, opened, torch, ways: BATCH_WAYS, tolerance },
          separation: softmax,
          beta: betas[sharpness],
          goals: goalsOf(`${name}, ${threadsText(threads)}`, sharpness),
        });
        await run.measure(question, { threads });
      }
    });
  }
}

function goalsOf(where: string, sharpness: "diffuse" | "sharp"): Goal[] {
  const full: Goal = { name: `batch, dense: ${where}`, atLeast: 1, ours: ["native", "wasm"] };
  const ours = ["native, screened", "wasm, screened"];
  const screened: Goal = { name: `batch, screened, sharp: ${where}`, atLeast: 2, ours };
  return sharpness === "sharp" ? [full, screened] : [full];
}
