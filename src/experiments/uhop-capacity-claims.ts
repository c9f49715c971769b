import type { Claim } from "../report/index.node.ts";
import { averageOf, judgedBySet, leastEverywhere, leastOf, lineOf, percent, short } from "./uhop-claims.ts";
import type { UhopCurve } from "./uhop-curves.ts";
import { fairRivals, publishedRivals } from "./uhop-models.ts";

const rivalNames = publishedRivals.map(({ name }) => name);
/** Up to this share of a picture’s Σ ξ² is as good as nothing. */
const NEAR = 0.01;

/** What figure 26 is to show, and what it would show beside fair baselines. */
export function capacityClaims(curves: readonly UhopCurve[], energies: readonly UhopCurve[]): Claim[] {
  return [
    {
      statement:
        "U-Hop makes less error than all baselines of the paper, distances with the right sign, on average.",
      by: "paper",
      ...leastOf(curves, { line: "U-Hop", others: rivalNames }),
    },
    {
      statement: "It does so across all memory set sizes.",
      by: "paper",
      ...leastEverywhere(curves, { line: "U-Hop", others: rivalNames, placeOf: (M) => `${M} memories` }),
    },
    {
      statement: "U-Hop makes less error than all other baselines, those too that the paper leaves out.",
      by: "paper",
      ...leastOf(curves, { line: "U-Hop", others: fairRivals.map(({ name }) => name) }),
    },
    nearlyOptimal(curves, energies),
    oneIteration(curves, "all baselines", rivalNames),
    oneIteration(curves, "Manhattan distance alone", ["Manhattan"]),
    {
      statement: "What takes no learning is as good: the nearest by cosine makes no more error than U-Hop.",
      by: "here",
      ...leastOf(curves, { line: "nearest by cosine", others: ["U-Hop"] }),
    },
    {
      statement: "With the sign that the published code has, L2 makes more error than with the right one.",
      by: "here",
      ...leastOf(curves, { line: "L2", others: ["L2, as coded"] }),
    },
    {
      statement:
        "With the sign that the published code has, Manhattan makes more error than with the right one.",
      by: "here",
      ...leastOf(curves, { line: "Manhattan", others: ["Manhattan, as coded"] }),
    },
    codedLearnsNothing(curves),
  ];
}

function nearlyOptimal(curves: readonly UhopCurve[], energies: readonly UhopCurve[]): Claim {
  const rule = `Near is: at most ${percent(NEAR)} of a picture’s Σ ξ² at every number of memories.`;
  return {
    statement: "U-Hop is near optimal across all memory set sizes.",
    by: "paper",
    ...judgedBySet(curves, rule, (set) => {
      const energy = averageOf(
        energies.filter(({ data }) => data === set[0].data),
        "energy",
      );
      const errors = lineOf(set, "U-Hop").map(({ x, y }) => ({ x, share: y.mean / energy }));
      const worst = errors.reduce((most, each) => (each.share > most.share ? each : most));
      const share = `${(100 * worst.share).toFixed(2)} %`;
      return { text: `at most ${share} (${worst.x} memories)`, holds: worst.share <= NEAR };
    }),
  };
}

function oneIteration(curves: readonly UhopCurve[], against: string, others: readonly string[]): Claim {
  const rule = "1 − the error with N = 1 over that of a baseline, of means over the curve; their mean.";
  return {
    statement: `A single iteration improves memory retrieval by 30 % on average, over ${against}.`,
    by: "paper",
    ...judgedBySet(curves, rule, (set) => {
      const own = averageOf(set, "U-Hop, N = 1");
      const gain = others.reduce((sum, other) => sum + 1 - own / averageOf(set, other), 0) / others.length;
      return { text: percent(gain), holds: gain >= 0.3 };
    }),
  };
}

function codedLearnsNothing(curves: readonly UhopCurve[]): Claim {
  return {
    statement: "Learning as coded changes next to nothing: the error stays within a tenth of the start’s.",
    by: "here",
    ...judgedBySet(curves, "Means over the curve.", (set) => {
      const [start, end] = ["not learned, N(0, 1)", "U-Hop, as coded"].map((line) => averageOf(set, line));
      return {
        text: `at the start ${short(start)}, learned ${short(end)}`,
        holds: Math.abs(end - start) <= 0.1 * start,
      };
    }),
  };
}
