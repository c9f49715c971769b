import { rowOf } from "../math/index.ts";
import { geometryOf, masked, retrieve, softmax, worstSparseRetrieval } from "../memory/index.ts";
import type { CellContext } from "./experiment.ts";
import { distances, movedBy, nearestOthers, onSphere } from "./spheres.ts";
import { masksWithOwn, sphereDimension } from "./theory-bounds.ts";

/** Retrieval until it settles, from queries at half of R from each pattern. */
export type LimitsCell = {
  readonly part: "limits";
  readonly model: "dense" | "half kept";
  readonly patterns: number;
  readonly beta: number;
  readonly run: number;
};

export type LimitsOutcome = {
  readonly part: "limits";
  /** Shares of the queries: settled; with a limit that is the pattern but for 1e-4 of its norm; with one within R. */
  readonly settled: number;
  readonly exact: number;
  readonly within: number;
  /** The mean of |limit − ξ| / |ξ|. */
  readonly distance: number;
};

/** Small random memories, searched for queries where leaving patterns out errs more. */
export type OrderCell = {
  readonly part: "order";
  readonly patterns: number;
  readonly dimension: number;
  readonly draws: number;
};

export type OrderOutcome = {
  readonly part: "order";
  /** The share of the draws in which sparse-structured retrieval errs more than dense. */
  readonly worse: number;
  /** The errors of the draw where it is worst. */
  readonly sparseError: number;
  readonly denseError: number;
};

export function measureLimits(cell: LimitsCell, { random }: CellContext): LimitsOutcome {
  const { patterns: N, beta } = cell;
  const patterns = onSphere(random, { count: N, dimension: sphereDimension });
  const { radius: R } = geometryOf(patterns);
  const towards = nearestOthers(patterns).map((nu) => rowOf(patterns, nu));
  const queries = movedBy(patterns, R / 2, { random, towards });
  const mask = masksWithOwn(random, N, Math.ceil(N / 2));
  const found = retrieve(queries, patterns, {
    ...{ beta, steps: 10_000, tolerance: 1e-6, energies: false },
    ...(cell.model === "half kept" && { separation: masked(softmax, mask) }),
  });
  const away = distances(found.states, patterns);
  const share = (flags: readonly boolean[]): number => flags.filter(Boolean).length / N;
  return {
    part: "limits",
    settled: share(found.termination.map((end) => end === "converged")),
    exact: share(away.map((distance) => distance <= 1e-4)),
    within: share(away.map((distance) => distance <= R)),
    distance: away.reduce((sum, distance) => sum + distance, 0) / N,
  };
}

export function measureOrder(
  { patterns: patternCount, dimension, draws }: OrderCell,
  { random }: CellContext,
): OrderOutcome {
  const found = Array.from({ length: draws }, () =>
    worstSparseRetrieval(random, { draws: 1, patternCount, dimension }),
  );
  const worst = found.reduce((a, b) => (b.sparseError - b.denseError > a.sparseError - a.denseError ? b : a));
  return {
    part: "order",
    worse: found.filter(({ sparseError, denseError }) => sparseError > denseError + 1e-5).length / draws,
    sparseError: worst.sparseError,
    denseError: worst.denseError,
  };
}
