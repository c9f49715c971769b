export { measuredCrossover, openRetriever } from "./retriever.node.ts";
