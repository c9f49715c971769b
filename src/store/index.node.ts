export { type FileStoreOptions, openFileStore } from "./file-store.node.ts";
export { isMemoryFile, readMemoryFile, writeMemoryFile } from "./memory-file.node.ts";
export { type Salvage, salvageMemoryFile } from "./salvage.node.ts";
export type { NewMemory, StoredMemory } from "./stored-memory.ts";
