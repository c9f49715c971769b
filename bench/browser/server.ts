import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, sep } from "node:path";

/** What the page imports by name, besides this package: files in `node_modules`. */
const MODULES: Readonly<Record<string, string>> = {
  fflate: "fflate/esm/browser.js",
  "is-any-array": "is-any-array/lib/index.js",
  "ml-array-max": "ml-array-max/lib/index.js",
  "ml-array-min": "ml-array-min/lib/index.js",
  "ml-array-rescale": "ml-array-rescale/lib/index.js",
  "ml-matrix": "ml-matrix/src/index.js",
  "onnxruntime-web/wasm": "onnxruntime-web/dist/ort.wasm.min.mjs",
  pbf: "pbf/index.js",
};

/** The only folders whose files are served. */
const FOLDERS = ["dist", "build/bench", "node_modules"].map((folder) => sep + join(folder) + sep);

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
};

/** A page with these headers is cross-origin isolated: it gets shared memory, and with it threads. */
const HEADERS: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** A running server and its address. */
export interface BenchServer {
  readonly url: string;
  close(): void;
}

/** Serves an empty page in which the library, the benches and the peers can be imported. */
export async function serveBench(): Promise<BenchServer> {
  const page = `<!doctype html><meta charset="utf-8"><title>bench</title><link rel="icon" href="data:,">
    <script type="importmap">${JSON.stringify({ imports: imports() })}</script>`;
  const server = createServer((request, response) => void answer(request.url ?? "/", response, page));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}/`, close };
}

/** Import names → URLs: the package's own rooms, and what they and the benches import. */
function imports(): Record<string, string> {
  const { name, exports } = JSON.parse(readFileSync("package.json", "utf8")) as {
    name: string;
    exports: Readonly<Record<string, { default?: string }>>;
  };
  const own = Object.entries(exports).flatMap(([subpath, { default: file }]) =>
    file === undefined ? [] : [[name + subpath.slice(1), file.slice(1)] as const],
  );
  const others = Object.entries(MODULES).map(([module, file]) => [module, `/node_modules/${file}`] as const);
  return Object.fromEntries([...own, ...others]);
}

async function answer(url: string, response: ServerResponse, page: string): Promise<void> {
  const path = normalize(decodeURIComponent(new URL(url, "http://localhost").pathname));
  const file = path === sep ? { type: ".html", body: page } : await fileAt(path);
  const type = TYPES[file?.type ?? ""] ?? "application/octet-stream";
  response.writeHead(file ? 200 : 404, { ...HEADERS, "Content-Type": type });
  response.end(file?.body ?? `no ${path}`);
}

/** The file at a path below one of the folders; `.js` may be left off, as bundlers allow. */
async function fileAt(path: string): Promise<{ type: string; body: Buffer } | undefined> {
  if (!FOLDERS.some((folder) => path.startsWith(folder))) return undefined;
  for (const candidate of [path, `${path}.js`]) {
    const body = await readFile(join(process.cwd(), candidate)).catch(() => undefined);
    if (body) return { type: extname(candidate), body };
  }
  return undefined;
}
