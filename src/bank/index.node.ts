export { defaultCacheFolder, weightsCache, weightsFolders } from "./cache-folder.node.ts";
export { type CalibrateOptions, calibrateSource } from "./calibrate.node.ts";
export { type MatchedCaptions, matchCaptions, readCaptionFile } from "./caption-file.node.ts";
export { checkSource, type SourceCheck } from "./check.node.ts";
export { type CodecName, codecNames, type NetworkOptions } from "./folder-codec.node.ts";
export {
  describeMemory,
  type MemoryDescription,
  type OpenOptions,
  openMemory,
  saveMemory,
} from "./memory-file.node.ts";
export {
  nodeDamages,
  type OnProgress,
  pathOfItem,
  type Remembered,
  type RememberOptions,
  rememberFolder,
} from "./remember.node.ts";
export { openSource, type Source, type SourceOptions } from "./source.node.ts";
export { openStoreMemory, saveStoreMemory } from "./store-memory.node.ts";
