import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, sep } from "node:path";
import { isNodeName, manifest, ROOT_FOLDER } from "../packaging/manifest.ts";

export interface ServedFiles {
  /** The package's folder. Default: where this file lies in it. */
  readonly root?: string;
  /** Folders of the package that are served besides `dist/` and the packages that it needs. */
  readonly folders?: readonly string[];
  /** What else the page imports by name, as files in `node_modules`. */
  readonly modules?: Readonly<Record<string, string>>;
}

/** The builds for the page of what `dist/` imports by name: the dependencies, and what they import in turn. */
const PACKAGES: Readonly<Record<string, string>> = {
  fflate: "fflate/esm/browser.js",
  pbf: "pbf/index.js",
  "ml-matrix": "ml-matrix/src/index.js",
  "is-any-array": "is-any-array/lib/index.js",
  "ml-array-max": "ml-array-max/lib/index.js",
  "ml-array-min": "ml-array-min/lib/index.js",
  "ml-array-rescale": "ml-array-rescale/lib/index.js",
};

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
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
export async function serveLibrary({
  root = ROOT_FOLDER,
  folders = [],
  modules = {},
}: ServedFiles = {}): Promise<LibraryServer> {
  const imports = importMap(root, modules);
  const served = ["dist", ...folders, "node_modules"].map((folder) => sep + join(folder) + sep);
  const page = `<!doctype html><meta charset="utf-8"><title>madeleine</title>
    <link rel="icon" href="data:,"><script type="importmap">${JSON.stringify({ imports })}</script>`;
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    const known = served.some((folder) => path.startsWith(folder));
    const file = path === sep ? { type: ".html", body: page } : known ? await fileAt(root, path) : undefined;
    const type = TYPES[file?.type ?? ".html"] ?? "application/octet-stream";
    response.writeHead(file ? 200 : 404, { ...HEADERS, "Content-Type": type });
    response.end(file?.body ?? `no ${path}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => closed(server) };
}

/** Import names → URLs: the package's exports that run in the page, its dependencies, and what else is asked for. */
function importMap(root: string, modules: Readonly<Record<string, string>>): Record<string, string> {
  const { name, exports = {} } = manifest(root);
  const own = Object.entries(exports).flatMap(([subpath, target]) => {
    const file = (target as { default?: string }).default;
    return file && !isNodeName(subpath) ? [[name + subpath.slice(1), file.slice(1)] as const] : [];
  });
  const others = Object.entries({ ...PACKAGES, ...modules });
  return Object.fromEntries([...own, ...others.map(([module, file]) => [module, `/node_modules/${file}`])]);
}

/** The file at a path; `.js` may be left off, as bundlers allow. */
async function fileAt(root: string, path: string): Promise<{ type: string; body: Buffer } | undefined> {
  for (const candidate of [path, `${path}.js`]) {
    const body = await readFile(join(root, candidate)).catch(() => undefined);
    if (body) return { type: extname(candidate), body };
  }
  return undefined;
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
