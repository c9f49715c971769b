export type { Attended, Padding } from "./attended.ts";
export {
  type BilevelOptions,
  type BilevelStep,
  type BilevelTrainer,
  openBilevelTrainer,
} from "./bilevel.ts";
export {
  linearSeparation,
  type RandomFeaturesOptions,
  randomFeatureSeparation,
} from "./feature-separations.ts";
export { type Asked, type Hopfield, hopfield } from "./hopfield.ts";
export { type HopfieldLayer, type HopfieldLayerOptions, hopfieldLayer } from "./hopfield-layer.ts";
export type { HopfieldOptions, LayerKernel } from "./hopfield-options.ts";
export { type HopfieldPooling, type HopfieldPoolingOptions, hopfieldPooling } from "./hopfield-pooling.ts";
export type { LayerRetrieval, LayerRetrievalOptions } from "./layer-retrieval.ts";
export type {
  FeatureSeparation,
  LayerSeparation,
  MemoryAsked,
  MemoryForm,
  ReadLearned,
  SeparationContext,
  WeighingSeparation,
} from "./layer-separation.ts";
export { type LayerLossOptions, layerSeparationLoss } from "./layer-separation-loss.ts";
export {
  type RandomMaskedOptions,
  randomMaskedSeparation,
  type TopKOptions,
  topKSeparation,
  windowSeparation,
} from "./masked-separations.ts";
export { learnedMap, learnedProjections, type ProjectionSizes, type Projections } from "./projections.ts";
export {
  type EntmaxOptions,
  entmaxSeparation,
  softmaxSeparation,
  sparsemaxSeparation,
} from "./separations.ts";
