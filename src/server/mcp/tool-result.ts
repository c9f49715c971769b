import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { refusalOf } from "../refusal.ts";

/** A tool's answer: a sentence to read, and the document, also as text for clients that read nothing else. */
export async function toolResult(
  work: () => Promise<{ told: string; document: object }>,
): Promise<CallToolResult> {
  try {
    const { told, document } = await work();
    // Infinities and the like become null, as they do over HTTP.
    const text = JSON.stringify(document);
    const structuredContent = JSON.parse(text) as Record<string, unknown>;
    return {
      content: [
        { type: "text", text: told },
        { type: "text", text },
      ],
      structuredContent,
    };
  } catch (error) {
    return { isError: true, content: [{ type: "text", text: refusalOf(error).message }] };
  }
}
