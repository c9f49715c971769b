import type { BandChart, BandLine, BandPoint } from "../report/index.node.ts";
import type { Result } from "./experiment.ts";
import { grouped } from "./grouped.ts";
import { meanOfFew } from "./mean.ts";
import type { VitSetName } from "./vit-data.ts";
import type { VitCell, VitCurves, VitModelName, VitOutcome } from "./vit-task.ts";

/** The runs of one model on one set at one size; sets that aren't there have none. */
export interface VitGroup {
  readonly data: VitSetName;
  readonly size: number;
  readonly model: VitModelName;
  /** By run. */
  readonly runs: readonly VitCurves[];
}

export const vitTitles: Readonly<Record<VitSetName, string>> = {
  squares: "generated squares",
  cifar10: "CIFAR-10",
  cifar100: "CIFAR-100",
  tinyimagenet: "Tiny ImageNet",
};

/** In the order of the cells. */
export function vitGroups(results: readonly Result<VitCell, VitOutcome>[]): VitGroup[] {
  return grouped(results, ({ cell: { data, size, model } }) => `${data} ${size} ${model}`).flatMap(
    (group) => {
      const { data, size, model } = group[0].cell;
      const runs = group.flatMap(({ outcome: { curves } }) => (curves ? [curves] : []));
      return runs.length > 0 ? [{ data, size, model, runs }] : [];
    },
  );
}

/** The groups of the largest size of a set. */
export function largestOf(groups: readonly VitGroup[], data: VitSetName): VitGroup[] {
  const own = groups.filter((group) => group.data === data);
  const size = Math.max(...own.map((group) => group.size));
  return own.filter((group) => group.size === size);
}

export function setsOf(groups: readonly VitGroup[]): VitSetName[] {
  return [...new Set(groups.map(({ data }) => data))];
}

/** The largest accuracy over the epochs, on what was learned from. */
export function maxTrain({ trainAccuracy }: VitCurves): number {
  return Math.max(...trainAccuracy);
}

/** After the last epoch. */
export function finalTest({ testAccuracy }: VitCurves): number {
  return testAccuracy[testAccuracy.length - 1];
}

/** How much larger it is, run by run, for one model than for another on the same pictures: by size. */
export function differencesOf(
  groups: readonly VitGroup[],
  { data, one, other }: { data: VitSetName; one: VitModelName; other: VitModelName },
  of: (curves: VitCurves) => number,
): { readonly size: number; readonly differences: readonly number[] }[] {
  const own = groups.filter((group) => group.data === data);
  return own.flatMap(({ size, model, runs }) => {
    const beside = own.find((group) => group.size === size && group.model === other);
    if (model !== one || !beside) return [];
    return [{ size, differences: runs.map((run, i) => of(run) - of(beside.runs[i])) }];
  });
}

/** Figures 6 and 27 to 29, then 4 and 30 to 49. */
export function vitCharts(groups: readonly VitGroup[]): BandChart[] {
  return [
    sizesChart(groups),
    ...setsOf(groups).flatMap((data) => epochCharts(largestOf(groups, data), data)),
  ];
}

function sizesChart(groups: readonly VitGroup[]): BandChart {
  return {
    title: "What is learned by heart",
    description: "The largest accuracy over the epochs on pictures learned from, by how many there are.",
    xLabel: "pictures learned from",
    yLabel: "training accuracy",
    panels: setsOf(groups).map((data) => ({
      title: vitTitles[data],
      lines: grouped(
        groups.filter((group) => group.data === data),
        ({ model }) => model,
      ).map((sizes) => ({
        name: sizes[0].model,
        points: sizes.map(({ size, runs }) => pointOf(size, runs.map(maxTrain))),
      })),
    })),
  };
}

function epochCharts(groups: readonly VitGroup[], data: VitSetName): BandChart[] {
  const of = (title: string, what: "Accuracy" | "Loss"): BandChart => ({
    title: `${vitTitles[data]}: ${title}`,
    description: `After each epoch, with ${groups[0].size} pictures learned from.`,
    ...{ xLabel: "epoch", yLabel: title },
    panels: (["train", "test"] as const).map((part) => ({
      title: part === "train" ? "learned from" : "test",
      lines: groups.map((group): BandLine => {
        const epochs = group.runs[0][`${part}${what}`].map((_, epoch) =>
          pointOf(
            epoch + 1,
            group.runs.map((run) => run[`${part}${what}`][epoch]),
          ),
        );
        return { name: group.model, points: epochs };
      }),
    })),
  });
  return [of("accuracy", "Accuracy"), of("cross-entropy", "Loss")];
}

function pointOf(x: number, values: readonly number[]): BandPoint {
  const { mean, spread } = meanOfFew(values);
  return { x, y: mean, low: mean - (spread ?? 0), high: mean + (spread ?? 0) };
}
