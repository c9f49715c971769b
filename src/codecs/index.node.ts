export { type FetchOptions, fetchWeights } from "./hub.node.ts";
export {
  findWeights,
  type NodeResources,
  type NodeResourcesOptions,
  nodeResources,
} from "./resources.node.ts";
