export { kernelMemory } from "./kernel-memory.ts";
export { linear } from "./linear.ts";
export type { Model } from "./model.ts";
export { type Head, multiHead } from "./multi-head.ts";
export { randomFeatures } from "./random-features.ts";
export { window } from "./window.ts";
