import type { BagSet } from "../../data/index.ts";
import type { Matrix } from "../../math/index.ts";
import type { BagSettings } from "./bag-settings.ts";

/** Bags to be scored: rows of one matrix of instances. */
export interface AskedBags {
  readonly instances: Matrix;
  readonly bags: readonly (readonly number[])[];
}

/** A net that learned to tell bags of two classes apart. Close it when done: it owns memory outside of JavaScript. */
export interface BagModel {
  readonly settings: BagSettings;
  /** What it learned from. */
  readonly about: BagsAbout;
  /** Of each bag: the log odds of the positive class. */
  scores(asked: AskedBags): Promise<Float64Array>;
  /**
   * Of each bag: the share of each instance in what the bag is pooled to, summing to 1: the mean weight over heads and
   * prototypes, and of a maximum, the share of units that an instance leads. None where pooling forms no weights.
   */
  shares(asked: AskedBags): Promise<Float64Array[] | undefined>;
  /** A .safetensors file with everything that `openBagModel` needs. */
  toBytes(): Uint8Array;
  /**
   * An ONNX model for any program: of `x`, bags of up to so many instances as they are, unscaled, `[bags, instances, d]`, and
   * `valid`, booleans `[bags, instances]`, false for padding, it gives `logits` `[bags, 1]`, the log odds.
   */
  toOnnx(size: { readonly instances: number; readonly bags?: number }): Uint8Array;
  close(): Promise<void>;
}

/** What has to be known of the bags that a model is asked about. */
export type BagsAbout = Pick<BagSet, "features" | "classes" | "pictures">;

/** How well bags are told apart. */
export interface Standing {
  /** Mean cross-entropy. */
  readonly loss: number;
  readonly auc: number;
  /** The share of bags on the right side of 1/2. */
  readonly accuracy: number;
}

/** What is seen after each pass over the bags learned from. */
export interface BagEpoch {
  /** From 1. */
  readonly epoch: number;
  /** Of the pass's last batch. */
  readonly lastLoss: number;
  /** Over up to 256 of the bags learned from, where that is watched; NaN as AUC where those are of one class. */
  readonly learned?: Standing;
  /** Over the bags set aside. */
  readonly validation: Standing;
}

/** A learned model, as it was after its best pass: that of the largest validation AUC, of equal ones the smallest loss. */
export interface LearnedBags {
  readonly model: BagModel;
  /** Which pass that was, from 1. */
  readonly best: number;
  /** How well it does on the bags set aside. */
  readonly validation: Standing;
  /** The mean loss of each pass. */
  readonly losses: readonly number[];
  /** Pass by pass; of a training that went on from a checkpoint, what came after. */
  readonly history: readonly BagEpoch[];
}
