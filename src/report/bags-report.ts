import type { AucDifference, AucInterval } from "../memory/index.ts";
import type { ReportPicture } from "./recall-report.ts";

/** What a page shows of how bags were told apart. Plain data. */
export interface BagsReport {
  /** What was learned from: "elephants.csv". */
  readonly name: string;
  readonly classes: readonly [negative: string, positive: string];
  readonly instanceCount: number;
  readonly featureCount: number;
  readonly foldCount: number;
  readonly methods: readonly [BagsMethod, ...BagsMethod[]];
  /** Every bag, each scored by a model that never saw it. */
  readonly bags: readonly ReportBag[];
  /** How it was learned, part by part. */
  readonly settings: readonly { readonly name: string; readonly text: string }[];
  /** What has to be said beside the result. */
  readonly notes?: readonly string[];
}

/** One way to pool instances; the first of a report is the one that was asked for. */
export interface BagsMethod {
  readonly name: string;
  readonly auc: AucInterval;
  /** How much the first method is above this one; none for the first itself. */
  readonly below?: AucDifference;
}

export interface ReportBag {
  readonly id: string;
  readonly positive: boolean;
  /** The model's share for the positive class, in [0, 1]. */
  readonly score: number;
  /** Those that decided most, first; the page says how many more there are. */
  readonly instances: readonly ReportInstance[];
  readonly instanceCount: number;
}

export interface ReportInstance {
  readonly name: string;
  /** Its share in what the bag was pooled to, in [0, 1]; null where pooling forms no weights. */
  readonly weight: number | null;
  /** The bag's score without it; undefined where it is alone. */
  readonly without?: number;
  /** What it adds to the bag's log odds. */
  readonly shift?: number;
  readonly thumbnail?: ReportPicture;
}
