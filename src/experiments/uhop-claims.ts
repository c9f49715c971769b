import type { Claim, Verdict } from "../report/index.node.ts";
import { dataTitles } from "./recall-curves.ts";
import { split, type UhopCurve } from "./uhop-curves.ts";

/** Curves of one set of pictures. */
export type OfOneSet = readonly UhopCurve[];

/**
 * The verdict over sets of pictures: every set that can tell has to hold. A set that can’t gives undefined.
 */
export function judgedBySet(
  curves: readonly UhopCurve[],
  rule: string,
  judge: (set: OfOneSet) => { text: string; holds: boolean | undefined },
): Pick<Claim, "verdict" | "reason"> {
  const found = split(curves, ({ data }) => data).map((set) => ({
    title: dataTitles[set[0].data],
    ...judge(set),
  }));
  const telling = found.filter(({ holds }) => holds !== undefined);
  const verdict: Verdict =
    telling.length === 0 ? "untested" : telling.every(({ holds }) => holds) ? "holds" : "fails";
  const parts = found.map(({ title, text }) => `${title}: ${text}`).join("; ");
  return { verdict, reason: `${rule} ${parts || "No set of this kind was run"}.` };
}

/** On every set, the mean over the curve of one line is at most that of each other, and a margin of its own mean. */
export function leastOf(
  curves: readonly UhopCurve[],
  { line, others, margin = 0 }: { line: string; others: readonly string[]; margin?: number },
): Pick<Claim, "verdict" | "reason"> {
  const rule = "Means over the curve.";
  return judgedBySet(curves, rule, (set) => {
    const own = averageOf(set, line);
    const rivals = others.map((other) => ({ other, average: averageOf(set, other) }));
    return {
      text: `${line} ${short(own)}, ${rivals.map(({ other, average }) => `${other} ${short(average)}`).join(", ")}`,
      holds: rivals.every(({ average }) => own <= average + margin),
    };
  });
}

/** On every set, one line is at most each other at every place. */
export function leastEverywhere(
  curves: readonly UhopCurve[],
  { line, others, placeOf }: { line: string; others: readonly string[]; placeOf: (x: number) => string },
): Pick<Claim, "verdict" | "reason"> {
  return judgedBySet(curves, "Means over the runs, at every place.", (set) => {
    const less = lineOf(set, line).flatMap(({ x, y: own }, i) =>
      others
        .map((other) => ({ other, mean: lineOf(set, other)[i].y.mean }))
        .filter(({ mean }) => mean < own.mean)
        .map(({ other, mean }) => `${placeOf(x)}: ${line} ${short(own.mean)}, ${other} ${short(mean)}`),
    );
    return { text: less.length === 0 ? "nowhere more" : less.join(", "), holds: less.length === 0 };
  });
}

/** The curve of a name among those of one set. */
export function lineOf(set: OfOneSet, line: string): UhopCurve["points"] {
  const found = set.find((curve) => curve.line === line);
  if (!found) throw new RangeError(`uhop claims: there is no line "${line}"`);
  return found.points;
}

/** The mean of a line over its curve. */
export function averageOf(set: OfOneSet, line: string): number {
  const points = lineOf(set, line);
  return points.reduce((sum, { y }) => sum + y.mean, 0) / points.length;
}

/** A number with three significant places. */
export function short(value: number): string {
  return String(Number(value.toPrecision(3))).replace("-", "−");
}

/** 0.123 → "12 %". */
export function percent(share: number): string {
  return `${Math.round(100 * share)} %`.replace("-", "−");
}
