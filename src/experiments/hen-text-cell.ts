import type { Result } from "./experiment.ts";
import type { HenCodecName } from "./hen-bench.ts";
import type { HenSet } from "./hen-pictures.ts";
import type { HenScore } from "./hen-recall.ts";

/** One β of one row and column of table 3; without a β: the lookup beside it. */
export type TextCell = {
  readonly set: HenSet;
  readonly codec: HenCodecName;
  readonly memories: number;
  /** What a text becomes: its sha256 as pixels, encoded as the pictures are, or CLIP's vectors. */
  readonly text: "pixels" | "CLIP";
  /** Whether each half is of unit length, after its mean is taken off where it is centred; or as the encoder gives it. */
  readonly scale: "unit" | "centred" | "raw";
  readonly queries: number;
  readonly beta: number | null;
};

export type TextOutcome = {
  readonly score: HenScore;
  /** How many texts belong to their pictures. */
  readonly ownTexts: number;
  /** 1 − SSIM from the decoded stored code after 0, 1, 2 and 3 steps. */
  readonly progress: readonly number[];
};

export type TextResult = Result<TextCell, TextOutcome>;
