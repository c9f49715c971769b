export type {
  KeptItem,
  NewItem,
  PatternStore,
  ScoredItem,
  StoreBlock,
  StoreCapabilities,
  StoreSnapshot,
  TopKOptions,
} from "./pattern-store.ts";
