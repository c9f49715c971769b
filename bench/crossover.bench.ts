import type { Crossover } from "madeleine/math";
import { type Separation, softmax, sparsemax } from "madeleine/memory";
import { noisyCopies, normals } from "./patterns.ts";
import { withRetrievers } from "./retrievers.ts";
import type { Run } from "./run.ts";
import { stepQuestion } from "./step-question.ts";
import { aligned } from "./table.ts";

/** N, d. */
const SIZES: readonly (readonly [number, number])[] = [
  [500, 64],
  [10_000, 64],
  [2000, 784],
  [10_000, 784],
];
const BATCHES = [1, 2, 4, 8, 32];
const ROUNDS = 9;

/** What onnxruntime may take over, and the question that shows when that pays. */
const PRODUCTS: Readonly<
  Record<"softmax" | "scores" | "bytes", { separation: Separation; screening: boolean }>
> = {
  softmax: { separation: softmax, screening: false },
  scores: { separation: sparsemax, screening: false },
  bytes: { separation: sparsemax, screening: true },
};

interface Row {
  readonly product: keyof typeof PRODUCTS;
  readonly N: number;
  readonly d: number;
  readonly B: number;
  /** Time of the kernels ÷ time of onnxruntime. */
  readonly faster: number;
}

/** From how much work on, B N d, onnxruntime is faster than the kernels on this machine, by size of memory. */
export async function crossoverBench(run: Run): Promise<void> {
  const rows: Row[] = [];
  for (const [N, d] of SIZES) {
    const patterns = normals(N, d, "patterns");
    for (const [product, { separation, screening }] of Object.entries(PRODUCTS)) {
      const setups = [
        { name: "wasm", backend: "wasm", threads: 1, screening },
        { name: "native", backend: "native", threads: 1, screening },
      ] as const;
      await withRetrievers({ patterns, setups, note: run.note }, async (opened) => {
        if (opened.length < setups.length) return;
        for (const B of BATCHES) {
          const queries = noisyCopies(patterns, B);
          const name = `crossover: ${product}, B=${B}, N=${N}, d=${d}`;
          const question = stepQuestion({
            name,
            queries,
            patterns,
            opened,
            separation,
            beta: 1 / Math.sqrt(d),
          });
          const limits = { threads: 1, mostRounds: ROUNDS, quiet: true };
          const { timings } = await run.measure({ ...question, peer: ["wasm"] }, limits);
          const faster = timings.find((timing) => timing.name === "native")?.ratio ?? 0;
          rows.push({ product: product as Row["product"], N, d, B, faster });
        }
      });
    }
  }
  run.report("crossover: kernels' time ÷ onnxruntime's, one thread each", tableOf(rows), {
    rows,
    ...suggested(rows),
  });
}

function tableOf(rows: readonly Row[]): string {
  const header = ["product", "N", "d", ...BATCHES.map((B) => `B=${B}`)];
  const lines = SIZES.flatMap(([N, d]) =>
    Object.keys(PRODUCTS).map((product) => [
      ...[product, String(N), String(d)],
      ...BATCHES.map((B) => {
        const row = rows.find((one) => one.product === product && one.N === N && one.d === d && one.B === B);
        return row ? `${row.faster.toFixed(2)}×` : "–";
      }),
    ]),
  );
  return `${aligned([header, ...lines])}\n  suggested: ${JSON.stringify(suggested(rows))}`;
}

/** The least work from which on onnxruntime wins at every size, per product. */
function suggested(rows: readonly Row[]): Partial<Crossover> {
  const from = (product: string): number => {
    const own = rows.filter((row) => row.product === product && row.B >= 4);
    const works = own.map(({ B, N, d }) => B * N * d);
    const lost = Math.max(0, ...works.filter((_, i) => (own[i]?.faster ?? 0) <= 1));
    return Math.min(...works.filter((work) => work > lost));
  };
  return { scores: from("scores"), bytes: from("bytes"), softmax: from("softmax") };
}
