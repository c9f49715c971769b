import { freemem } from "node:os";
import { softmax } from "madeleine/memory";
import { BATCH_WAYS } from "./batch.bench.ts";
import { noisyCopies, normals } from "./patterns.ts";
import { withRetrievers } from "./retrievers.ts";
import type { Run } from "./run.ts";
import { SINGLE_WAYS } from "./single.bench.ts";
import { stepQuestion } from "./step-question.ts";
import { aligned, threadsText, timesText } from "./table.ts";

const COUNTS = [1000, 10_000, 100_000];
const DIMENSIONS = [64, 784, 3072];
const BATCHES = [1, 256];
/** β √d */
const SHARPNESS = { diffuse: 0.1, sharp: 1 };

/** So many copies of the patterns exist at once: the source, ours (and in bytes), PyTorch's, one on its way there. */
const COPIES = 5;

/** One memory of the grid. */
interface Memory {
  readonly N: number;
  readonly d: number;
  readonly threads: number;
}

/** Dense steps over all sizes: `auto` against PyTorch's fastest way, as one table of ratios per count of threads. */
export async function gridBench(run: Run): Promise<void> {
  const columns = BATCHES.flatMap((B) => Object.keys(SHARPNESS).map((sharpness) => `B=${B} ${sharpness}`));
  for (const threads of run.threads) {
    const rows: string[][] = [];
    for (const N of COUNTS) {
      for (const d of DIMENSIONS) {
        const ratios = fits(run, N, d)
          ? await ratiosOf(run, { N, d, threads })
          : columns.map(() => undefined);
        rows.push([
          `N=${N} d=${d}`,
          ...ratios.map((ratio) => (ratio === undefined ? "–" : timesText(ratio))),
        ]);
      }
    }
    const name = `grid: auto, how many times faster than PyTorch's fastest way, ${threadsText(threads)}`;
    run.report(name, `${aligned([["", ...columns], ...rows])}\n`, { columns, rows });
  }
}

/** Whether a memory and the scores of all queries fit several times. */
function fits(run: Run, N: number, d: number): boolean {
  const needed = 4 * N * (COPIES * d + 3 * Math.max(...BATCHES));
  const free = freemem();
  if (needed <= free) return true;
  const [needs, has] = [needed, free].map((bytes) => (bytes / 2 ** 30).toFixed(1));
  run.note(`grid: N=${N}, d=${d} is left out: needs ${needs} GiB of memory, ${has} are free`);
  return false;
}

/** The ratios of one memory for every batch and sharpness. */
async function ratiosOf(run: Run, memory: Memory): Promise<(number | undefined)[]> {
  const { N, d, threads } = memory;
  const patterns = normals(N, d, "patterns");
  const torch = await run.torch(threads);
  await torch?.load("patterns", patterns);
  const setups = [{ name: "auto", backend: "auto", threads, screening: "auto" }] as const;
  const ratios = await withRetrievers({ patterns, setups, note: run.note }, async (opened) => {
    const found: (number | undefined)[] = [];
    for (const B of BATCHES) {
      const queries = noisyCopies(patterns, B);
      await torch?.load("queries", queries);
      for (const sharpness of Object.values(SHARPNESS)) {
        const question = stepQuestion({
          name: `grid: N=${N}, d=${d}, B=${B}, β√d=${sharpness}, ${threadsText(threads)}`,
          ...{ queries, patterns, opened, torch, ways: B === 1 ? SINGLE_WAYS : BATCH_WAYS },
          separation: softmax,
          beta: sharpness / Math.sqrt(d),
          checked: 4,
        });
        const mostRounds = N * d * B > 2e9 ? 3 : 9;
        const { timings } = await run.measure(question, { threads, mostRounds, quiet: true });
        found.push(timings.find(({ name }) => name === "auto")?.ratio);
      }
    }
    return found;
  });
  await torch?.clear();
  return ratios;
}
