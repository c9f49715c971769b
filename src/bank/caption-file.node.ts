import { basename } from "node:path";
import { readBytes } from "../data/index.node.ts";
import { type Captions, gunzipped, readCaptions } from "../data/index.ts";
import type { Caption } from "./captions.ts";

/** Captions of a file that belong to a memory's items, and what they leave over. */
export interface MatchedCaptions {
  readonly captions: readonly Caption[];
  /** How many items have a caption. */
  readonly items: number;
  /** Names in the file that no item has. */
  readonly strangers: readonly string[];
}

/**
 * The captions in a file: see `readCaptions`; plain or gzipped.
 * @throws Error in one plain line: no such file, no JSON, of another form.
 */
export function readCaptionFile(path: string): Captions {
  return readCaptions(new TextDecoder().decode(gunzipped(readBytes(path), path)), path);
}

/**
 * Captions for items, which are named in the file by their name (a path relative to the folder) or by its last part.
 * @param from names the file in errors.
 * @throws Error where a last part is that of several items, and where no name is an item's.
 */
export function matchCaptions(captions: Captions, ids: readonly string[], from: string): MatchedCaptions {
  const byName = new Map<string, string[]>();
  const known = new Set(ids.map(slashed));
  for (const id of ids) byName.set(basename(id), [...(byName.get(basename(id)) ?? []), id]);
  const matched: Caption[] = [];
  const strangers: string[] = [];
  for (const [name, texts] of captions) {
    const whole = known.has(slashed(name)) ? ids.filter((id) => slashed(id) === slashed(name)) : undefined;
    const found = whole ?? byName.get(name) ?? [];
    if (found.length > 1) {
      throw new Error(
        `${from}: "${name}" may be ${found.slice(0, 2).join(" or ")}; give its path in the folder`,
      );
    }
    if (found.length === 0) strangers.push(name);
    for (const text of texts) if (found.length === 1) matched.push({ id: found[0], text });
  }
  if (matched.length === 0) {
    throw new Error(
      `${from}: none of its ${captions.size} pictures is there; it names "${strangers[0]}", and a picture is called "${ids[0]}"`,
    );
  }
  return { captions: matched, items: new Set(matched.map(({ id }) => id)).size, strangers };
}

/** Paths are written with slashes in captions files, whatever the system has. */
function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}
