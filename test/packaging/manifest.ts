import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FLOORS, NODE_ROOMS } from "../architecture/floors.ts";

/** The package's root folder. */
export const ROOT_FOLDER: string = fileURLToPath(new URL("../..", import.meta.url));

/** The fields of package.json that the tests of the package read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly allowScripts?: Readonly<Record<string, boolean>>;
}

/** The package.json in the package's root folder. */
export function manifest(root: string = ROOT_FOLDER): Manifest {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
}

/** The names under which code is published: `madeleine`, `madeleine/math`, `madeleine/data/node`, … */
export function publicNames(): string[] {
  const { name, exports = {} } = manifest();
  const subpaths = Object.keys(exports).filter((subpath) => subpath !== "./package.json");
  return subpaths.map((subpath) => name + subpath.slice(1));
}

/** Whether a public name runs on Node only. */
export function isNodeName(name: string): boolean {
  return name.endsWith("/node");
}

/** The `exports` that the source calls for: one per index.ts and index.node.ts of a library room. */
export function expectedExports(): Record<string, unknown> {
  const built = (entry: string): unknown => ({
    types: `./dist/${entry}.d.ts`,
    default: `./dist/${entry}.js`,
  });
  const exists = (entry: string): boolean => existsSync(join(ROOT_FOLDER, "src", `${entry}.ts`));
  const rooms = readdirSync(join(ROOT_FOLDER, "src")).filter(
    (room) => room in FLOORS && !NODE_ROOMS.has(room),
  );
  // The root has one name for both: what only Node can do is there on Node alone.
  const root = exists("index.node")
    ? { node: built("index.node"), ...(built("index") as object) }
    : built("index");
  const entries = [
    ...rooms.map((room) => [`./${room}`, `${room}/index`]),
    ...rooms.map((room) => [`./${room}/node`, `${room}/index.node`]),
  ] as [string, string][];
  const published = entries
    .filter(([, entry]) => exists(entry))
    .map(([subpath, entry]) => [subpath, built(entry)]);
  return { ".": root, ...Object.fromEntries(published), "./package.json": "./package.json" };
}
