import { z } from "@hono/zod-openapi";
import type {
  ItemPage,
  MemorySummary,
  Recalled,
  Remembered,
  UnreadableMemory,
} from "../memories/memories.ts";
import { namePattern, nameRule } from "../memories/memory-name.ts";
import { payloadSchema } from "../memories/payload.ts";
import type { Problem } from "./problem.ts";

export const problemSchema: z.ZodType<Problem> = z
  .object({
    type: z.literal("about:blank"),
    title: z.string(),
    status: z.int(),
    detail: z.string().openapi({ description: "What is wrong, in one plain line" }),
  })
  .openapi("Problem");

const certainty = z
  .object({
    trueRecallRate: z
      .number()
      .openapi({ description: "Of the memory's own damaged items, the share recalled" }),
    falseRecallRate: z.number().openapi({ description: "Of strangers, the share taken for its own" }),
    trials: z.int(),
    items: z.int().openapi({ description: "How many items there were when it was measured" }),
    stale: z.boolean().openapi({ description: "Whether it should be measured again" }),
  })
  .nullable();

export const summarySchema: z.ZodType<MemorySummary> = z
  .object({
    name: z.string(),
    of: z.enum(["pictures", "vectors"]),
    items: z.int(),
    dimension: z.int().openapi({ description: "How many numbers a pattern has" }),
    codec: z.string().nullable(),
    certainty: certainty.openapi({ description: "What recalls are worth, measured; null where it wasn't" }),
  })
  .openapi("Memory");

export const listSchema: z.ZodType<{ memories: (MemorySummary | UnreadableMemory)[] }> = z
  .object({
    memories: z.array(
      z.union([
        summarySchema,
        z.object({ name: z.string(), problem: z.string() }).openapi("UnreadableMemory"),
      ]),
    ),
  })
  .openapi("Memories");

export const rememberedSchema: z.ZodType<Remembered> = z
  .object({ memory: summarySchema, ids: z.array(z.string()) })
  .openapi("Remembered");

export const itemPageSchema: z.ZodType<ItemPage> = z
  .object({
    items: z.array(z.object({ id: z.string(), payload: z.unknown().optional() })),
    next: z.int().nullable().openapi({ description: "`from` of the next page" }),
  })
  .openapi("Items");

export const forgottenSchema: z.ZodType<{ memory: MemorySummary; forgotten: number }> = z
  .object({ memory: summarySchema, forgotten: z.int() })
  .openapi("Forgotten");

const recalledItem = z.object({
  id: z.string(),
  similarity: z.number(),
  weight: z.number().openapi({ description: "Its share of the answer; not a certainty" }),
  confidence: z
    .number()
    .nullable()
    .openapi({ description: "How sure it is, in [0, 1]; null where unmeasured" }),
  payload: z.unknown().optional(),
});

const caption = z.object({ id: z.string(), text: z.string() });

export const recalledSchema: z.ZodType<Recalled> = z
  .object({
    outcome: z
      .enum(["recalled", "blend", "unknown"])
      .openapi({ description: "`unknown`: the cue comes from nothing in this memory" }),
    confidence: z.number().nullable(),
    items: z.array(recalledItem).openapi({ description: "Those recalled, then the most alike" }),
    steps: z.int(),
    termination: z.string(),
    energies: z.array(z.number()),
    note: z.string().optional(),
    captions: z
      .array(caption)
      .readonly()
      .optional()
      .openapi({ description: "Of a text: the captions that it is" }),
    nearest: z
      .array(caption.extend({ alike: z.number() }))
      .readonly()
      .optional()
      .openapi({ description: "Of a text that is no caption: those nearest in wording" }),
    state: z.array(z.number()).optional(),
  })
  .openapi("Recalled") as z.ZodType<Recalled>;

/** A check: more numbers than are named here. */
export const checkSchema: z.ZodType<Record<string, unknown>> = z
  .looseObject({
    items: z.int(),
    dimension: z.int(),
    of: z.enum(["pictures", "vectors"]),
    verdict: z.string().openapi({ description: "Whether it will hold, in a sentence" }),
    holds: z.enum(["holds", "holds undamaged", "fails"]),
    upTo: z
      .number()
      .nullable()
      .openapi({ description: "The largest loss from which 95 of 100 cues find back" }),
  })
  .openapi("Check");

export const memoryName: z.ZodType<string> = z
  .string()
  .regex(namePattern, `a memory's name is ${nameRule}`)
  .openapi({ example: "photos" });

export const vectorSchema: z.ZodType<number[]> = z.array(z.number()).min(1);

/** Of an item that is made of a vector. */
export interface VectorItem {
  id: string;
  vector: number[];
  payload?: unknown;
}

export const vectorItemSchema: z.ZodType<VectorItem> = z
  .object({
    id: z.string().min(1),
    vector: vectorSchema,
    payload: payloadSchema.optional().openapi({ description: "Any JSON, given back with the item" }),
  })
  .openapi("VectorItem");
