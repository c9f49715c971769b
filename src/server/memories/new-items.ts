import type { Memory, NewMemoryItem } from "../../bank/index.ts";
import { readThumbnail } from "../../data/index.node.ts";
import { Refusal } from "../refusal.ts";
import { type NamedPicture, namedPictures } from "./material.ts";
import type { NewItem } from "./memories.ts";

/** New items as a memory takes them, and the files of those that are pictures. */
export interface ReadItems {
  readonly items: NewMemoryItem[];
  readonly pictures: NamedPicture[];
}

/**
 * Reads what is to be added to a memory, all of it before any is added.
 * @throws Refusal for pictures where vectors are kept, the other way round, and what can't be read.
 */
export async function readItems(memory: Memory, items: readonly NewItem[]): Promise<ReadItems> {
  if (items.length === 0) throw new Refusal(422, "there is nothing to remember; give at least one item");
  if (!memory.codec) return { items: items.map(withVector), pictures: [] };
  const { width, height } = memory.codec;
  const pictures = await namedPictures(items);
  const read: NewMemoryItem[] = [];
  for (const { id, picture, payload } of pictures) {
    const decoded = await readThumbnail(picture, width, height, id).catch((error: Error) => {
      throw new Refusal(422, error.message);
    });
    read.push({ id, picture: decoded, payload });
  }
  return { items: read, pictures };
}

function withVector(item: NewItem): NewMemoryItem {
  if ("vector" in item) return item;
  throw new Refusal(422, "this memory holds vectors; give vectors");
}
