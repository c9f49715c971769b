import type { RememberedWindow } from "./recall.ts";

/** Remembered windows that overlap: one stretch of the past. */
export interface Episode {
  /** Where the window with the most weight begins. */
  readonly start: number;
  /** The weight of all its windows together. */
  readonly weight: number;
  /** How many of them have a weight. */
  readonly count: number;
}

/**
 * The stretches of the past that weigh most. From the heaviest window down, each takes with it those that begin less
 * than `apart` from it.
 */
export function episodesOf(windows: readonly RememberedWindow[], apart: number, most: number): Episode[] {
  const left = [...windows].sort((a, b) => b.weight - a.weight || a.start - b.start);
  const episodes: { start: number; weight: number; count: number }[] = [];
  for (const { start, weight } of left) {
    const near = episodes.find((episode) => Math.abs(episode.start - start) < apart);
    if (near) {
      near.weight += weight;
      near.count++;
    } else episodes.push({ start, weight, count: 1 });
  }
  return episodes.sort((a, b) => b.weight - a.weight).slice(0, most);
}
