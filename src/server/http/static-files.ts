import { readdirSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import type { MiddlewareHandler } from "hono";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

interface File {
  readonly path: string;
  readonly tag: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Sends the files that a folder holds now, `index.html` for the folder itself. Only they can be asked for: a path is
 * looked up in their list, never on the disk.
 */
export function staticFiles(folder: string): MiddlewareHandler {
  const files = filesIn(folder);
  return async (c, next) => {
    const file = files.get(c.req.path);
    if (!file || (c.req.method !== "GET" && c.req.method !== "HEAD")) return next();
    const headers = { ...file.headers, ETag: file.tag };
    // Whoever compresses on the way calls it weak.
    if (c.req.header("if-none-match")?.replace(/^W\//, "") === file.tag) return c.body(null, 304, headers);
    return c.body(new Uint8Array(await readFile(file.path)), 200, headers);
  };
}

function filesIn(folder: string): Map<string, File> {
  const files = new Map<string, File>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, name);
    const stat = statSync(path);
    if (!stat.isFile()) continue;
    const url = `/${name.split(sep).join("/")}`;
    const file = { path, tag: `"${stat.size}-${Math.round(stat.mtimeMs)}"`, headers: headersOf(name) };
    files.set(url, file);
    if (url.endsWith("/index.html")) files.set(url.slice(0, -"index.html".length), file);
  }
  return files;
}

function headersOf(name: string): Record<string, string> {
  // What the page's build puts a hash into the name of never changes.
  const lasting = /-[\w-]{8}\.\w+$/.test(name) && !name.endsWith(".html");
  return {
    "Content-Type": types[extname(name).toLowerCase()] ?? "application/octet-stream",
    "Cache-Control": lasting ? "public, max-age=31536000, immutable" : "no-cache",
  };
}
