import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT_FOLDER } from "../packaging/manifest.ts";
import type { SourceFile } from "./references.ts";
import type { Dependencies } from "./rules.ts";

/** Every TypeScript file under src/, tests included. */
export function sourceFiles(): SourceFile[] {
  return readdirSync(join(ROOT_FOLDER, "src"), { recursive: true, encoding: "utf8" })
    .map((name) => `src/${name.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".ts"))
    .sort()
    .map((path) => ({ path, source: readFileSync(join(ROOT_FOLDER, path), "utf8") }));
}

/** The dependencies that package.json lists. */
export function listedDependencies(): Dependencies {
  const manifest = JSON.parse(readFileSync(join(ROOT_FOLDER, "package.json"), "utf8")) as Record<
    string,
    unknown
  >;
  const names = (field: string): string[] => Object.keys((manifest[field] as object | undefined) ?? {});
  return {
    self: String(manifest.name),
    runtime: [...names("dependencies"), ...names("peerDependencies"), ...names("optionalDependencies")],
    optional: [...optionalPeers(manifest.peerDependenciesMeta), ...names("optionalDependencies")],
    development: names("devDependencies"),
  };
}

function optionalPeers(meta: unknown): string[] {
  const entries = Object.entries((meta ?? {}) as Record<string, { optional?: boolean }>);
  return entries.filter(([, { optional }]) => optional).map(([name]) => name);
}
