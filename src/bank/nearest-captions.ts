import { type Caption, keyOf } from "./captions.ts";

/** A caption and how much of its wording a text has, in [0, 1]. */
export interface NearCaption extends Caption {
  readonly alike: number;
}

/** Captions less alike than this are none that somebody could have meant. */
const leastAlike = 0.15;

/**
 * The captions whose wording is nearest to `text`, the nearest first, each wording once: the mean of two overlaps
 * 2|A ∩ B|/(|A| + |B|), of words and of runs of three letters. Of wording only: nothing is understood.
 */
export function nearestCaptions(text: string, captions: readonly Caption[], count = 3): NearCaption[] {
  const wanted = pieces(keyOf(text));
  const scored = new Map<string, NearCaption>();
  for (const caption of captions) {
    const key = keyOf(caption.text);
    if (scored.has(key)) continue;
    const own = pieces(key);
    const alike = (overlap(wanted.words, own.words) + overlap(wanted.runs, own.runs)) / 2;
    if (alike >= leastAlike) scored.set(key, { ...caption, alike });
  }
  return [...scored.values()].sort((a, b) => b.alike - a.alike).slice(0, count);
}

function pieces(key: string): { words: Set<string>; runs: Set<string> } {
  const words = key.match(/[\p{L}\p{N}]+/gu) ?? [];
  const padded = ` ${words.join(" ")} `;
  const runs = Array.from({ length: Math.max(0, padded.length - 2) }, (_, i) => padded.slice(i, i + 3));
  return { words: new Set(words), runs: new Set(runs) };
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const piece of a) if (b.has(piece)) shared++;
  return a.size + b.size === 0 ? 0 : (2 * shared) / (a.size + b.size);
}
