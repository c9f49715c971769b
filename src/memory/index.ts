export { energies, polynomialEnergy } from "./energy.ts";
export {
  type JointLayout,
  type JointPatterns,
  jointPart,
  jointPatterns,
  jointQueries,
} from "./joint.ts";
export {
  type AccuracyDifference,
  type AccuracyInterval,
  accuracyDifference,
  accuracyInterval,
} from "./metrics/accuracy-interval.ts";
export {
  type AucDifference,
  type AucInterval,
  aucDifference,
  aucInterval,
  type ScoredFold,
} from "./metrics/auc-interval.ts";
export { meanSquaredError, recallAtOne, squaredError, successRate } from "./metrics/error.ts";
export { metastableSizes, relativeRank } from "./metrics/metastable.ts";
export { rocAuc } from "./metrics/roc-auc.ts";
export {
  type HistogramOptions,
  type SimilarityHistogram,
  similarityHistogram,
} from "./metrics/similarity-histogram.ts";
export { type PictureShape, structuralDissimilarity } from "./metrics/ssim.ts";
export {
  type SeparationParameters,
  separationNamed,
  separationNames,
  similarityNamed,
  similarityNames,
} from "./named.ts";
export { nearestPatterns } from "./nearest.ts";
export {
  type Retrieval,
  type RetrievalOptions,
  retrieve,
  supportOf,
} from "./retrieve.ts";
export { type Attend, type RetrieveByOptions, type RetrievedBy, retrieveBy } from "./retrieve-by.ts";
export {
  openRetriever,
  type RetrieveOptions,
  type Retriever,
  type RetrieverOptions,
  type RetrieverResult,
  type Screened,
} from "./retriever.ts";
export { entmax, sparsemax } from "./separation/entmax.ts";
export { type Mask, masked, windowMask } from "./separation/masked.ts";
export { polynomial } from "./separation/polynomial.ts";
export { argmax, topK } from "./separation/select.ts";
export type { Separation } from "./separation/separation.ts";
export { softmax } from "./separation/softmax.ts";
export type { Termination } from "./settling.ts";
export { cosine } from "./similarity/cosine.ts";
export { negativeEuclidean, negativeManhattan, negativeSquaredEuclidean } from "./similarity/distance.ts";
export { dot } from "./similarity/dot.ts";
export { type FeatureMap, featureKernel, learnedKernel } from "./similarity/feature-map.ts";
export { overlapCosine } from "./similarity/overlap-cosine.ts";
export { radialKernel } from "./similarity/radial-kernel.ts";
export type { Scorer, Similarity } from "./similarity/similarity.ts";
export {
  exactRetrievalMargins,
  logDenseErrorBounds,
  logKeptErrorBounds,
  logSparseErrorBounds,
  wellSeparationThreshold,
} from "./theory/bounds.ts";
export { type CapacityOptions, capacityLowerBound } from "./theory/capacity.ts";
export { type Geometry, geometryOf } from "./theory/geometry.ts";
export { type Representation, representation } from "./theory/representation.ts";
export { type RivalOptions, type Rivals, rivalsOf } from "./theory/rivals.ts";
export {
  type SparseRetrieval,
  type SparseSearchOptions,
  worstSparseRetrieval,
} from "./theory/sparse-search.ts";
