import type { Matrix } from "madeleine/math";
import { openRetriever } from "madeleine/memory/node";
import type { Opened } from "./retriever-contender.ts";

/** How a retriever of ours is opened, under the name that its contender has in the table. */
export interface Setup {
  readonly name: string;
  readonly backend?: "auto" | "wasm" | "native";
  readonly threads?: number;
  readonly screening?: "auto" | boolean;
}

export interface RetrieverOptions {
  readonly patterns: Matrix;
  readonly setups: readonly Setup[];
  /** Hears why a retriever doesn't exist here. */
  note(text: string): void;
}

/** Opens a retriever per setup as far as they exist here, and closes them after the work. */
export async function withRetrievers<T>(
  { patterns, setups, note }: RetrieverOptions,
  work: (opened: readonly Opened[]) => Promise<T>,
): Promise<T> {
  const opened: Opened[] = [];
  try {
    for (const { name, ...options } of setups) {
      try {
        opened.push({ name, retriever: await openRetriever(patterns, options) });
      } catch (error) {
        note(`${name} is left out: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return await work(opened);
  } finally {
    for (const { retriever } of opened) await retriever.close();
  }
}
