import type { Check, KernelEffect } from "../bank/index.ts";
import type { ReportPicture } from "./recall-report.ts";

/** What a page shows of one check. Plain data. */
export interface CheckReport {
  /** What was checked, for example "photos". */
  readonly memoryName: string;
  readonly noun: "picture" | "vector";
  readonly check: Check;
  /** The largest of the check's groups, in its order; the page says how many more there are. */
  readonly groups: readonly ReportGroup[];
  /** What has to be said of how the check was made. */
  readonly note?: string;
  /** What the memory's learned kernel changes, where it has one. */
  readonly kernel?: KernelEffect;
  /** The least mean recall that was asked for, in [0, 1]. */
  readonly minRecall?: number;
}

/** Items that get mixed up. */
export interface ReportGroup {
  /** Those shown; the page says how many more there are. */
  readonly items: readonly { readonly name: string; readonly thumbnail?: ReportPicture }[];
}
