export { attendStore, type StoreAttended, type StoreAttention } from "./attend-store.ts";
export { createMemoryStore } from "./memory-store.ts";
export type {
  KeptItem,
  NewItem,
  PatternStore,
  ScoredItem,
  ScoreSpread,
  SpreadOptions,
  StoreBlock,
  StoreCapabilities,
  StoreScore,
  StoreSnapshot,
  TopKOptions,
} from "./pattern-store.ts";
export { scoreSpread } from "./score-spread.ts";
