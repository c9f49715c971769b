import { bestBackend, type Matrix, rowOf, zeros } from "../math/index.ts";
import { retrieve, type Separation } from "../memory/index.ts";

/** One head: its queries `[B, k]` and patterns `[N, k]`, and the map of what it recalls back to a state, W_O `[k, v]`. */
export interface Head {
  readonly queries: Matrix;
  readonly patterns: Matrix;
  readonly output: Matrix;
}

/**
 * One step of the multi-head model: Σ_h sep(β Q_h Ξ_hᵀ) Ξ_h W_O,h (row vectors), with the weights of each head.
 * Project queries and patterns per head beforehand, or give each head patterns of its own.
 * Nonparametric, appendix C.2 (C.5).
 */
export function attendByHeads(
  heads: readonly Head[],
  options: { beta?: number; separation?: Separation } = {},
): { outputs: Matrix; weights: Matrix[] } {
  const recalled = heads.map((head) =>
    retrieve(head.queries, head.patterns, { ...options, energies: false }),
  );
  const parts = heads.map((head, h) =>
    bestBackend().weightedSums(
      zeros(head.queries.rows, head.output.columns),
      recalled[h].states,
      head.output,
    ),
  );
  const outputs = zeros(parts[0]?.rows ?? 0, parts[0]?.columns ?? 0);
  for (const part of parts) {
    for (let b = 0; b < part.rows; b++) {
      const sum = rowOf(outputs, b);
      rowOf(part, b).forEach((value, i) => {
        sum[i] += value;
      });
    }
  }
  return { outputs, weights: recalled.map(({ weights }) => weights) };
}
