export { type FileStoreOptions, openFileStore } from "./file-store.node.ts";
export { isMemoryFile, readMemoryFile, writeMemoryFile } from "./memory-file.node.ts";
export { exportMemory, importMemory, type Portable, readPortable } from "./portable.node.ts";
export { type Salvage, salvageMemoryFile } from "./salvage.node.ts";
export type { NewMemory, StoredMemory } from "./stored-memory.ts";
