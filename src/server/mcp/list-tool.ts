import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { z } from "zod";
import type { Service } from "../service.ts";
import { summaryShape, summaryText } from "./summary-shape.ts";
import { toolResult } from "./tool-result.ts";

/** `list`: which memories there are. */
export function listTool(server: McpServer, { memories }: Service): void {
  server.registerTool(
    "list",
    {
      title: "List memories",
      description: "Which memories there are, what they hold, and what their recalls are worth.",
      inputSchema: {},
      outputSchema: {
        memories: z.array(z.union([summaryShape, z.object({ name: z.string(), problem: z.string() })])),
      },
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    () =>
      toolResult(async () => {
        const found = await memories.list();
        const lines = found.map((memory) =>
          "problem" in memory ? `${memory.name}: cannot be read, ${memory.problem}` : summaryText(memory),
        );
        const told = lines.length > 0 ? lines.join("\n") : "There are no memories yet; `remember` makes one.";
        return { told, document: { memories: found } };
      }),
  );
}
