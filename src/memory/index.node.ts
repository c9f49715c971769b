export { openRetriever } from "./retriever.node.ts";
