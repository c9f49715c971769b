import type { BandChart } from "../report/index.node.ts";
import type { AttentionCell, AttentionOutcome, AttentionPoint } from "./attention-task.ts";
import type { Result } from "./experiment.ts";
import { exponentOf } from "./exponent.ts";

/** What was measured of one model at one size of the batch, in the order of the lengths; none where it isn't there. */
export interface AttentionCurve {
  readonly model: string;
  readonly batch: number;
  readonly points: readonly AttentionPoint[];
}

export function attentionCurvesOf(
  results: readonly Result<AttentionCell, AttentionOutcome>[],
): AttentionCurve[] {
  const curves = new Map<string, { model: string; batch: number; points: AttentionPoint[] }>();
  for (const {
    cell: { model, batch },
    outcome,
  } of results) {
    const key = `${model} ${batch}`;
    const curve = curves.get(key) ?? { model, batch, points: [] };
    curve.points.push(...(outcome.points ?? []));
    curves.set(key, curve);
  }
  return [...curves.values()].map((curve) => ({
    ...curve,
    points: curve.points.toSorted((a, b) => a.length - b.length),
  }));
}

export type Quantity = "milliseconds" | "multiplications";

/** The quantity at a point; null where multiplications weren't counted. */
export function valueAt({ durations, operations }: AttentionPoint, quantity: Quantity): number | null {
  if (quantity === "milliseconds") return durations.median;
  return operations && operations.storing + operations.retrieving;
}

/** The exponent of a quantity in the length; null for fewer than two lengths. */
export function growthOf({ points }: AttentionCurve, quantity: Quantity): number | null {
  const measured = points.flatMap((point) => {
    const y = valueAt(point, quantity);
    return y === null ? [] : [{ x: point.length, y }];
  });
  return measured.length < 2 ? null : exponentOf(measured);
}

/** One panel of curves, both axes logarithmic; curves without a point are left out. */
export function attentionChart(
  curves: readonly AttentionCurve[],
  { title, quantity, families = {} }: ChartOptions,
): BandChart {
  const lines = curves.flatMap((curve) => {
    const points = curve.points.flatMap((point) => {
      const y = valueAt(point, quantity);
      if (y === null) return [];
      const { shortest, longest } = point.durations;
      const [low, high] = quantity === "milliseconds" ? [shortest, longest] : [y, y];
      return [{ x: point.length, y, low, high }];
    });
    const kind = curve.model.startsWith("torch ") ? ("baseline" as const) : ("line" as const);
    const family = families[curve.model];
    return points.length > 0 ? [{ name: curve.model, kind, ...(family && { family }), points }] : [];
  });
  return {
    title,
    description:
      quantity === "milliseconds"
        ? "Median of the runs, with the shortest and the longest. Storing and one step for every vector of a sequence."
        : "Counted: multiplications of storing and of one step for every vector of a sequence.",
    xLabel: "vectors in a sequence",
    yLabel: `${quantity} a batch`,
    scale: "logarithmic",
    panels: [{ title: `batches of ${curves[0]?.batch ?? 0}`, lines }],
  };
}

export interface ChartOptions {
  readonly title: string;
  readonly quantity: Quantity;
  /** Models that are drawn in one colour. */
  readonly families?: Readonly<Record<string, string>>;
}

/** @throws RangeError where the model wasn't measured at that size of the batch. */
export function curveNamed(curves: readonly AttentionCurve[], model: string, batch: number): AttentionCurve {
  const found = curves.find((curve) => curve.model === model && curve.batch === batch);
  if (!found) throw new RangeError(`attention curves: nothing of ${model} in batches of ${batch}`);
  return found;
}

/** "16.6 million" for large numbers, three places for others. */
export function shortText(value: number): string {
  return value < 1e6
    ? String(Number(value.toPrecision(3)))
    : `${Number((value / 1e6).toPrecision(3))} million`;
}
