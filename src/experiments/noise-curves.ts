import type { BandChart, ComparedNumber } from "../report/index.node.ts";
import type { DataName } from "./data.ts";
import type { Result } from "./experiment.ts";
import { grouped } from "./grouped.ts";
import { type Mean, meanOf } from "./mean.ts";
import { lineUp } from "./models.ts";
import type { NoiseCell, NoiseKind } from "./noise-task.ts";
import type { PictureOutcome, PictureReading } from "./picture-task.ts";
import { dataTitles } from "./recall-curves.ts";

/** Means over the runs, by the variance of the noise. */
export interface NoiseCurve {
  readonly data: DataName;
  readonly reading: PictureReading;
  readonly noise: NoiseKind;
  readonly model: string;
  /** In the order of the variance. */
  readonly points: readonly {
    readonly variance: number;
    readonly error: Mean;
    /** The error less that of dense in the same run. */
    readonly beyondDense: Mean;
    readonly success: Mean;
    readonly identified: Mean;
  }[];
}

const readingTitles: Readonly<Record<PictureReading, string>> = {
  published: "As published",
  standardised: "Standardised",
};

export const noiseTitles: Readonly<Record<NoiseKind, string>> = {
  memories: "noise in the memories",
  queries: "noise in the query",
};

export function noiseCurvesOf(results: readonly Result<NoiseCell, PictureOutcome>[]): NoiseCurve[] {
  const places = grouped(results, ({ cell }) => `${cell.reading} ${cell.data} ${cell.noise}`);
  return places.flatMap((place) => {
    const { data, reading, noise } = place[0].cell;
    const byVariance = grouped(place, ({ cell }) => String(cell.variance));
    return Object.keys(place[0].outcome).map((model) => ({
      ...{ data, reading, noise, model },
      points: byVariance.map((runs) => ({
        variance: runs[0].cell.variance,
        error: meanOf(runs.map(({ outcome }) => outcome[model].error)),
        beyondDense: meanOf(runs.map(({ outcome }) => outcome[model].error - outcome.dense.error)),
        success: meanOf(runs.map(({ outcome }) => outcome[model].success)),
        identified: meanOf(runs.map(({ outcome }) => outcome[model].identified)),
      })),
    }));
  });
}

/** What noise adds to the error, on average over the variances above 0. */
export function costOfNoise({ points: [first, ...others] }: NoiseCurve): number {
  return others.reduce((sum, { error }) => sum + error.mean - first.error.mean, 0) / others.length;
}

/**
 * How much more noise costs a model than dense, on average over the variances above 0, and half of its 95 % confidence
 * interval: runs are of the same pictures and noise for both, those of different variances are independent.
 */
export function costBeyondDense({ points: [first, ...others] }: NoiseCurve): {
  mean: number;
  spread: number;
} {
  const V = others.length;
  const squared = ({ beyondDense: { spread } }: NoiseCurve["points"][number]): number => (spread ?? 0) ** 2;
  return {
    mean: others.reduce((sum, { beyondDense }) => sum + beyondDense.mean / V, 0) - first.beyondDense.mean,
    spread: Math.sqrt(others.reduce((sum, point) => sum + squared(point) / V ** 2, squared(first))),
  };
}

/** Errors above this are drawn as this. */
const drawnError = 2;

/** A panel for each set of pictures and place of the noise. */
export function noiseChart(
  curves: readonly NoiseCurve[],
  reading: PictureReading,
  measure: "error" | "identified",
): BandChart {
  const most = measure === "error" ? drawnError : 1;
  const shown = curves.filter((curve) => curve.reading === reading);
  return {
    title: `${readingTitles[reading]}: ${measure === "error" ? "the error" : "the right picture"}`,
    description: `${measure === "error" ? `Σ(x − ξ)² / Σξ² of what is read out; above ${drawnError} drawn at ${drawnError}.` : "How many queries end nearer to their own picture than to any other."} Means over the runs, with 95 % confidence bands.`,
    xLabel: "variance of the noise",
    yLabel: measure === "error" ? "error" : "share of queries",
    yDomain: [0, most],
    panels: grouped(shown, ({ data, noise }) => `${data} ${noise}`).map((lines) => ({
      title: `${dataTitles[lines[0].data]}, ${noiseTitles[lines[0].noise]}`,
      lines: lines.map(({ model, points }) => {
        const { kind = "line", family = model } = lineUp.find(({ name }) => name === model) ?? {};
        return {
          ...{ name: model, kind, family: model.endsWith("own kept") ? "own kept" : family },
          points: points.map(({ variance, [measure]: { mean, spread } }) => ({
            ...{ x: variance, y: Math.min(most, mean) },
            low: Math.min(most, Math.max(0, mean - (spread ?? 0))),
            high: Math.min(most, mean + (spread ?? 0)),
          })),
        };
      }),
    })),
  };
}

/** What noise costs these models. The paper prints no number. */
export function noiseNumbers(curves: readonly NoiseCurve[], models: readonly string[]): ComparedNumber[] {
  return curves
    .filter(({ model }) => models.includes(model))
    .map((curve) => ({
      name: `${dataTitles[curve.data]}, ${readingTitles[curve.reading].toLowerCase()}, ${noiseTitles[curve.noise]}: what it adds to the error of ${curve.model}`,
      published: null,
      ours: costOfNoise(curve),
      spread: null,
    }));
}
