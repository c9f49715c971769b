import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, sep } from "node:path";
import { isNodeName, manifest, ROOT_FOLDER } from "../packaging/manifest.ts";

/** The builds for the page of what `dist/` imports by name: the dependencies, and what they import in turn. */
const PACKAGES: Readonly<Record<string, string>> = {
  fflate: "esm/browser.js",
  pbf: "index.js",
  "ml-matrix": "src/index.js",
  "is-any-array": "lib/index.js",
  "ml-array-max": "lib/index.js",
  "ml-array-min": "lib/index.js",
  "ml-array-rescale": "lib/index.js",
};

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** The headers that make a page cross-origin isolated, so that it gets shared memory. */
const HEADERS: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** A running server and its address. */
export interface LibraryServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves an empty page whose import map leads every public name of the package to its file in `dist/`. */
export async function serveLibrary(): Promise<LibraryServer> {
  const page = `<!doctype html><meta charset="utf-8"><title>madeleine</title>
    <link rel="icon" href="data:,"><script type="importmap">${JSON.stringify({ imports: importMap() })}</script>`;
  const server = createServer((request, response) => void answer(request, response, page));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => closed(server) };
}

/** Import names → URLs: the package's exports that run in the page, and its dependencies. */
function importMap(): Record<string, string> {
  const { name, exports = {} } = manifest();
  const imports: Record<string, string> = {};
  for (const [subpath, target] of Object.entries(exports)) {
    const file = (target as { default?: string }).default;
    if (file && !isNodeName(subpath)) imports[name + subpath.slice(1)] = file.slice(1);
  }
  for (const [dependency, entry] of Object.entries(PACKAGES)) {
    imports[dependency] = `/node_modules/${dependency}/${entry}`;
  }
  return imports;
}

async function answer(request: IncomingMessage, response: ServerResponse, page: string): Promise<void> {
  const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
  const file = path === sep ? { type: ".html", body: page } : await fileAt(path);
  response.writeHead(file ? 200 : 404, { ...HEADERS, "Content-Type": TYPES[file?.type ?? ".html"] });
  response.end(file?.body ?? `no ${path}`);
}

/** The file at a path below `dist/` or one of the packages; `.js` may be left off, as bundlers allow. */
async function fileAt(path: string): Promise<{ type: string; body: Buffer } | undefined> {
  const served = ["dist", ...Object.keys(PACKAGES).map((name) => join("node_modules", name))];
  if (!served.some((folder) => path.startsWith(`${sep}${folder}${sep}`))) return undefined;
  for (const candidate of [path, `${path}.js`]) {
    const body = await readFile(join(ROOT_FOLDER, candidate)).catch(() => undefined);
    if (body) return { type: extname(candidate), body };
  }
  return undefined;
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
