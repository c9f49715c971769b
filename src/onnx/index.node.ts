export { findOnnxRuntime, type Resolve } from "./runtime.node.ts";
export {
  type LoadOptions,
  type NamedTensors,
  type OnnxSession,
  type OnnxWorker,
  type OnnxWorkerOptions,
  openOnnxWorker,
} from "./worker.node.ts";
