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
export { encodeModel, LARGEST_MODEL } from "./model.ts";
