import { z } from "zod";
import type { MemorySummary } from "../memories/memories.ts";

/** A memory in a tool's output. */
export const summaryShape: z.ZodType<MemorySummary> = z.object({
  name: z.string(),
  of: z.enum(["pictures", "vectors"]),
  items: z.number(),
  dimension: z.number(),
  codec: z.string().nullable(),
  certainty: z
    .object({
      trueRecallRate: z.number(),
      falseRecallRate: z.number(),
      trials: z.number(),
      items: z.number(),
      stale: z.boolean(),
    })
    .nullable(),
});

/** A memory in words. */
export function summaryText({ name, of, items, dimension, certainty }: MemorySummary): string {
  const held = `${name}: ${items} ${items === 1 ? of.slice(0, -1) : of} of ${dimension} numbers`;
  if (!certainty) return `${held}; not tried, so it names the most alike item for every cue`;
  const [right, wrong] = [certainty.trueRecallRate, certainty.falseRecallRate].map(percent);
  const stale = certainty.stale ? "; it has changed much since, so this may be off" : "";
  return `${held}; tried on itself, damaged: ${right} recalled, ${wrong} of strangers taken for its own${stale}`;
}

/** A share in words. */
export function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
