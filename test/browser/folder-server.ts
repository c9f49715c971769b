import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

/** A folder on a port, as any host of static files serves it. */
export interface FolderServer {
  readonly url: string;
  /** What was asked for so far, with its size in bytes once compressed; 0 where it isn't there. */
  readonly asked: readonly { readonly path: string; readonly gzipped: number }[];
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

/** What makes pages cross-origin isolated, so that they get shared memory. */
const ISOLATING: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

export async function serveFolder(
  folder: string,
  { isolated = false }: { isolated?: boolean } = {},
): Promise<FolderServer> {
  const asked: { path: string; gzipped: number }[] = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const path = normalize(decodeURIComponent(pathname)).replace(/\/$/, "/index.html");
    const body = await readFile(join(folder, path)).catch(() => undefined);
    asked.push({ path, gzipped: body ? gzipSync(body).length : 0 });
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    response.writeHead(body ? 200 : 404, { ...(isolated && ISOLATING), "Content-Type": type });
    response.end(body ?? `no ${path}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    asked,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
