import type { Claim } from "../report/index.node.ts";
import { curvesAt, iterationsOf, type MaxAverageResults } from "./max-average-curves.ts";
import { averageOf, judgedBySet, lineOf, type OfOneSet, short } from "./uhop-claims.ts";
import { split, type UhopCurve } from "./uhop-curves.ts";

/** What appendix G.2 says. */
export function maxAverageClaims(results: MaxAverageResults): Claim[] {
  const iterations = iterationsOf(results);
  const all = iterations.map((N) => curvesAt(results, N));
  return [
    ...["", ", rate 0.1"].flatMap((rate): Claim[] => [
      less(overIterations(all), rate),
      grows(overIterations(all), rate),
      sooner(all[0], iterations[0], rate),
    ]),
    perfect(results),
    simplexBound(results),
  ];
}

const howOf = (rate: string): string => (rate === "" ? "rate 1" : "rate 0.1");

function less(curves: readonly UhopCurve[], rate: string): Claim {
  return {
    statement: `The average loss yields less error than the maximum (${howOf(rate)}).`,
    by: "paper",
    ...judgedBySet(curves, "Means over N and memories.", (set) => {
      const [average, maximum] = bothOf(set, rate, averageOf);
      return { text: `average ${short(average)}, maximum ${short(maximum)}`, holds: average < maximum };
    }),
  };
}

function grows(curves: readonly UhopCurve[], rate: string): Claim {
  const rule = "What the maximum has more, the mean over N, at the fewest and at the most memories.";
  return {
    statement: `That advantage grows with the size of the memory set (${howOf(rate)}).`,
    by: "paper",
    ...judgedBySet(curves, rule, (set) => {
      const at = (end: number): number => {
        const [average, maximum] = bothOf(set, rate, (of, line) => lineOf(of, line).at(end)?.y.mean ?? 0);
        return maximum - average;
      };
      const [few, many] = [at(0), at(-1)];
      return { text: `${short(few)} and ${short(many)}`, holds: many > few && many > 0 };
    }),
  };
}

/** Both begin with the same W, so that who is lower early fell faster. */
function sooner(curves: readonly UhopCurve[], N: number, rate: string): Claim {
  return {
    statement: `The error decreases more rapidly under the average loss (${howOf(rate)}).`,
    by: "paper",
    ...judgedBySet(curves, `From the same start, at N = ${N}; means over memories.`, (set) => {
      const [average, maximum] = bothOf(set, rate, averageOf);
      return { text: `average ${short(average)}, maximum ${short(maximum)}`, holds: average < maximum };
    }),
  };
}

function bothOf(
  set: OfOneSet,
  rate: string,
  measured: (set: OfOneSet, line: string) => number,
): [average: number, maximum: number] {
  return [measured(set, `average${rate}`), measured(set, `maximum${rate}`)];
}

function perfect(results: MaxAverageResults): Claim {
  const digits = results.filter(({ cell: { data } }) => data === "mnist");
  const energy = digits.reduce((sum, { outcome }) => sum + outcome.energy, 0) / digits.length;
  const rule = "Almost is: at most 1 % of a picture’s Σ ξ² at every number of memories, at rate 1.";
  return {
    statement: "On MNIST the average loss retrieves almost perfectly with N = 200.",
    by: "paper",
    ...judgedBySet(curvesAt(digits, 200), rule, (set) => {
      const worst = Math.max(...lineOf(set, "average").map(({ y }) => y.mean)) / energy;
      return { text: `at most ${(100 * worst).toFixed(2)} %`, holds: worst <= 0.01 };
    }),
  };
}

/** Of M directions the closest two are at most as far apart as the corners of a simplex: L ≥ −2tM/(M − 1). */
function simplexBound(results: MaxAverageResults): Claim {
  const margins = results.flatMap(({ cell: { memories: M }, outcome: { reached } }) =>
    reached.map(({ loss }) => loss + (4 * M) / (M - 1)),
  );
  const least = Math.min(...margins);
  return {
    statement: "No loss, average or maximum, is below that of a simplex, −2tM/(M − 1).",
    by: "here",
    verdict: least >= -1e-3 ? "holds" : "fails",
    reason: `The nearest to it was ${short(least)} above.`,
  };
}

/** The mean over N, point by point. */
function overIterations(all: readonly (readonly UhopCurve[])[]): UhopCurve[] {
  const curves = all.flat();
  return split(curves, ({ data, line }) => `${data} ${line}`).map((same) => ({
    ...same[0],
    points: same[0].points.map(({ x }, i) => ({
      x,
      y: {
        mean: same.reduce((sum, { points }) => sum + points[i].y.mean, 0) / same.length,
        spread: null,
      },
    })),
  }));
}
