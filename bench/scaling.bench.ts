import { writeFileSync } from "node:fs";
import { type Separation, softmax, sparsemax, topK } from "madeleine/memory";
import { costPlot, type Series } from "./cost-plot.ts";
import { fitLine } from "./line-fit.ts";
import { noisyCopies, normals } from "./patterns.ts";
import { type Setup, withRetrievers } from "./retrievers.ts";
import type { Run } from "./run.ts";
import { stepQuestion } from "./step-question.ts";
import { aligned } from "./table.ts";

const COUNTS = [1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000];
const [B, d] = [16, 256];
const SEPARATIONS: readonly Separation[] = [softmax, sparsemax, topK(32)];
const SETUPS: readonly Setup[] = [
  { name: "unscreened", backend: "wasm", threads: 1, screening: false },
  { name: "screened", backend: "wasm", threads: 1, screening: true },
];

/** How the cost of a step grows with the number of patterns: a line per separation, unscreened and screened. */
export async function scalingBench(run: Run): Promise<void> {
  const points = new Map<string, number[]>();
  for (const N of COUNTS) {
    for (const [name, milliseconds] of await mediansAt(run, N)) {
      points.set(name, [...(points.get(name) ?? []), milliseconds]);
    }
  }
  const series: Series[] = [...points].map(([name, ys]) => ({ name, ys, line: fitLine(COUNTS, ys) }));
  const name = `scaling: cost of a step, ${B} queries, d=${d}, N from ${COUNTS[0]} to ${COUNTS.at(-1)}, wasm, 1 thread`;
  run.report(name, `${aligned(rowsOf(series))}\n`, { counts: COUNTS, series });
  if (run.options.plot) {
    const title = `One step of ${B} queries, d = ${d}, by the number of patterns`;
    writeFileSync("docs/cost.svg", costPlot(COUNTS, series, title));
  }
}

/** Median milliseconds at N patterns, by "separation, setup". */
async function mediansAt(run: Run, N: number): Promise<[string, number][]> {
  const patterns = normals(N, d, "patterns");
  const queries = noisyCopies(patterns, B);
  return withRetrievers({ patterns, setups: SETUPS, note: run.note }, async (opened) => {
    const medians: [string, number][] = [];
    for (const separation of SEPARATIONS) {
      const name = `scaling: N=${N}, ${separation.name}`;
      const question = stepQuestion({ name, queries, patterns, opened, separation, beta: 4 / Math.sqrt(d) });
      const { timings } = await run.measure(question, { threads: 1, quiet: true, mostRounds: 15 });
      for (const timing of timings) medians.push([`${separation.name}, ${timing.name}`, timing.median]);
    }
    return medians;
  });
}

function rowsOf(series: readonly Series[]): string[][] {
  const rows = series.map(({ name, line }) => [
    name,
    (1e6 * line.slope).toFixed(1),
    line.intercept.toFixed(3),
    line.explained.toFixed(4),
  ]);
  return [["", "ns per pattern", "ms at N=0", "R²"], ...rows];
}
