import type { KernelEffect } from "./check/kernel-effect.ts";
import { type Verdict, verdictOf } from "./check/verdict.ts";
import type { Check } from "./check.ts";

/** A check and what its items are called. */
export interface NamedCheck {
  noun: "picture" | "vector";
  check: Check;
  /** What has to be said of how it was made. */
  note?: string;
  /** What the memory's learned kernel changes. */
  kernel?: KernelEffect;
}

/** A check as one JSON document. */
export type CheckDocument = {
  items: number;
  dimension: number;
  of: "pictures" | "vectors";
  /** In a sentence. */
  verdict: string;
  holds: Verdict["kind"];
  upTo: Verdict["upTo"];
} & Record<string, unknown>;

/** A check as a JSON document, with its items by what `nameOf` calls them. */
export function checkDocument(
  { noun, check, note, kernel }: NamedCheck,
  nameOf: (item: number) => string,
): CheckDocument {
  const { rows, margins, blank, wellSeparation, confusable, patternCount, dimension, ...rest } = check;
  const { kind, upTo, text } = verdictOf(check);
  const marginOf = new Map(rows.map((item, i) => [item, margins[i]]));
  return {
    ...{ items: patternCount, dimension, of: `${noun}s` as const, verdict: text, holds: kind, upTo },
    ...(note && { note }),
    ...(kernel && { kernel }),
    ...{ marginsOf: rows.length, ...rest },
    wellSeparation: wellSeparation && {
      ...wellSeparation,
      violating: wellSeparation.violating.map((item) => ({
        item: nameOf(item),
        margin: marginOf.get(item) ?? null,
      })),
    },
    blank: blank.map(nameOf),
    confusable: {
      ...confusable,
      groups: confusable.groups.map((group) => ({ ...group, items: group.items.map(nameOf) })),
    },
  };
}
