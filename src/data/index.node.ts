export { isArrayFile, readArrayFile, readBytes, writeBytes } from "./file.node.ts";
