export type { Answer, Outcome, RecalledItem, RecallStep } from "./answer.ts";
export {
  barConfidence,
  type Calibration,
  calibrate,
  certaintyOf,
  type Rates,
  separates,
  type Trial,
} from "./calibration.ts";
export type { Evidence } from "./evidence.ts";
export {
  type Cue,
  type Keeper,
  Memory,
  type MemoryItem,
  type MemoryParts,
  type NewMemoryItem,
  type PictureItem,
  type RecallOptions,
} from "./memory.ts";
export { model } from "./settle.ts";
export { type PictureSource, runTrials, type Spoiling, type TrialOptions, usualDamages } from "./trials.ts";
export {
  calibrateVectors,
  type VectorDamage,
  type VectorTrialOptions,
  vectorDamages,
} from "./vector-trials.ts";
