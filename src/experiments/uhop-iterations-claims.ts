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
      statement: "By L-BFGS the loss never rises.",
      by: "here",
      ...falls(losses, "L-BFGS"),
    },
    codedStops(losses),
  ];
}

/** Of the means over runs: each at most the one before, with a hundredth of the first for chance. */
function falls(curves: readonly UhopCurve[], way: string): Pick<Claim, "verdict" | "reason"> {
  const rule =
    "Means at N = 1, 10, 20, 50, 100, 200, 500, 1000; each at most a hundredth of the first above the one before.";
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
    ...judgedBySet(losses, "The loss at N = 1, 20 and 1000.", (set) => {
      const at = (N: number): number =>
        lineOf(set, "as coded").find(({ x }) => x === N)?.y.mean ?? Number.NaN;
      return {
        text: [1, 20, 1000].map((N) => short(at(N))).join(", "),
        holds: Math.abs(at(20) - at(1000)) < 0.01,
      };
    }),
  };
}
