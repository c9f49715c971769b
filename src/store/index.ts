export type { NewMemory, StoredMemory } from "./stored-memory.ts";
