export { attentionModel } from "./attention-model.ts";
export { openBagModel } from "./bags/bag-file.ts";
export { bagLearner } from "./bags/bag-learner.ts";
export type { AskedBags, BagEpoch, BagModel, BagsAbout, LearnedBags, Standing } from "./bags/bag-model.ts";
export { type BagInputs, type BagNet, bagNet } from "./bags/bag-net.ts";
export {
  type BagSeparationName,
  type BagSettings,
  bagSeparations,
  bagSettings,
  defaultBagSettings,
  type PoolingName,
  poolings,
  poolingTitle,
} from "./bags/bag-settings.ts";
export {
  type BagSplit,
  type CrossValidation,
  type CrossValidationOptions,
  crossValidate,
  type FoldOutcome,
  foldOutcomes,
  type LearnBags,
  type LearnOptions,
} from "./bags/cross-validate.ts";
export { type DecidingInstance, decidingInstances, shareOf } from "./bags/deciding.ts";
export { cosine } from "./cosine.ts";
export type { Definition } from "./definition.ts";
export { dense } from "./dense.ts";
export { euclidean } from "./euclidean.ts";
export type { FeatureMemory } from "./feature-memory.ts";
export { generalisedSparse } from "./generalised-sparse.ts";
export type { HeadMaps } from "./head-maps.ts";
export { attendByHeads, type Head } from "./heads.ts";
export { type KernelMemoryFit, kernelMemory, kernelMemoryFit } from "./kernel-memory.ts";
export { DivergedError, type LearningCheckpoint, LearningStoppedError } from "./learning.ts";
export { linear, linearDefinition, linearMemory } from "./linear.ts";
export { manhattan } from "./manhattan.ts";
export type { Model, ModelRetrieval, StoredModel } from "./model.ts";
export { type MultiHeadOptions, multiHead } from "./multi-head.ts";
export {
  type ModelParameter,
  type ModelParameters,
  modelNamed,
  modelNames,
  modelsTaking,
  modelsWithWeights,
  parametersOf,
} from "./named.ts";
export { nearestNeighbour } from "./nearest-neighbour.ts";
export { type NetSeparation, netSeparations } from "./net-separation.ts";
export { polynomial } from "./polynomial.ts";
export { randomDirections } from "./random-directions.ts";
export { type RandomFeatureError, randomFeatureError } from "./random-feature-error.ts";
export { type RandomFeatureOptions, randomFeatureDefinition, randomFeatures } from "./random-features.ts";
export { randomMasked } from "./random-masked.ts";
export type { Seed } from "./seed.ts";
export { type ForecasterNetSettings, forecasterNet } from "./series/forecaster-net.ts";
export {
  type LearnedSeries,
  learnSeries,
  openAsked,
  type SeriesLearning,
  type SeriesTask,
} from "./series/series-learner.ts";
export type { SeriesNet } from "./series/series-net.ts";
export { stanhopNet } from "./series/stanhop-net.ts";
export type { StanhopSettings } from "./series/stanhop-settings.ts";
export { sparse } from "./sparse.ts";
export { squaredEuclidean } from "./squared-euclidean.ts";
export { fitSvr, type StoredSvr, type Svr, type SvrFit, type SvrOptions, svr, svrPrediction } from "./svr.ts";
export {
  exponentialKernel,
  linearKernel,
  rbfKernel,
  type SvrKernel,
  type SvrKernelParameters,
  type SvrNormaliser,
  svrKernels,
} from "./svr-kernel.ts";
export { topK } from "./top-k.ts";
export { channelsOf } from "./vision/channels.ts";
export { openVisionAsker, type VisionAnswers, type VisionAsker } from "./vision/vision-asker.ts";
export {
  type LearnedVision,
  learnVision,
  type VisionEpoch,
  type VisionLearning,
  type VisionTask,
} from "./vision/vision-learner.ts";
export {
  openVisionModel,
  type ToldPicture,
  type VisionAbout,
  type VisionModel,
  type VisionParts,
  visionModel,
} from "./vision/vision-model.ts";
export { type VisionNet, type VisionOutputs, visionNet } from "./vision/vision-net.ts";
export {
  type HeldPicture,
  type VisionBaseline,
  type VisionResult,
  visionResult,
} from "./vision/vision-result.ts";
export {
  defaultVisionSettings,
  type VisionSeparationName,
  type VisionSettings,
  visionSeparations,
  visionSettings,
} from "./vision/vision-settings.ts";
export {
  type AlikePicture,
  crossValidateVision,
  type LabelledPictures,
  learnPictures,
  type VisionFold,
  type VisionLearnOptions,
  type VisionLearnt,
  type VisionValidationOptions,
} from "./vision/vision-validation.ts";
export { window, windowDefinition } from "./window.ts";
