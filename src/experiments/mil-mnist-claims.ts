import type { Claim } from "../report/index.node.ts";
import type { Result } from "./experiment.ts";
import { grouped } from "./grouped.ts";
import { type Mean, meanOf, meanOfFew } from "./mean.ts";
import type { MilCell, MilOutcome } from "./mil-mnist-task.ts";

type MilResult = Result<MilCell, MilOutcome>;

/** Differences of accuracy below this count as none. */
const alike = 0.02;

/** What figures 1 and 2 are said to show, and what they have to show for anything to be said. */
export function milClaims(results: readonly MilResult[]): Claim[] {
  const first = byModel(results.filter(({ cell }) => cell.figure === 1));
  const second = byModel(results.filter(({ cell }) => cell.figure === 2));
  return [
    sparseIsBest(first),
    ...["random features", "top 20 %"].map((model) => convergesFast(first, model)),
    topIsAlike(first),
    ...["sparse", "top 20 %", "top 50 %", "50 % masked"].map((model) => standsSize(second, model)),
    {
      statement: "There is something to compare: the best way to pool is right about more than 3 of 4 bags.",
      by: "here",
      ...bestIsGood(first),
    },
  ];
}

type ByModel = ReadonlyMap<string, readonly MilResult[]>;

function byModel(results: readonly MilResult[]): ByModel {
  return new Map(grouped(results, ({ cell }) => cell.model).map((runs) => [runs[0].cell.model, runs]));
}

function finalAccuracy({ outcome: { testAccuracies } }: MilResult): number {
  return testAccuracies[testAccuracies.length - 1];
}

function lastAccuracy(runs: readonly MilResult[]): number {
  return meanOf(runs.map(finalAccuracy)).mean;
}

/** "Sparse Hopfield having the highest validation accuracy." */
function sparseIsBest(models: ByModel): Claim {
  const found = [...models].map(([model, runs]) => ({ model, ...meanOfFew(runs.map(finalAccuracy)) }));
  const sparse = found.find(({ model }) => model === "sparse");
  const others = found.filter(({ model }) => !["sparse", "mean", "max"].includes(model));
  const best = others.reduce((a, b) => (b.mean > a.mean ? b : a));
  const gap = (sparse?.mean ?? 0) - best.mean;
  const half = Math.hypot(sparse?.spread ?? 1, best.spread ?? 1);
  return {
    statement: "Sparse has the highest validation accuracy of the models (figure 1).",
    by: "paper",
    verdict: sparse ? decided(gap, half) : "untested",
    reason: `After the last pass: ${found.map(({ model, mean }) => `${model} ${three(mean)}`).join(", ")}; sparse less ${best.model} ${gap.toFixed(3)} ± ${three(half)}.`,
  };
}

/** Passes until the test accuracy comes within 0.02 of a model's own best. */
function passesNeeded({ outcome: { testAccuracies } }: MilResult): number {
  const best = Math.max(...testAccuracies);
  return 1 + testAccuracies.findIndex((accuracy) => accuracy >= best - alike);
}

function convergesFast(models: ByModel, model: string): Claim {
  const [ours, dense] = [models.get(model), models.get("dense")];
  const statement = `${model[0].toUpperCase()}${model.slice(1)} converges faster than dense (figure 1).`;
  if (!ours || !dense)
    return {
      statement,
      by: "paper",
      verdict: "untested",
      reason: "It isn’t among the models of this preset.",
    };
  const [passes, others] = [ours, dense].map((runs) => meanOfFew(runs.map(passesNeeded)));
  return {
    ...{ statement, by: "paper" },
    verdict: decided(others.mean - passes.mean, Math.hypot(passes.spread ?? 12, others.spread ?? 12)),
    reason: `Passes until within ${alike} of its own best accuracy: ${passesText(passes)}, dense ${passesText(others)}.`,
  };
}

function passesText({ mean, spread }: Mean): string {
  return `${mean.toFixed(1)} ± ${spread === null ? "?" : spread.toFixed(1)}`;
}

/** Whether a gap lies above 0 by more than half of its interval, below, or neither. */
function decided(gap: number, half: number): Claim["verdict"] {
  if (Math.abs(gap) <= half) return "untested";
  return gap > 0 ? "holds" : "fails";
}

/** "Top 20% … with almost no performance drop." */
function topIsAlike(models: ByModel): Claim {
  const [top, dense] = [models.get("top 20 %"), models.get("dense")];
  const statement = "Top 20 % loses almost nothing against dense (figure 1).";
  if (!top || !dense)
    return {
      statement,
      by: "paper",
      verdict: "untested",
      reason: "It isn’t among the models of this preset.",
    };
  const [ours, theirs] = [top, dense].map((runs) => meanOfFew(runs.map(finalAccuracy)));
  const half = Math.hypot(ours.spread ?? 1, theirs.spread ?? 1);
  return {
    statement,
    by: "paper",
    verdict: decided(ours.mean - theirs.mean + alike, half),
    reason: `Almost nothing is ${alike}: ${three(ours.mean)}, dense ${three(theirs.mean)}, ± ${three(half)}.`,
  };
}

/** "For those [that] generate actual sparse matrices, their performances are more robust against bag size increase." */
function standsSize(models: ByModel, model: string): Claim {
  const statement = `Larger bags cost ${model} less accuracy than dense (figure 2).`;
  const [ours, dense] = [models.get(model), models.get("dense")];
  if (!ours || !dense)
    return {
      statement,
      by: "paper",
      verdict: "untested",
      reason: "It isn’t among the models of this preset.",
    };
  const [mine, theirs] = [lossOf(ours), lossOf(dense)];
  const half = Math.hypot(mine.half, theirs.half);
  return {
    ...{ statement, by: "paper" },
    verdict: decided(theirs.lost - mine.lost, half),
    reason: `From the smallest to the largest bags: ${mine.text}, dense ${theirs.text}; runs and test bags leave ± ${three(half)} open.`,
  };
}

/** What larger bags cost, and half of its 95 % interval: of the mean over runs, or by the bags tested on where that is wider. */
function lossOf(runs: readonly MilResult[]): { text: string; lost: number; half: number } {
  const sizes = [...new Set(runs.map(({ cell }) => cell.size))].sort((a, b) => a - b);
  const [small, large] = [sizes[0], sizes[sizes.length - 1]].map((size) => {
    const own = runs.filter(({ cell }) => cell.size === size);
    const { mean, spread } = meanOfFew(own.map(finalAccuracy));
    const bags = own.reduce((sum, { cell }) => sum + 2 * cell.tests, 0);
    return { mean, half: Math.max(spread ?? 0, 1.96 * Math.sqrt((mean * (1 - mean)) / bags)) };
  });
  return {
    text: `${three(small.mean)} to ${three(large.mean)}`,
    lost: small.mean - large.mean,
    half: Math.hypot(small.half, large.half),
  };
}

function bestIsGood(models: ByModel): Pick<Claim, "verdict" | "reason"> {
  const best = Math.max(...[...models.values()].map(lastAccuracy));
  return {
    verdict: best > 0.75 ? "holds" : "fails",
    reason: `The best is right about ${three(best)} of the test bags.`,
  };
}

function three(value: number): string {
  return value.toFixed(3);
}
