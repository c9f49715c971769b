import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** `~/.cache/madeleine` on Linux, and what stands for it elsewhere. */
export function defaultCacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = environment;
  if (process.platform === "win32" && LOCALAPPDATA) return join(LOCALAPPDATA, "madeleine", "cache");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "madeleine");
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "madeleine");
}

/** The cache's folder for weights. */
export function weightsCache(): string {
  return join(defaultCacheFolder(), "weights");
}

/**
 * Where weights are looked for: in the folders given, in `MADELEINE_DATA` and its folder `weights`, and in the cache.
 */
export function weightsFolders(
  first: readonly (string | undefined)[],
  environment: NodeJS.ProcessEnv = process.env,
): string[] {
  const { MADELEINE_DATA: data } = environment;
  const usual = data ? [join(data, "weights"), data] : [];
  const named = first.filter((folder) => folder !== undefined);
  return [...new Set([...named, ...usual, weightsCache()].map((folder) => resolve(folder)))];
}
