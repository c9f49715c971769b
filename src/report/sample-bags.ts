import { type AucInterval, aucInterval } from "../memory/index.ts";
import type { BagsReport, ReportBag } from "./bags-report.ts";
import { samplePicture } from "./sample-report.ts";

/** For tests: a report of so many bags, every seventh taken for the other class. */
export function sampleBags(changes: Partial<BagsReport> = {}, count = 40): BagsReport {
  const bags = Array.from({ length: count }, (_, i) => sampleBag(i));
  return {
    name: "slides.csv",
    classes: ["healthy", "ill"],
    instanceCount: 5 * count,
    featureCount: 30,
    foldCount: 10,
    methods: [
      { name: "Hopfield pooling", auc: sampleAuc(bags) },
      { name: "mean", auc: aucOf(0.7, 0.62, 0.77), below: { difference: 0.11, low: 0.02, high: 0.2 } },
      { name: "max", auc: aucOf(0.78, 0.71, 0.84), below: { difference: 0.03, low: -0.04, high: 0.1 } },
    ],
    bags,
    settings: [{ name: "Folds", text: "10, of each class alike." }],
    ...changes,
  };
}

function sampleBag(i: number): ReportBag {
  const positive = i % 2 === 0;
  const right = 0.55 + (0.44 * ((i * 7) % 40)) / 40;
  const score = positive !== (i % 7 === 3) ? right : 1 - right;
  const instances = [0.6, 0.25, 0.05].map((weight, j) => ({
    ...{ name: `slides/${i}/${j}.png`, weight, without: score * (0.5 + 0.2 * j), shift: 2 - j },
    ...(i % 2 === 0 && { thumbnail: samplePicture() }),
  }));
  return { id: `patient ${i}`, positive, score, instances, instanceCount: i % 3 === 0 ? 3 : 5 };
}

function sampleAuc(bags: readonly ReportBag[]): AucInterval {
  return aucInterval([
    { labels: bags.map(({ positive }) => positive), scores: bags.map(({ score }) => score) },
  ]);
}

function aucOf(auc: number, low: number, high: number): AucInterval {
  return { auc, low, high, standardError: (high - low) / 4, folds: [auc] };
}
