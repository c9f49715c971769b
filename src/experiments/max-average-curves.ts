import type { Result } from "./experiment.ts";
import type { UhopCell } from "./uhop-cells.ts";
import { type UhopCurve, uhopCurves } from "./uhop-curves.ts";

export type MaxAverageOutcome = {
  /** The mean of Σ ξ². */
  readonly energy: number;
  readonly reached: readonly {
    readonly way: string;
    readonly N: number;
    readonly loss: number;
    readonly error: number;
  }[];
};

export type MaxAverageResults = readonly Result<UhopCell, MaxAverageOutcome>[];

/** Errors by memories after N iterations. */
export function curvesAt(results: MaxAverageResults, N: number): UhopCurve[] {
  return uhopCurves(
    results.flatMap(({ cell: { data, memories: x }, outcome: { reached } }) =>
      reached.filter((each) => each.N === N).map(({ way: line, error: y }) => ({ data, line, x, y })),
    ),
  );
}

/** The numbers of iterations that were looked at. */
export function iterationsOf(results: MaxAverageResults): number[] {
  const all = results.flatMap(({ outcome: { reached } }) => reached.map(({ N }) => N));
  return [...new Set(all)].sort((a, b) => a - b);
}
