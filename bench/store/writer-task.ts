import type { Place } from "./place.ts";

/** What a writer does over and over, numbered: see writer.child.ts. */
export interface WriterTask {
  readonly place: Place;
  /** Part of every id, so that writers don't get in each other's way. */
  readonly writer: string;
  /** The first number. */
  readonly from: number;
  /** How many changes; it then closes the store and ends. */
  readonly count: number;
}

/** Ids of one batch, which is added as a whole; its size differs from batch to batch. */
export function batchOf(writer: string, n: number): string[] {
  return Array.from({ length: 1 + ((n * 7) % 40) }, (_, i) => `${writer}/${n}/${i}`);
}

/** The vector of a batch's items: every number is the batch's. */
export function vectorOf(n: number, dimension: number): Float32Array {
  return new Float32Array(dimension).fill(n);
}
