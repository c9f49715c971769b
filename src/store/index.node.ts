export { isMemoryFile, readMemoryFile, writeMemoryFile } from "./memory-file.node.ts";
