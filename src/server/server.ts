import { statSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { createAdaptorServer } from "@hono/node-server";
import { createApp } from "./http/app.ts";
import { isLoopback } from "./http/guard.ts";
import { type Limits, usualLimits } from "./limits.ts";
import { agentDoor, answerAgentOn } from "./mcp/agent-door.ts";
import { gated } from "./memories/gated.ts";
import type { Memories } from "./memories/memories.ts";
import { openMemoriesInThread } from "./memories/memories-in-thread.ts";
import { openMemoryFolder } from "./memories/memory-folder.ts";
import { createMetrics } from "./metrics.ts";
import type { Service } from "./service.ts";

export interface ServiceOptions {
  /** Where the memories lie, as `.memory` files. */
  readonly folder: string;
  /** The folder that holds the weights of memories' networks, where they aren't where they were. */
  readonly weights?: string | undefined;
  /** The package's version. */
  readonly version: string;
  /** Whether memories are held in a thread of their own, which needs the built package. Default: true. */
  readonly threads?: boolean;
  readonly limits?: Partial<Limits>;
}

export interface ServerOptions extends ServiceOptions {
  /** Default: 127.0.0.1. Any that reaches beyond this machine needs a token. */
  readonly host?: string;
  /** Default: 0, which takes a free one. */
  readonly port?: number;
  /** What clients have to send. Default: nothing. */
  readonly token?: string | undefined;
  /** Where the page's built files lie. Default: `lab/` beside this package's server. */
  readonly page?: string;
  /** Hears of errors that are the server's own fault. Default: nobody does. */
  readonly onFault?: (error: Error) => void;
}

/** A server that answers. */
export interface RunningServer {
  /** Where it answers, such as `http://127.0.0.1:8642`. */
  readonly url: string;
  readonly port: number;
  /**
   * Takes no more requests, finishes those that are under way (long work is given up), and closes the memories. What
   * was acknowledged is on the disk.
   */
  close(): Promise<void>;
}

/**
 * Serves the memories of a folder over HTTP, and to agents at `/mcp`.
 * @throws RangeError for a host beyond this machine without a token of at least 16 characters, or an empty one.
 * @throws Error in one plain line for a folder that isn't there and a port that is taken.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host = "127.0.0.1", port = 0, token, onFault = () => {} } = options;
  requireToken(host, token);
  const stopping = new AbortController();
  const service = openService(options, stopping.signal);
  const app = createApp(service, {
    ...{ token, ownHostOnly: isLoopback(host), onFault, answerAgent: agentDoor(service) },
    page: options.page ?? fileURLToPath(new URL("../lab/", import.meta.url)),
  });
  // Nobody has to wait until the memories' thread has started.
  await service.memories.list();
  const server = listener(app.fetch, service.limits);
  const address = await listening(server, host, port).catch(async (error: unknown) => {
    await service.memories.close();
    throw error;
  });
  const shown = address.family === "IPv6" ? `[${address.address}]` : address.address;
  let closing: Promise<void> | undefined;
  return {
    url: `http://${shown}:${address.port}`,
    port: address.port,
    close: () => {
      closing ??= stopped(server, service, stopping);
      return closing;
    },
  };
}

/** Serves the memories of a folder to the agent at the other end of a pair of streams, until it hangs up or is to stop. */
export async function serveAgent(
  options: ServiceOptions,
  streams: { input: Readable; output: Writable; stopping: AbortSignal },
): Promise<void> {
  const service = openService(options, streams.stopping);
  try {
    await answerAgentOn(service, streams.input, streams.output);
  } finally {
    await service.memories.close();
  }
}

function openService(options: ServiceOptions, stopping: AbortSignal): Service {
  const { folder, weights, version, threads = true } = options;
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`${folder}: no such folder; name the one where memories are to lie`);
  }
  const limits = { ...usualLimits, ...options.limits };
  const metrics = createMetrics();
  const memories: Memories = threads
    ? openMemoriesInThread({ folder, weights })
    : openMemoryFolder(folder, { weights });
  return { memories: gated(memories, limits, metrics), limits, metrics, version, stopping };
}

const shortestToken = 16;

function requireToken(host: string, token: string | undefined): void {
  if (token !== undefined && !/^\S+$/.test(token)) {
    throw new RangeError("startServer: the token is empty or has spaces; give one without");
  }
  if (isLoopback(host)) return;
  if (token === undefined) {
    throw new RangeError(
      `startServer: ${host} can be reached from other machines; give a token that clients have to send`,
    );
  }
  if (token.length < shortestToken) {
    throw new RangeError(
      `startServer: beyond this machine a token needs ${shortestToken} characters or more, got ${token.length}`,
    );
  }
}

function listener(fetch: (request: Request) => Response | Promise<Response>, limits: Limits): Server {
  const server = createAdaptorServer({
    fetch,
    serverOptions: {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: Math.min(1000, limits.headersMs / 2),
    },
  }) as Server;
  server.setTimeout(limits.idleMs);
  server.maxConnections = limits.connections;
  return server;
}

function listening(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      reject(
        new Error(taken ? `port ${port} is taken; choose another one` : `${host}:${port}: ${error.message}`),
      );
    });
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });
}

async function stopped(
  server: Server,
  { memories, limits }: Service,
  stopping: AbortController,
): Promise<void> {
  stopping.abort();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Connections that are kept open for more requests end with the one that is under way.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const impatient = setTimeout(() => server.closeAllConnections(), limits.graceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(impatient);
  await memories.close();
}
