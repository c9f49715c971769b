import {
  type AccuracyDifference,
  type AccuracyInterval,
  accuracyDifference,
  accuracyInterval,
} from "../../memory/index.ts";
import type { AlikePicture, VisionFold } from "./vision-validation.ts";

/** A picture as a net told it that never saw it. */
export interface HeldPicture {
  readonly row: number;
  readonly label: number;
  /** The class with the largest share. */
  readonly taken: number;
  readonly shares: readonly number[];
  readonly alike: readonly AlikePicture[];
}

/** What is to be beaten, on the same pictures. */
export interface VisionBaseline {
  readonly accuracy: AccuracyInterval;
  /** How much the net is better. */
  readonly below: AccuracyDifference;
}

export interface VisionResult {
  readonly accuracy: AccuracyInterval;
  /** The class of the remembered picture that is nearest in its pixels. */
  readonly nearest: VisionBaseline;
  /** Always the largest class. */
  readonly largest: VisionBaseline;
  /** How many pictures of a class were taken for each: [is][taken for]. */
  readonly confusion: readonly (readonly number[])[];
  /** In the order of the pictures. */
  readonly pictures: readonly HeldPicture[];
}

/** What a cross-validation says of nets of these settings. */
export function visionResult(folds: readonly VisionFold[], labels: readonly number[]): VisionResult {
  const held = folds.flatMap(({ rows, shares, alike, nearest, largest }) =>
    rows.map((row, i) => ({
      ...{ row, label: labels[row], shares: shares[i], alike: alike[i], largest },
      ...{ taken: shares[i].indexOf(Math.max(...shares[i])), nearest: labels[nearest[i]] },
    })),
  );
  const right = (of: "taken" | "nearest" | "largest"): boolean[] =>
    held.map((picture) => picture[of] === picture.label);
  const net = right("taken");
  const baseline = (of: "nearest" | "largest"): VisionBaseline => ({
    accuracy: accuracyInterval(right(of)),
    below: accuracyDifference(net, right(of)),
  });
  const confusion = held[0].shares.map(() => held[0].shares.map(() => 0));
  for (const { label, taken } of held) confusion[label][taken]++;
  return {
    ...{
      accuracy: accuracyInterval(net),
      nearest: baseline("nearest"),
      largest: baseline("largest"),
      confusion,
    },
    pictures: held
      .map(({ row, label, taken, shares, alike }) => ({ row, label, taken, shares, alike }))
      .sort((a, b) => a.row - b.row),
  };
}
