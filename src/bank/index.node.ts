export { checkSource, type SourceCheck } from "./check.node.ts";
export { openMemory, saveMemory } from "./memory-file.node.ts";
export {
  type CodecName,
  nodeDamages,
  type OnProgress,
  pathOfItem,
  type Remembered,
  type RememberOptions,
  rememberFolder,
} from "./remember.node.ts";
export { defaultCacheFolder, openSource, type Source, type SourceOptions } from "./source.node.ts";
export { openStoreMemory, saveStoreMemory } from "./store-memory.node.ts";
