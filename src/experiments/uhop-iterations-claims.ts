import type { Claim } from "../report/index.node.ts";
import { judgedBySet, lineOf, short } from "./uhop-claims.ts";
import type { UhopCurve } from "./uhop-curves.ts";

/** What figures 5, 8 and 17 are to show, for each way to learn. */
export function iterationClaims(losses: readonly UhopCurve[], errors: readonly UhopCurve[]): Claim[] {
  return [
    ...["rate 1", "rate 0.1", "rate 1 from N(0, 1)"].flatMap((way): Claim[] => [
      {
        statement: `The loss consistently decreases as N goes up (${way}).`,
        by: "paper",
        ...falls(losses, way),
      },
      {
        statement: `The error decays with N (${way}).`,
        by: "paper",
        ...falls(errors, way),
      },
    ]),
    {
      statement: "The error decays with N (L-BFGS, whose loss ends lowest).",
      by: "paper",
      ...falls(errors, "L-BFGS"),
    },
    {
      statement: "By L-BFGS the loss never rises.",
      by: "here",
      ...falls(losses, "L-BFGS"),
    },
    codedStops(losses),
  ];
}

/** Of the means over runs: each at most the one before, with a hundredth of the first for chance. */
function falls(curves: readonly UhopCurve[], way: string): Pick<Claim, "verdict" | "reason"> {
  const rule = "Means as N goes up, each at most a hundredth of the first above the one before.";
  return judgedBySet(curves, rule, (set) => {
    const means = lineOf(set, way).map(({ y }) => y.mean);
    const slack = 0.01 * Math.abs(means[0]);
    return {
      text: means.map(short).join(", "),
      holds: means.every((mean, i) => i === 0 || mean <= means[i - 1] + slack),
    };
  });
}

/** The rate is a millionth after 15 iterations. */
function codedStops(losses: readonly UhopCurve[]): Claim {
  return {
    statement:
      "As coded, learning is over after a few iterations: from N = 20 on the loss moves by less than 0.01.",
    by: "here",
    ...judgedBySet(losses, "The loss at the first N, at 20 and at the last.", (set) => {
      const points = lineOf(set, "as coded");
      const [first, last] = [points[0].y.mean, points[points.length - 1].y.mean];
      const early = points.find(({ x }) => x === 20)?.y.mean ?? Number.NaN;
      return {
        text: [first, early, last].map(short).join(", "),
        holds: Math.abs(early - last) < 0.01,
      };
    }),
  };
}
