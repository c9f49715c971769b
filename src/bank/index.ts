export {
  type Answer,
  type Outcome,
  PictureMemory,
  type RecalledItem,
  type RecallOptions,
} from "./picture-memory.ts";
