import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { z } from "zod";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import { toolResult } from "./tool-result.ts";

/** `forget`: removes items from a memory, or all of it. */
export function forgetTool(server: McpServer, { memories }: Service): void {
  server.registerTool(
    "forget",
    {
      title: "Forget",
      description:
        "Removes items from a memory by name; or, with `everything`, the memory itself. It can't be undone.",
      inputSchema: {
        memory: z.string().describe("The memory's name"),
        ids: z.array(z.string()).max(10_000).optional(),
        everything: z.boolean().default(false).describe("Whether the whole memory is deleted"),
      },
      outputSchema: { forgotten: z.number(), left: z.number() },
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    },
    ({ memory: name, ids, everything }) =>
      toolResult(async () => {
        if (everything === (ids !== undefined)) throw new Refusal(400, "give ids, or everything: true");
        if (ids) {
          const { memory, forgotten } = await memories.forget(name, ids);
          const told = `Forgot ${forgotten} of ${ids.length}; ${name} holds ${memory.items} now.`;
          return { told, document: { forgotten, left: memory.items } };
        }
        const { items } = await memories.describe(name);
        await memories.remove(name);
        return { told: `${name} and its ${items} items are gone.`, document: { forgotten: items, left: 0 } };
      }),
  );
}
