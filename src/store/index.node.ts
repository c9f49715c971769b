export type { ClickHouseSnapshot } from "./clickhouse/clickhouse-snapshot.node.ts";
export type { ClickHouseStore, ClickHouseStoreOptions } from "./clickhouse/clickhouse-store.node.ts";
export type { FeatureSums } from "./clickhouse/feature-sums.ts";
export { type FileStoreOptions, openFileStore } from "./file-store.node.ts";
export { isMemoryFile, readMemoryFile, writeMemoryFile } from "./memory-file.node.ts";
export { type OpenStoreOptions, openClickHouseStore, openStore } from "./open-store.node.ts";
export { exportMemory, importMemory, type Portable, readPortable } from "./portable.node.ts";
export { type Salvage, salvageMemoryFile } from "./salvage.node.ts";
export type { NewMemory, StoredMemory } from "./stored-memory.ts";
