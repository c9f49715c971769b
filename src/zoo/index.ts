export type { Definition } from "./definition.ts";
export { dense } from "./dense.ts";
export { kernelMemory } from "./kernel-memory.ts";
export { linear } from "./linear.ts";
export type { Model, ModelRetrieval, StoredModel } from "./model.ts";
export { type Head, multiHead } from "./multi-head.ts";
export { randomFeatures } from "./random-features.ts";
export { window } from "./window.ts";
