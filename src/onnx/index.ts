export type {
  Attribute,
  Constant,
  ElementType,
  Graph,
  GraphNode,
  Tensor,
  TensorData,
  TensorType,
} from "./graph.ts";
export { encodeModel, extendModel, LARGEST_MODEL } from "./model.ts";
export type { LoadOptions, NamedTensors, OnnxRuntime, OnnxSession } from "./runtime.ts";
export { type OnnxWebOptions, openOnnxWeb } from "./web.ts";
