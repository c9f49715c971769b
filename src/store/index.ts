export { attendStore, type StoreAttended, type StoreAttention } from "./attend-store.ts";
export { createMemoryStore } from "./memory-store.ts";
export type {
  KeptItem,
  NewItem,
  PatternStore,
  ScoredItem,
  StoreBlock,
  StoreCapabilities,
  StoreScore,
  StoreSnapshot,
  TopKOptions,
} from "./pattern-store.ts";
