import type { AccuracyDifference, AccuracyInterval } from "../memory/index.ts";
import type { ReportPicture } from "./recall-report.ts";

/** What a page shows of how pictures were told apart. Plain data. */
export interface ClassesReport {
  /** What was learned from: "photos". */
  readonly name: string;
  readonly classes: readonly string[];
  readonly foldCount: number;
  /** The net first, what it is compared with behind it. */
  readonly methods: readonly [ClassesMethod, ...ClassesMethod[]];
  /** How many pictures of a class were taken for each: [is][taken for]. */
  readonly confusion: readonly (readonly number[])[];
  /** The plainest first; the page says how many more there are. */
  readonly mistakes: readonly ReportMistake[];
  /** How it was learned, part by part. */
  readonly settings: readonly { readonly name: string; readonly text: string }[];
}

export interface ClassesMethod {
  readonly name: string;
  readonly accuracy: AccuracyInterval;
  /** How much the net is above this one; none for the net itself. */
  readonly below?: AccuracyDifference;
}

/** A picture that was taken for another class. */
export interface ReportMistake {
  readonly name: string;
  readonly label: string;
  readonly taken: string;
  /** The net’s shares for the class that it was taken for, and for its own. */
  readonly share: number;
  readonly own: number;
  readonly thumbnail?: ReportPicture;
  readonly alike: readonly ReportAlike[];
}

/** A remembered picture, by how alike it is to the net, in [−1, 1]. */
export interface ReportAlike {
  readonly name: string;
  readonly label: string;
  readonly similarity: number;
  readonly thumbnail?: ReportPicture;
}
