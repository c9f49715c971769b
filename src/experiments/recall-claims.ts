import type { Claim } from "../report/index.node.ts";
import { type Curve, dataTitles } from "./recall-curves.ts";
import type { ReadingName } from "./recall-task.ts";

type Measure = "success" | "identified";

/** Shares that differ by less than this count as alike. */
const alike = 0.1;

const topModels = ["top 20 %", "top 50 %", "top 80 %"];
const maskedModels = ["20 % masked", "50 % masked", "80 % masked"];

const inReading: Readonly<Record<ReadingName, string>> = {
  published: "as published",
  coded: "as coded",
  sharp: "normalised, β = 1",
};

/**
 * "Top-K … similar … as Dense and Sparse": at every place at most 0.1 from both. Figure 1, caption.
 * @param placeOf says where on the curve: 20 → `"20 memories"`
 */
export function topKIsAlike(
  curves: readonly Curve[],
  reading: ReadingName,
  placeOf: (x: number) => string,
): Claim {
  let worst = { gap: -1, text: "" };
  for (const place of placesOf(curves, reading)) {
    for (const top of topModels) {
      for (const other of ["dense", "sparse"]) {
        const others = pointsOf(place, other);
        pointsOf(place, top).forEach(({ x, success }, i) => {
          const gap = Math.abs(success.mean - others[i].success.mean);
          const text = `${titleOf(place)}, ${placeOf(x)}: ${top} ${share(success.mean)}, ${other} ${share(others[i].success.mean)}`;
          if (gap > worst.gap) worst = { gap, text };
        });
      }
    }
  }
  return {
    statement: `Top-K succeeds about as often as dense and sparse (${inReading[reading]}).`,
    by: "paper",
    verdict: worst.gap <= alike ? "holds" : "fails",
    reason: `Alike is: at most ${alike} apart everywhere. Farthest apart: ${worst.text}.`,
  };
}

/** "Random Masked Hopfield models perform poorly": on every set, on average, 0.1 below dense. Figure 1, caption. */
export function maskingIsPoor(curves: readonly Curve[], reading: ReadingName): Claim {
  return {
    statement: `Randomly masked models do worse than dense (${inReading[reading]}).`,
    by: "paper",
    ...judged(`Worse is: ${alike} less success on average.`, placesOf(curves, reading), (place) => {
      const dense = averageOf(place, "dense", "success");
      const masked =
        maskedModels.reduce((sum, model) => sum + averageOf(place, model, "success"), 0) /
        maskedModels.length;
      return {
        text: `masked ${share(masked)}, dense ${share(dense)}`,
        holds: dense < alike ? undefined : dense - masked >= alike,
      };
    }),
  };
}

/** Noise costs the sparse-structured models less than dense: remark 4.2, which figure 1 is to show. */
export function topKStandsNoise(curves: readonly Curve[], reading: ReadingName): Claim {
  const rule = `Success lost from the least to the most noise, with ${alike / 2} for chance.`;
  return {
    statement: `Noise costs top-K no more than dense (${inReading[reading]}).`,
    by: "paper",
    ...judged(rule, placesOf(curves, reading), (place) => {
      const loss = (model: string): number => {
        const points = pointsOf(place, model);
        return points[0].success.mean - points[points.length - 1].success.mean;
      };
      const [dense, top] = [loss("dense"), Math.max(...topModels.map(loss))];
      return {
        text: `top-K at most ${share(top)}, dense ${share(dense)}`,
        holds: pointsOf(place, "dense")[0].success.mean < alike ? undefined : top <= dense + alike / 2,
      };
    }),
  };
}

/**
 * The verdict over sets of pictures: every set that can tell has to hold. A set can't where dense hardly ever
 * succeeds: then there is nothing to do worse than, or to lose.
 */
function judged(
  rule: string,
  places: readonly Curve[][],
  judge: (place: readonly Curve[]) => { text: string; holds: boolean | undefined },
): Pick<Claim, "verdict" | "reason"> {
  const found = places.map((place) => ({ title: titleOf(place), ...judge(place) }));
  const telling = found.filter(({ holds }) => holds !== undefined);
  const parts = found.map(
    ({ title, text, holds }) =>
      `${title}: ${text}${holds === undefined ? ", which can’t tell, as dense hardly ever succeeds" : ""}`,
  );
  const verdict = telling.every(({ holds }) => holds) ? "holds" : "fails";
  return { verdict: telling.length > 0 ? verdict : "untested", reason: `${rule} ${parts.join("; ")}.` };
}

/** Of a reading: on every set, the average of one model is at most, or at least, that of another and a margin. */
export function comparison(
  curves: readonly Curve[],
  { statement, reading, measure, less, more, margin }: Comparison,
): Claim {
  const places = placesOf(curves, reading).map((place) => ({
    title: titleOf(place),
    small: averageOf(place, less, measure),
    large: typeof more === "number" ? more : averageOf(place, more, measure),
  }));
  const large = typeof more === "number" ? "" : `, ${more} `;
  return {
    statement,
    by: "here",
    verdict: places.every(({ small, large }) => small <= large + margin) ? "holds" : "fails",
    reason: `Means over the curve. ${places.map((place) => `${place.title}: ${less} ${share(place.small)}${large && large + share(place.large)}`).join("; ")}.`,
  };
}

export interface Comparison {
  readonly statement: string;
  readonly reading: ReadingName;
  readonly measure: Measure;
  readonly less: string;
  /** A model, or a share. */
  readonly more: string | number;
  readonly margin: number;
}

function placesOf(curves: readonly Curve[], reading: ReadingName): Curve[][] {
  const ofReading = curves.filter((curve) => curve.reading === reading);
  return [...new Set(ofReading.map(({ data }) => data))].map((data) =>
    ofReading.filter((curve) => curve.data === data),
  );
}

function titleOf(place: readonly Curve[]): string {
  return dataTitles[place[0].data];
}

function pointsOf(place: readonly Curve[], model: string): Curve["points"] {
  const found = place.find((curve) => curve.model === model);
  if (!found) throw new RangeError(`recall claims: no curve of the model ${model}`);
  return found.points;
}

function averageOf(place: readonly Curve[], model: string, measure: Measure): number {
  const points = pointsOf(place, model);
  return points.reduce((sum, point) => sum + point[measure].mean, 0) / points.length;
}

function share(value: number): string {
  return value
    .toFixed(2)
    .replace(/^-(?=0\.00$)/, "")
    .replace("-", "−");
}
