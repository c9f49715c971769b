import { learnKernel as learnNatively } from "../kernel/index.node.ts";
import { type LearnedKernel, type LearnOptions, learnKernel } from "../kernel/index.ts";
import { type Matrix, matrix, normal, type Random } from "../math/index.ts";

/** From so many memories on, onnxruntime learns faster than it takes to start, where it is installed. */
export const nativeFrom = 200;

/** W₀, `[d, d]`, from N(0, 1/d), so that |W₀ ξ| is about |ξ|. The paper says nothing of the start. */
export function drawStart(d: number, random: Random): Matrix {
  const deviation = 1 / Math.sqrt(d);
  return matrix(
    Float32Array.from({ length: d * d }, () => normal(random, 0, deviation)),
    d,
    d,
  );
}

/** The start of the published code: N(0, 1). */
export function codedStart({ rows, columns, data }: Matrix): Matrix {
  const factor = Math.sqrt(columns);
  return matrix(
    data.map((value) => factor * value),
    rows,
    columns,
  );
}

/** Stage I of algorithm 1 with the rate of table 4, 1; t = 2. */
export function learn(
  patterns: Matrix,
  options: LearnOptions & { iterations: number },
): LearnedKernel | Promise<LearnedKernel> {
  const asked: LearnOptions = { optimiser: "sgd", rate: 1, ...options };
  return patterns.rows < nativeFrom ? learnKernel(patterns, asked) : learnNatively(patterns, asked);
}

/** One descent, looked at after each of the numbers of iterations, which must ascend. */
export async function* learnOn(
  patterns: Matrix,
  stops: readonly number[],
  options: LearnOptions,
): AsyncGenerator<{ readonly stop: number; readonly kernel: LearnedKernel }> {
  let from: LearnedKernel | undefined;
  for (const stop of stops) {
    const iterations = stop - (from?.iterations ?? 0);
    from = await learn(patterns, { ...options, from, iterations });
    yield { stop, kernel: from };
  }
}
