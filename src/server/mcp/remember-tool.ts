import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { z } from "zod";
import type { LongWork, NewItem, Remembered } from "../memories/memories.ts";
import { payloadSchema } from "../memories/payload.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import type { AgentToolsOptions } from "./agent-tools-options.ts";
import { type PictureSource, pictureFields, pictureOf } from "./picture-source.ts";
import { type ProgressExtra, reporting } from "./progress.ts";
import { summaryShape, summaryText } from "./summary-shape.ts";
import { toolResult } from "./tool-result.ts";

interface GivenItem extends PictureSource {
  id?: string | undefined;
  vector?: number[] | undefined;
  payload?: unknown;
}

/** `remember`: adds items to a memory, which is made where there is none. */
export function rememberTool(server: McpServer, service: Service, options: AgentToolsOptions): void {
  const item = z.object({
    id: z.string().min(1).optional().describe("The item's name; that of the file where a path is given"),
    vector: z.array(z.number()).min(1).optional(),
    ...pictureFields(options),
    payload: payloadSchema.optional().describe("Any JSON, given back with the item"),
  });
  server.registerTool(
    "remember",
    {
      title: "Remember",
      description:
        "Adds items to a memory, which is made where there is none. A memory holds pictures or vectors of one length. An item of a known name takes its place. A memory that is new or has changed much is then tried on itself, which takes seconds.",
      inputSchema: {
        memory: z.string().describe("The memory's name"),
        items: z.array(item).min(1).max(1000),
        calibrate: z
          .boolean()
          .default(true)
          .describe("Whether a new or much changed memory is tried on itself"),
      },
      outputSchema: { memory: summaryShape, ids: z.array(z.string()) },
      annotations: {
        readOnlyHint: false,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: false,
      },
    },
    ({ memory, items, calibrate }, extra) =>
      toolResult(async () => {
        const read = await Promise.all(items.map((given) => readItem(given, options)));
        const work = reporting(extra as ProgressExtra, service.stopping);
        const found = await remember(service, { name: memory, items: read, calibrate }, work);
        return { told: `Remembered ${found.ids.length}. ${summaryText(found.memory)}`, document: found };
      }),
  );
}

async function remember(
  { memories }: Service,
  { name, items, calibrate }: { name: string; items: NewItem[]; calibrate: boolean },
  work: LongWork,
): Promise<Remembered> {
  const there = await memories.describe(name).catch((error: unknown) => {
    if (error instanceof Refusal && error.status === 404) return undefined;
    throw error;
  });
  if (!there) return memories.create(name, { items, calibrate }, work);
  const added = await memories.add(name, items);
  if (!calibrate || added.memory.certainty?.stale === false) return added;
  return { ...added, memory: await memories.calibrate(name, {}, work) };
}

async function readItem(given: GivenItem, options: AgentToolsOptions): Promise<NewItem> {
  const { id, vector, payload } = given;
  const picture = await pictureOf(given, options);
  if ((vector === undefined) === (picture === undefined)) {
    throw new Refusal(400, "each item needs a vector or a picture, one of them");
  }
  if (picture) return { id: id ?? picture.name, picture: picture.bytes, payload };
  if (id === undefined) throw new Refusal(400, "an item that is a vector needs an id");
  return { id, vector: Float32Array.from(vector ?? []), payload };
}
