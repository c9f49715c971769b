import type { Claim } from "../report/index.node.ts";
import type { Result } from "./experiment.ts";
import { grouped } from "./grouped.ts";
import { meanOf, meanOfFew } from "./mean.ts";
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
    verdict: !sparse || Math.abs(gap) <= half ? "untested" : gap > 0 ? "holds" : "fails",
    reason: `After the last pass: ${found.map(({ model, mean }) => `${model} ${three(mean)}`).join(", ")}; sparse less ${best.model} ${gap.toFixed(3)} ± ${three(half)}.`,
  };
}

/** Passes until the test accuracy comes within 0.02 of a model's own best, on average. */
function passesNeeded(runs: readonly MilResult[]): number {
  return meanOf(
    runs.map(({ outcome: { testAccuracies } }) => {
      const best = Math.max(...testAccuracies);
      return 1 + testAccuracies.findIndex((accuracy) => accuracy >= best - alike);
    }),
  ).mean;
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
  const [passes, others] = [passesNeeded(ours), passesNeeded(dense)];
  return {
    ...{ statement, by: "paper" },
    verdict: passes < others ? "holds" : "fails",
    reason: `Passes until within ${alike} of its own best accuracy: ${passes.toFixed(1)}, dense ${others.toFixed(1)}.`,
  };
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
  const [ours, theirs] = [lastAccuracy(top), lastAccuracy(dense)];
  return {
    ...{ statement, by: "paper" },
    verdict: ours >= theirs - alike ? "holds" : "fails",
    reason: `Almost nothing is ${alike}: ${three(ours)}, dense ${three(theirs)}.`,
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
  const lossOf = (runs: readonly MilResult[]): { text: string; lost: number } => {
    const sizes = [...new Set(runs.map(({ cell }) => cell.size))].sort((a, b) => a - b);
    const at = (size: number): number => lastAccuracy(runs.filter(({ cell }) => cell.size === size));
    const [small, large] = [at(sizes[0]), at(sizes[sizes.length - 1])];
    return { text: `${three(small)} to ${three(large)}`, lost: small - large };
  };
  const [mine, theirs] = [lossOf(ours), lossOf(dense)];
  return {
    ...{ statement, by: "paper" },
    verdict: mine.lost < theirs.lost - alike ? "holds" : "fails",
    reason: `From the smallest to the largest bags: ${mine.text}, dense ${theirs.text}; less is ${alike} less.`,
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
