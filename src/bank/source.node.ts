import { createHash } from "node:crypto";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { contrastCodec } from "../codecs/index.ts";
import { defaultCacheFolder } from "./cache-folder.node.ts";
import type { Origin } from "./description.ts";
import type { Memory } from "./memory.ts";
import { openMemory, saveMemory } from "./memory-file.node.ts";
import { type RememberOptions, rememberFolder } from "./remember.node.ts";
import { stampOf } from "./stamp.node.ts";

/** A memory ready to be asked, wherever it came from. */
export interface Source {
  memory: Memory;
  origin: Origin | undefined;
}

export interface SourceOptions extends RememberOptions {
  /** Where memories of folders are kept between runs. Default: the operating system's cache folder. */
  cacheFolder?: string;
}

/**
 * The memory in a file, or of a folder: read once, then kept in the cache folder until the folder changes. What is
 * in the cache is only ever a copy: where it can't be read or written, the folder is read again.
 * @throws Error in one plain line where there is nothing to read.
 */
export async function openSource(from: string, options: SourceOptions = {}): Promise<Source> {
  if (existsSync(from) && !statSync(from).isDirectory()) return openMemory(from, options.network);
  const cached = join(options.cacheFolder ?? defaultCacheFolder(), `${nameOf(from)}.memory`);
  const known = openIfFresh(cached, from);
  if (known) return known;
  const remembered = await rememberFolder(from, options);
  try {
    mkdirSync(join(cached, ".."), { recursive: true });
    saveMemory(cached, remembered.memory, remembered.origin);
  } catch {
    // A cache that can't be written costs time at the next call, nothing else.
  }
  return remembered;
}

function nameOf(folder: string): string {
  return createHash("sha256").update(resolve(folder)).digest("hex").slice(0, 24);
}

function openIfFresh(cached: string, folder: string): Source | undefined {
  if (!existsSync(cached)) return undefined;
  try {
    const { memory, origin } = openMemory(cached);
    const fresh = origin?.stamp === stampOf(folder, contrastCodec().name);
    return fresh ? { memory, origin } : undefined;
  } catch {
    return undefined;
  }
}
