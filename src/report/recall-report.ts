import type { Termination } from "../memory/index.ts";

/** What a page shows of one recall. Plain data: nothing in it needs Node, a canvas or the memory itself. */
export interface RecallReport {
  /** What was asked with, for example "torn.jpg". */
  readonly cueName: string;
  /** What was asked, for example "photos". */
  readonly memoryName: string;
  /** How many pictures the memory holds. */
  readonly patternCount: number;
  readonly outcome: "recalled" | "blend" | "unknown";
  /** The damaged picture. */
  readonly cue: ReportPicture;
  /** What the cue became before the first step, where that can be shown: its code, decoded. */
  readonly start?: ReportPicture;
  /** Every step of retrieval in order. */
  readonly steps: readonly RecallStep[];
  /** What the last step reads out; shown in its place. */
  readonly settled: ReportPicture;
  /** The best item's stored picture at its own size. Leave it out for "unknown". */
  readonly original?: ReportPicture;
  /** Stored pictures, best first. */
  readonly items: readonly ReportItem[];
  /** The energy before each step and after the last; empty for a model without one. */
  readonly energies: readonly number[];
  readonly termination: Termination;
  /** How sure the answer is, as calibrated on this memory. Without it the page says that nobody measured. */
  readonly certainty?: Certainty;
  /** The cue is a text that pictures are kept with, word for word: there is nothing to be sure of. */
  readonly association?: boolean;
  readonly model: ReportModel;
}

/** A picture as a `data:image/…` URL. It is shown in the proportions of `width` : `height`, in pixels. */
export interface ReportPicture {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

/** One step of retrieval. */
export interface RecallStep {
  /** What the step reads out: its weights applied to the stored pictures, or to their codes, decoded. */
  readonly picture: ReportPicture;
  /** What is special about the step, for example "first look". */
  readonly label?: string;
  /** Shares of the report's `items`, by index. What is missing to 1 is shown as everything else's. */
  readonly weights: readonly { readonly item: number; readonly weight: number }[];
}

/** A stored picture. */
export interface ReportItem {
  readonly name: string;
  readonly thumbnail?: ReportPicture;
  /** How alike cue and item are. Drawn as a bar where all lie in [−1, 1]. */
  readonly similarity: number;
  /** The item's share of the last read-out. No certainty. */
  readonly weight: number;
  /** How sure it is that the cue comes from this item, in [0, 1]; null where that isn't known. */
  readonly confidence: number | null;
}

/** Shares in [0, 1], measured on the memory's own pictures: kept in it, and taken out of it. */
export interface RecallRates {
  /** Of pictures that are in the memory, damaged: those that are recalled. */
  readonly trueRecallRate: number;
  /** Of strangers, damaged the same ways: those that are mistaken for a memory. */
  readonly falseRecallRate: number;
}

/** How sure an answer is, and how often such answers are wrong. */
export interface Certainty extends RecallRates {
  /** In [0, 1]. */
  readonly confidence: number;
  /** The least confidence that is enough to say "recalled". */
  readonly bar: number;
  /** On how many damaged pictures the rates were measured. */
  readonly trials?: number;
  /** A remark that belongs to the answer, for example that the bar doesn't separate. */
  readonly note?: string;
  /** The rates by kind of damage. */
  readonly damages?: readonly (RecallRates & { readonly name: string })[];
}

/** What computed the answer: names of its parts. */
export interface ReportModel {
  readonly similarity: string;
  readonly separation: string;
  readonly beta: number;
  readonly codec: string;
}
