import type { Command } from "commander";
import { serveAgent } from "../server/index.ts";
import { stopAsked } from "./serve.ts";
import { versionOfPackage } from "./version.ts";

interface Flags {
  folder: string;
  weights?: string;
}

const help = `
Speaks the Model Context Protocol on stdin and stdout, for an agent that starts it. Its tools: list, remember, recall,
forget, check. Agents may name pictures by their paths on this machine. Over HTTP the same tools are at /mcp of
madeleine serve.

Example of an agent's configuration:
  { "mcpServers": { "madeleine": { "command": "npx", "args": ["madeleine", "mcp", "--folder", "/home/me/memories"] } } }`;

/** `madeleine mcp`: memories as an agent's tools. */
export function configure(command: Command): void {
  command
    .option("--folder <folder>", "where memories lie", ".")
    .option("--weights <folder>", "the folder that holds the weights of memories' networks")
    .addHelpText("after", help)
    .action(run);
}

async function run({ folder, weights }: Flags): Promise<void> {
  const stopping = new AbortController();
  void stopAsked().then(() => stopping.abort());
  const { stdin: input, stdout: output } = process;
  await serveAgent(
    { folder, weights, version: versionOfPackage() },
    { input, output, stopping: stopping.signal },
  );
  // What the agent leaves open must not keep the process alive.
  input.destroy();
}
