import type { BandChart } from "../report/index.node.ts";
import { grouped } from "./grouped.ts";
import { meanOf } from "./mean.ts";
import type { BoundName } from "./theory-bounds.ts";
import { capacityPlaces } from "./theory-claims.ts";
import type { TheoryParts } from "./theory-task.ts";

const names: Readonly<Record<BoundName, string>> = {
  "free radius": "eq. 1.3, the query’s distance",
  "radius R": "eq. 1.3, R as printed",
  corrected: "eq. 4.1, corrected",
  "as printed": "eq. 4.1, as printed",
  "kept set": "over the kept set",
};

/** How often bounds are violated, how often they say something, and capacity beside its bound. */
export function theoryCharts(parts: TheoryParts): BandChart[] {
  return [boundChart(parts, "violated"), boundChart(parts, "telling"), capacityChart(parts)];
}

function boundChart({ bounds }: TheoryParts, measure: "violated" | "telling"): BandChart {
  const away = bounds.filter(({ cell }) => cell.direction === "towards the nearest");
  return {
    title: measure === "violated" ? "Errors above their bound" : "Bounds that say something",
    description: `${measure === "violated" ? "How many errors are above the bound" : "How many bounds are below 2m, which no error is above"}, for queries towards the nearest neighbour. Means over the runs, with 95 % confidence bands.`,
    xLabel: "distance of the query, as a share of R",
    yLabel: measure === "violated" ? "share of the queries" : "share of the patterns",
    yDomain: [0, 1],
    panels: grouped(away, ({ cell }) => `${cell.data} ${cell.beta}`).map((place) => ({
      title: `${place[0].cell.data === "mnist" ? "MNIST" : "sphere"}, β = ${place[0].cell.beta}`,
      lines: (Object.keys(names) as BoundName[]).map((bound) => ({
        name: names[bound],
        points: grouped(place, ({ cell }) => String(cell.share)).map((runs) => {
          const { mean, spread } = meanOf(runs.map(({ outcome }) => outcome.bounds[bound][measure]));
          return {
            ...{ x: runs[0].cell.share, y: mean },
            low: Math.max(0, mean - (spread ?? 0)),
            high: Math.min(1, mean + (spread ?? 0)),
          };
        }),
      })),
    })),
  };
}

function capacityChart({ capacity }: TheoryParts): BandChart {
  return {
    title: "Capacity beside its lower bound",
    description:
      "The largest number of patterns of which 90 % are stored and retrieved, and what lemma 4.2 says at least. The most that is tried ends a line that would go on.",
    xLabel: "size of a pattern",
    yLabel: "patterns",
    scale: "logarithmic",
    panels: grouped(capacityPlaces(capacity), ({ factor }) => String(factor)).map((places) => ({
      title: `m = ${places[0].factor}√(d − 1)`,
      lines: [
        {
          name: "measured",
          points: places.map(({ dimension, measured: { mean, spread } }) => ({
            ...{ x: dimension, y: mean },
            low: Math.max(mean / 2, mean - (spread ?? 0)),
            high: mean + (spread ?? 0),
          })),
        },
        {
          name: "lemma 4.2",
          kind: "baseline" as const,
          points: places.map(({ dimension, bound }) => ({
            ...{ x: dimension, y: bound, low: bound, high: bound },
          })),
        },
      ],
    })),
  };
}
