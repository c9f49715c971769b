import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { z } from "zod";
import type { CheckDocument } from "../../bank/index.ts";
import type { Service } from "../service.ts";
import { type ProgressExtra, reporting } from "./progress.ts";
import { toolResult } from "./tool-result.ts";

/** `check`: whether a memory will hold. */
export function checkTool(server: McpServer, { memories, stopping }: Service): void {
  server.registerTool(
    "check",
    {
      title: "Check",
      description:
        "Whether a memory will hold: damages copies of its own items, counts how many find back, and names the items that it mixes up. Takes seconds to minutes.",
      inputSchema: {
        memory: z.string().describe("The memory's name"),
        seed: z.number().int().min(0).optional(),
      },
      outputSchema: {
        verdict: z.string(),
        holds: z.enum(["holds", "holds undamaged", "fails"]),
        upTo: z.number().nullable().describe("The largest loss from which 95 of 100 cues find back"),
        meanRecall: z.number(),
        levels: z.array(z.object({ lost: z.number(), recall: z.number() })),
        confusable: z.array(z.array(z.string())).describe("Groups of items that get mixed up, at most 20"),
        note: z.string().optional(),
      },
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ memory, seed }, extra) =>
      toolResult(async () => {
        const work = reporting(extra as ProgressExtra, stopping);
        const found = await memories.check(memory, { seed }, work);
        return { told: found.verdict, document: shortened(found) };
      }),
  );
}

/** What an agent can use of a check. */
function shortened({ verdict, holds, upTo, recall, confusable, note }: CheckDocument): object {
  return {
    ...{ verdict, holds, upTo, meanRecall: recall.mean },
    levels: recall.levels.map(({ lost, recallAtOne }) => ({ lost, recall: recallAtOne })),
    confusable: confusable.groups.slice(0, 20).map(({ items }) => items),
    ...(note !== undefined && { note }),
  };
}
