import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { z } from "zod";
import type { AskedCue, Recalled } from "../memories/memories.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import type { AgentToolsOptions } from "./agent-tools-options.ts";
import { type PictureSource, pictureFields, pictureOf } from "./picture-source.ts";
import { percent } from "./summary-shape.ts";
import { toolResult } from "./tool-result.ts";

const outputSchema = {
  outcome: z
    .enum(["recalled", "blend", "unknown"])
    .describe("unknown: the cue comes from nothing in this memory"),
  answer: z.string().describe("The same in a sentence"),
  confidence: z
    .number()
    .nullable()
    .describe("How sure it is that the cue is the memory's own; null: unmeasured"),
  items: z
    .array(
      z.object({
        id: z.string(),
        similarity: z.number(),
        weight: z.number(),
        confidence: z.number().nullable(),
        payload: z.unknown().optional(),
      }),
    )
    .describe("Those recalled, then the most alike; after `unknown` only the most alike, which is no answer"),
  note: z.string().optional(),
  nearest: z
    .array(z.object({ id: z.string(), text: z.string(), alike: z.number() }))
    .optional()
    .describe("Of a text that is no caption: captions nearest in wording, to ask with instead"),
};

/** `recall`: what a damaged or partial cue comes from. */
export function recallTool(server: McpServer, { memories }: Service, options: AgentToolsOptions): void {
  server.registerTool(
    "recall",
    {
      title: "Recall",
      description:
        "Brings back what a damaged or partial vector or picture comes from, or says that it comes from nothing in this memory (outcome `unknown`), or that several items are equally meant (`blend`). Give one of vector, picture and text; text works where a memory has captions, and is one of them word for word.",
      inputSchema: {
        memory: z.string().describe("The memory's name"),
        vector: z.array(z.number()).min(1).optional(),
        ...pictureFields(options),
        text: z.string().min(1).optional(),
        count: z.number().int().min(1).max(100).default(5).describe("How many items to name"),
      },
      outputSchema,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ memory, count, ...given }) =>
      toolResult(async () => {
        const { outcome, confidence, items, note, nearest } = await memories.recall(
          memory,
          await cueOf(given, options),
          {
            count,
          },
        );
        const answer = answerText({ outcome, confidence, items });
        const document = {
          ...{ outcome, answer, confidence, items },
          ...(note !== undefined && { note }),
          ...(nearest && { nearest: [...nearest] }),
        };
        return { told: note === undefined ? answer : `${answer} (${note})`, document };
      }),
  );
}

async function cueOf(
  given: PictureSource & { vector?: number[] | undefined; text?: string | undefined },
  options: AgentToolsOptions,
): Promise<AskedCue> {
  const picture = await pictureOf(given, options);
  const cues: AskedCue[] = [
    ...(given.vector ? [{ vector: Float32Array.from(given.vector) }] : []),
    ...(picture ? [{ picture: picture.bytes, name: picture.name }] : []),
    ...(given.text === undefined ? [] : [{ text: given.text }]),
  ];
  if (cues.length === 1) return cues[0];
  throw new Refusal(400, `give one cue: a vector, a picture or a text; got ${cues.length}`);
}

function answerText({ outcome, items }: Pick<Recalled, "outcome" | "confidence" | "items">): string {
  const [best] = items;
  if (outcome === "unknown") return "Not in this memory: the cue comes from nothing that it holds.";
  if (outcome === "blend") {
    const parts = items.filter(({ weight }) => weight > 0).slice(0, 8);
    return `A blend that it can't tell apart: ${parts.map(({ id, weight }) => `${percent(weight)} ${id}`).join(", ")}.`;
  }
  const sure =
    best.confidence === null ? "how sure that is was never measured" : `${percent(best.confidence)} sure`;
  return `${best.id} (similarity ${best.similarity.toFixed(3)}, ${sure}).`;
}
