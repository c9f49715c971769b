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
  close(): Promise<void>;
}

/** What has to be known of the bags that a model is asked about. */
export type BagsAbout = Pick<BagSet, "features" | "classes" | "pictures">;

/** What is seen after each pass over the training bags. */
export interface BagEpoch {
  /** From 1. */
  readonly epoch: number;
  /** Mean cross-entropy over the pass, and over the bags set aside. */
  readonly loss: number;
  readonly validationLoss: number;
  readonly validationAuc: number;
  readonly validationAccuracy: number;
  readonly accuracy: number;
}

/** A learned model, as it was after its best pass: that of the largest validation AUC, of equal ones the smallest loss. */
export interface LearnedBags {
  readonly model: BagModel;
  readonly best: number;
  readonly history: readonly BagEpoch[];
}
