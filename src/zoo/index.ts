export type { Definition } from "./definition.ts";
export { dense } from "./dense.ts";
export { type KernelMemoryFit, kernelMemory, kernelMemoryFit } from "./kernel-memory.ts";
export { linear } from "./linear.ts";
export type { Model, ModelRetrieval, StoredModel } from "./model.ts";
export { type Head, multiHead } from "./multi-head.ts";
export { randomFeatures } from "./random-features.ts";
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
export { window } from "./window.ts";
