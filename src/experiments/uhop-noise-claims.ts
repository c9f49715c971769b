import type { Claim } from "../report/index.node.ts";
import { judgedBySet, leastOf, lineOf, short } from "./uhop-claims.ts";
import type { UhopCurve } from "./uhop-curves.ts";
import { fairRivals, publishedRivals } from "./uhop-models.ts";

const rivalNames = publishedRivals.map(({ name }) => name);

/** What figure 3 (right) is to show, by noise of a norm and on pixels. */
export function noiseClaims(norm: readonly UhopCurve[], pixel: readonly UhopCurve[]): Claim[] {
  return [
    ...(
      [
        [norm, "noise of a norm"],
        [pixel, "noise on pixels"],
      ] as const
    ).flatMap(([curves, how]): Claim[] => [
      {
        statement: `U-Hop makes less error than all baselines of the paper (${how}).`,
        by: "paper",
        ...leastOf(curves, { line: "U-Hop", others: rivalNames }),
      },
      {
        statement: `U-Hop makes less error than all other baselines, those too that the paper leaves out (${how}).`,
        by: "paper",
        ...leastOf(curves, { line: "U-Hop", others: fairRivals.map(({ name }) => name) }),
      },
      harder(curves, how),
    ]),
    {
      statement: "No norm of the paper’s is much: the nearest by distance makes no error at all.",
      by: "here",
      ...judgedBySet(norm, "Its largest error.", (set) => {
        const largest = Math.max(...lineOf(set, "nearest by distance").map(({ y }) => y.mean));
        return { text: short(largest), holds: largest === 0 };
      }),
    },
    {
      statement:
        "Dense fails before there is any noise: by the loudest memory, not by noise (noise of a norm).",
      by: "here",
      ...judgedBySet(norm, "Its error without noise, beside that at the largest norm.", (set) => {
        const points = lineOf(set, "dense");
        const [none, most] = [points[0].y.mean, points[points.length - 1].y.mean];
        return { text: `${short(none)} and ${short(most)}`, holds: none >= 0.5 * most };
      }),
    },
  ];
}

/** Error grows by a tenth at least from no noise to the most. */
function harder(curves: readonly UhopCurve[], how: string): Claim {
  const rule = "More is: a tenth more at the largest level than without noise, and more than 0.1. ";
  return {
    statement: `More noise makes retrieval by inner products, distances and U-Hop harder (${how}).`,
    by: "paper",
    ...judgedBySet(curves, rule.trim(), (set) => {
      const found = ["dense", "L2", "Manhattan", "U-Hop"].map((line) => {
        const points = lineOf(set, line);
        const [none, most] = [points[0].y.mean, points[points.length - 1].y.mean];
        return { text: `${line} ${short(none)} to ${short(most)}`, holds: most > Math.max(0.1, 1.1 * none) };
      });
      return {
        text: found.map(({ text }) => text).join(", "),
        holds: found.every(({ holds }) => holds),
      };
    }),
  };
}
