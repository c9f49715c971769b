export { learnKernel, type NativeLearnOptions } from "./learn.node.ts";
