import type { ConfusableGroup } from "./check/groups.ts";
import type { KernelEffect } from "./check/kernel-effect.ts";
import type { WellSeparation } from "./check/margins.ts";
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

type Renamed = "rows" | "margins" | "blank" | "wellSeparation" | "confusable" | "patternCount" | "dimension";

/** A check as one JSON document: a {@link Check} with its items by name. */
export interface CheckDocument extends Omit<Check, Renamed> {
  items: number;
  dimension: number;
  of: "pictures" | "vectors";
  /** In a sentence. */
  verdict: string;
  holds: Verdict["kind"];
  upTo: Verdict["upTo"];
  note?: string;
  kernel?: KernelEffect;
  /** How many items' margins were computed. */
  marginsOf: number;
  wellSeparation:
    | (Omit<WellSeparation, "violating"> & { violating: { item: string; margin: number | null }[] })
    | null;
  blank: string[];
  confusable: { threshold: number; groups: (Omit<ConfusableGroup, "items"> & { items: string[] })[] };
}

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
