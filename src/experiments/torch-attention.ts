import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Durations, summaryOf } from "./durations.ts";

export interface TorchTask {
  readonly batch: number;
  readonly lengths: readonly number[];
  readonly runs: number;
  readonly dimension: number;
  readonly beta: number;
  /** Weights that are held at a time: softmax attention takes its queries in blocks. */
  readonly weightsHeld: number;
}

/** Eager PyTorch on one thread; prints the milliseconds of every timed run, by length. */
const script = `
import json, sys, time
import torch
import torch.nn.functional as F

kind, task = sys.argv[1], json.loads(sys.argv[2])
torch.set_num_threads(1)


def softmax(x):
    block = max(1, min(x.shape[1], task["weightsHeld"] // (x.shape[0] * x.shape[1])))
    return [torch.softmax(task["beta"] * (q @ x.transpose(1, 2)), dim=-1) @ x for q in x.split(block, dim=1)]


def linear(x):
    features = F.elu(x) + 1
    sums, totals = features.transpose(1, 2) @ x, features.sum(dim=1, keepdim=True)
    return (features @ sums) / (features * totals).sum(dim=-1, keepdim=True)


def times(length):
    x = torch.randn(task["batch"], length, task["dimension"])
    attend, found = {"softmax": softmax, "linear": linear}[kind], []
    attend(x)
    while len(found) < task["runs"] and (len(found) < 3 or sum(found) < 3000):
        start = time.perf_counter()
        attend(x)
        found.append((time.perf_counter() - start) * 1000)
    return found


with torch.inference_mode():
    print(json.dumps([times(length) for length in task["lengths"]]))
`;

/**
 * The durations of self-attention in PyTorch, by length: by the Python that MADELEINE_PYTHON names (a command line), else
 * by `python3`; null where MADELEINE_PYTHON isn't set and `python3` can't import torch.
 * @throws Error where MADELEINE_PYTHON is set, and what it names fails.
 */
export async function torchAttention(
  kind: "softmax" | "linear",
  task: TorchTask,
): Promise<Durations[] | null> {
  const told = process.env.MADELEINE_PYTHON?.split(/\s+/).filter((part) => part !== "") ?? [];
  const [program = "python3", ...args] = told;
  const run = promisify(execFile);
  try {
    const { stdout } = await run(program, [...args, "-c", script, kind, JSON.stringify(task)]);
    return (JSON.parse(stdout) as number[][]).map(summaryOf);
  } catch (error) {
    if (told.length === 0) return null;
    throw new Error(
      `MADELEINE_PYTHON: "${told.join(" ")}" could not time attention; name a Python that has PyTorch`,
      { cause: error },
    );
  }
}
