import type { Result } from "./experiment.ts";
import type { HenCodecName } from "./hen-bench.ts";
import type { HenSet } from "./hen-pictures.ts";
import type { HenScale, HenScore, HenSimilarity } from "./hen-recall.ts";

/** One β of one column; without a β: the lookup beside it. */
export type ImageCell = {
  readonly set: HenSet;
  readonly codec: HenCodecName;
  readonly memories: number;
  readonly scale: HenScale;
  readonly similarity: HenSimilarity;
  /** Whether the black half is encoded as it is, as published, or told to the codec as not known. */
  readonly cue: "black" | "masked";
  readonly queries: number;
  readonly beta: number | null;
};

export type ImageResult = Result<ImageCell, HenScore>;
