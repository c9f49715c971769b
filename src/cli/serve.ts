import { resolve } from "node:path";
import type { Command } from "commander";
import { isLoopback, startServer } from "../server/index.ts";
import { answer, answerJson, remark } from "./output.ts";
import { UsageError, wholeNumber } from "./usage.ts";
import { versionOfPackage } from "./version.ts";

interface Flags {
  port: number;
  host: string;
  folder: string;
  weights?: string;
  token?: string;
  json?: true;
}

const help = `
Serves the .memory files of a folder, and makes new ones there: the page at /, what can be asked at /docs, agents at
/mcp (Model Context Protocol). Ctrl-C stops it once what is under way is finished.

It answers this machine alone. To be reached from others it needs --host and a token, which clients send as
"Authorization: Bearer TOKEN"; better in MADELEINE_TOKEN than in --token, where other users of this machine may see it.
Nothing is encrypted: put it behind something that is, beyond networks that you trust.

Examples:
  madeleine serve --folder ./memories
  MADELEINE_TOKEN=$(openssl rand -hex 24) madeleine serve --host 0.0.0.0`;

/** `madeleine serve`: memories over HTTP, for programs, agents and the page. */
export function configure(command: Command): void {
  command
    .option("--port <number>", "the port; 0 takes a free one", wholeNumber, 8642)
    .option("--host <address>", "the address to answer at", "127.0.0.1")
    .option("--folder <folder>", "where memories lie", ".")
    .option("--weights <folder>", "the folder that holds the weights of memories' networks")
    .option("--token <text>", "what clients have to send (default: MADELEINE_TOKEN)")
    .option("--json", "print one JSON document once it answers")
    .addHelpText("after", help)
    .action(run);
}

async function run({ port, host, folder, weights, ...flags }: Flags): Promise<void> {
  const { token = process.env.MADELEINE_TOKEN, json } = flags;
  if (port > 65535) throw new UsageError(`--port goes up to 65535, got ${port}`);
  const secret = token === "" ? undefined : token;
  const server = await startServer({
    ...{ port, host, folder, weights, token: secret, version: versionOfPackage() },
    onFault: (error) => remark(`madeleine: ${error.message}`),
  }).catch((error: unknown) => {
    throw error instanceof RangeError ? new UsageError(inWordsOfOptions(error.message)) : error;
  });
  if (json) answerJson({ url: server.url, port: server.port, folder: resolve(folder), pid: process.pid });
  else {
    answer(
      `${server.url} serves the memories in ${folder}; ${server.url}/docs says what can be asked. Ctrl-C stops it.`,
    );
    if (!isLoopback(host)) remark("It can be reached from other machines, by whoever has the token.");
  }
  await stopAsked();
  await server.close();
}

function inWordsOfOptions(message: string): string {
  return message
    .replace(/^startServer: /, "")
    .replace("give a token", "give --token or MADELEINE_TOKEN, a token");
}

/** Resolves with the first signal to stop; the second one ends the process at once. */
export function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        if (asked) process.exit(130);
        asked = true;
        resolve();
      });
    }
  });
}
