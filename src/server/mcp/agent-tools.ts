import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { Service } from "../service.ts";
import type { AgentToolsOptions } from "./agent-tools-options.ts";
import { checkTool } from "./check-tool.ts";
import { forgetTool } from "./forget-tool.ts";
import { listTool } from "./list-tool.ts";
import { recallTool } from "./recall-tool.ts";
import { rememberTool } from "./remember-tool.ts";

const instructions =
  "Madeleine remembers pictures and vectors, and recalls the whole from a damaged or partial cue. Start with `list`. A recall with the outcome `unknown` means that the cue comes from nothing in that memory: take it as the answer, don't guess. A weight is a share of the answer, not a certainty; `confidence` is measured.";

/** The tools that agents get, new for each connection. */
export function agentTools(service: Service, options: AgentToolsOptions): McpServer {
  const server = new McpServer({ name: "madeleine", version: service.version }, { instructions });
  listTool(server, service);
  rememberTool(server, service, options);
  recallTool(server, service, options);
  forgetTool(server, service);
  checkTool(server, service);
  return server;
}
