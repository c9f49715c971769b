import type { Check, Loss } from "../check.ts";

/** Recall counts as held from so many of 100 cues on. */
const heldFrom = 0.95;

/** Whether a memory will hold, in a sentence, and how far. */
export interface Verdict {
  kind: "holds" | "holds undamaged" | "fails";
  /** The largest loss up to which at least 95 % of cues find their item, at every level; null where none. */
  upTo: number | null;
  text: string;
}

/** Reads the verdict off recall against damage. */
export function verdictOf({ recall: { levels, loss } }: Pick<Check, "recall">): Verdict {
  const failing = levels.findIndex(({ recallAtOne }) => recallAtOne < heldFrom);
  const count = failing < 0 ? levels.length : failing;
  const upTo = count === 0 ? null : levels[count - 1].lost;
  if (upTo === null) {
    const text = `It will not hold: of undamaged cues only ${percent(levels[0].recallAtOne)} find their own item.`;
    return { kind: "fails", upTo, text };
  }
  const next = levels[count];
  const then = next ? `; with ${percent(next.lost)} lost, ${percent(next.recallAtOne)} do` : "";
  if (upTo === 0) {
    return {
      kind: "holds undamaged",
      upTo,
      text: `It holds only what is undamaged: ${percent(levels[0].recallAtOne)} of whole cues find their own item${then}.`,
    };
  }
  const text = `It will hold: with up to ${percent(upTo)} of their ${lossNoun(loss)} lost, at least 95 of 100 cues find their own item${then}.`;
  return { kind: "holds", upTo, text };
}

/** What is lost, in words. */
export function lossNoun(loss: Loss): string {
  return { pixels: "pixels", places: "pattern", numbers: "numbers" }[loss];
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
