export type { Answer, Outcome, RecalledItem, RecallStep } from "./answer.ts";
export {
  barConfidence,
  type Calibration,
  calibrate,
  certaintyOf,
  isOutgrown,
  type Rates,
  separates,
  type Trial,
} from "./calibration.ts";
export { type Caption, type CaptionKeys, captionKeys, keyOf, type TextForm } from "./captions.ts";
export type { Advice } from "./check/advice.ts";
export type { Compared } from "./check/compared.ts";
export type { ConfusableGroup } from "./check/groups.ts";
export type { KernelEffect, KernelSide } from "./check/kernel-effect.ts";
export type { Capacity, ExactRetrieval, MarginQuantiles, WellSeparation } from "./check/margins.ts";
export type { RecallLevel } from "./check/recall-curve.ts";
export { lossNoun, type Verdict, verdictOf } from "./check/verdict.ts";
export type { Check, CheckOptions, Loss } from "./check.ts";
export { type CheckDocument, checkDocument, type NamedCheck } from "./check-document.ts";
export { checkMemory } from "./check-memory.ts";
export { checkVectors } from "./check-vectors.ts";
export type { Cue } from "./cue-codes.ts";
export type { Origin, WeightsOrigin } from "./description.ts";
export type { Evidence } from "./evidence.ts";
export {
  type Answered,
  type Keeper,
  Memory,
  type MemoryItem,
  type MemoryParts,
  type MemoryPlace,
  type NewMemoryItem,
  type PictureItem,
  type RecallOptions,
  type Whole,
} from "./memory.ts";
export { type NearCaption, nearestCaptions } from "./nearest-captions.ts";
export { recallByText, type TextAnswer, textModel } from "./recall-by-text.ts";
export { type SeparateOptions, separated } from "./separate.ts";
export { model } from "./settle.ts";
export {
  dimensionInStore,
  keepInStore,
  memoryInStore,
  type OnCount,
  type StoreMemory,
} from "./store-memory.ts";
export type { StoreAnswer } from "./store-recall.ts";
export { type PictureSource, runTrials, type Spoiling, type TrialOptions, usualDamages } from "./trials.ts";
export {
  calibrateVectors,
  type VectorDamage,
  type VectorTrialOptions,
  vectorDamages,
} from "./vector-trials.ts";
