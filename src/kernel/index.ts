export { decodeKernel, encodeKernel } from "./codec.ts";
export type { LearningEnd, LearningProgress, OnProgress } from "./descent.ts";
export { type LearnOptions, learnKernel } from "./learn.ts";
export type { LearnedKernel } from "./learned-kernel.ts";
export { type SeparationLoss, separationLoss } from "./separation-loss.ts";
export type { Loss, LossName, LossSettings } from "./settings.ts";
export { type Staleness, staleness } from "./staleness.ts";
export { type KernelChange, updateKernel } from "./update.ts";
export { type WhitenOptions, whiten } from "./whiten.ts";
