export { type OnnxHereOptions, openOnnxHere } from "./here.node.ts";
export { openOnnx } from "./open.node.ts";
export { findOnnxRuntime, type Resolve } from "./runtime.node.ts";
export { type OnnxWorker, type OnnxWorkerOptions, openOnnxWorker } from "./worker.node.ts";
