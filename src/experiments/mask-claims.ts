import type { Claim } from "../report/index.node.ts";
import { type AttentionCurve, curveNamed, shortText, valueAt } from "./attention-curves.ts";
import { averageOf, type MaskCurve } from "./mask-curves.ts";
import { maskedPercents } from "./mask-task.ts";
import { dataTitles } from "./recall-curves.ts";

const margin = 0.1;

/** Figure 1's caption says why random masking does badly: that is looked at, and what must be so. */
export function recallClaims(curves: readonly MaskCurve[]): Claim[] {
  const data = [...new Set(curves.map((curve) => curve.data))];
  const places = data.map((name) => {
    const identified = (model: string): number => averageOf(named(curves, name, model), "identified");
    return {
      title: dataTitles[name],
      dense: identified("dense"),
      masked: maskedPercents.map((percent) => identified(`${percent} % masked`)),
      own: maskedPercents.map((percent) => identified(`${percent} % masked, own kept`)),
    };
  });
  const told = places
    .map(
      ({ title, dense, masked, own }) =>
        `${title}: dense ${text(dense)}; ${maskedPercents.map((percent, i) => `${percent} % masked ${text(masked[i])}, own kept ${text(own[i])}`).join("; ")}`,
    )
    .join(". ");
  const poor = places.every(
    ({ dense, masked, own }) =>
      masked.every((share) => share < dense) && own.every((share) => share >= dense - margin),
  );
  const limited = places.every(({ masked }) =>
    masked.every((share, i) => share <= 1 - maskedPercents[i] / 100 + margin),
  );
  const helped = places.every(({ dense, own }) => own.every((share) => share >= dense - margin / 2));
  return [
    {
      statement: "Random masking does poorly because it may mask the pattern that is asked for.",
      by: "paper",
      verdict: poor ? "holds" : "fails",
      reason: `Then it is below dense, and no more than ${margin} below where that pattern is kept. The right picture, on average over the curve: ${told}.`,
    },
    {
      statement: "What is masked can’t come back: at most the share that is kept does.",
      by: "here",
      verdict: limited ? "holds" : "fails",
      reason: `With ${margin} for chance. ${told}.`,
    },
    {
      statement: "Where the pattern asked for is kept, leaving out others doesn’t cost the right picture.",
      by: "here",
      verdict: helped ? "holds" : "fails",
      reason: `At most ${margin / 2} below dense. ${told}.`,
    },
  ];
}

/** Remark 3.7 and figures 4 (right) and 5 (left), at the longest sequences. */
export function costClaims(curves: readonly AttentionCurve[]): Claim[] {
  const batch = curves[0].batch;
  const at = (model: string, quantity: "milliseconds" | "multiplications"): number => {
    const point = curveNamed(curves, model, batch).points.at(-1);
    return (point && valueAt(point, quantity)) ?? Number.NaN;
  };
  const models = maskedPercents.map((percent) => `${percent} % masked`);
  const shares = models.map((model) => at(model, "multiplications") / at("dense", "multiplications"));
  const times = models.map((model) => at(model, "milliseconds"));
  const timesText = [
    ...models.map((model, i) => `${model} ${shortText(times[i])}`),
    `dense ${shortText(at("dense", "milliseconds"))}`,
  ].join(", ");
  const falling = times.every((time, i) => i === 0 || time < times[i - 1]);
  return [
    {
      statement: "Random masking takes O(k L) operations.",
      by: "paper",
      verdict: shares.every((share, i) => Math.abs(share - (1 - maskedPercents[i] / 100)) < 0.01)
        ? "holds"
        : "fails",
      reason: `Of the multiplications of dense, they take ${shares.map(text).join(", ")} with ${maskedPercents.join(", ")} % masked. With a share that is kept, k grows with L: the growth is still square.`,
    },
    {
      statement: "The more is masked, the less time it takes.",
      by: "paper",
      verdict: falling ? "holds" : "fails",
      reason: `${timesText} milliseconds a batch. Masks are drawn anew each time, and what they keep is gathered.`,
    },
    {
      statement: "The multiplications of random masking are those of dense times the share that is kept.",
      by: "here",
      verdict: shares.every((share, i) => Math.abs(share - (1 - maskedPercents[i] / 100)) < 0.01)
        ? "holds"
        : "fails",
      reason: `${shares.map(text).join(", ")} at the longest sequences, within 0.01 as whole patterns are kept.`,
    },
  ];
}

function named(curves: readonly MaskCurve[], data: MaskCurve["data"], model: string): MaskCurve {
  const found = curves.find((curve) => curve.data === data && curve.model === model);
  if (!found) throw new RangeError(`mask claims: no curve of the model ${model}`);
  return found;
}

function text(value: number): string {
  return value.toFixed(2);
}
