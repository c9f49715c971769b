import type { Readable, Writable } from "node:stream";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import type { Service } from "../service.ts";
import { agentTools } from "./agent-tools.ts";

/** Answers agents over HTTP: every request by itself, so that nothing is kept between them. */
export function agentDoor(service: Service): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== "POST") {
      return new Response(null, { status: 405, headers: { Allow: "POST" } });
    }
    const transport = new WebStandardStreamableHTTPServerTransport({
      maxRequestBodySize: service.limits.bodyBytes,
    });
    const server = agentTools(service, { files: false });
    request.signal.addEventListener("abort", () => void server.close());
    await server.connect(transport);
    return transport.handleRequest(request);
  };
}

/** Answers the agent at the other end of a pair of streams until it hangs up. */
export async function answerAgentOn(service: Service, input: Readable, output: Writable): Promise<void> {
  const server = agentTools(service, { files: true });
  const ended = new Promise<void>((resolve) => {
    server.server.onclose = resolve;
    for (const event of ["end", "close"]) input.on(event, resolve);
    service.stopping.addEventListener("abort", () => resolve());
  });
  await server.connect(new StdioServerTransport(input, output));
  await ended;
  await server.close();
}
