import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "../refusal.ts";
import type { NewItem } from "./memories.ts";
import { pictureHead, pictureItemName } from "./picture-name.ts";
import type { Material } from "./task.ts";

/** The vectors of new items, one after the other. */
export function vectorMaterial(items: readonly NewItem[]): Extract<Material, { dimension: number }> {
  const dimension = "vector" in items[0] ? items[0].vector.length : 0;
  const vectors = new Float32Array(items.length * dimension);
  for (const [i, item] of items.entries()) {
    if (!("vector" in item)) throw new Refusal(422, "a memory holds pictures or vectors, not both");
    if (item.vector.length !== dimension || dimension === 0) {
      const [first, length] = [items[0].id, item.vector.length];
      throw new Refusal(
        422,
        `all vectors must have as many numbers, at least one; "${first}" has ${dimension}, "${item.id}" ${length}`,
      );
    }
    vectors.set(item.vector, i * dimension);
  }
  return { ids: idsOf(items), payloads: items.map(({ payload }) => payload), dimension, vectors };
}

/** Writes the pictures of new items into a folder that it makes. */
export async function pictureMaterial(
  items: readonly NewItem[],
  folder: string,
): Promise<Extract<Material, { folder: string }>> {
  const named = await namedPictures(items);
  mkdirSync(folder);
  for (const { id, picture } of named) writeFileSync(join(folder, id), picture, { flush: true });
  return { ids: idsOf(named), payloads: named.map(({ payload }) => payload), folder };
}

/** A picture's file, named. */
export interface NamedPicture {
  readonly id: string;
  readonly picture: Uint8Array;
  readonly payload: unknown;
}

/** New items as pictures, under the names of their files. */
export async function namedPictures(items: readonly NewItem[]): Promise<NamedPicture[]> {
  const named: NamedPicture[] = [];
  for (const item of items) {
    if (!("picture" in item)) throw new Refusal(422, "this memory holds pictures; give pictures");
    const id = pictureItemName(item.id, await pictureHead(item.picture, item.id));
    named.push({ id, picture: item.picture, payload: item.payload });
  }
  // Windows and macOS don't tell files apart by case.
  idsOf(named, (id) => id.toLowerCase());
  return named;
}

function idsOf(items: readonly { id: string }[], alike = (id: string): string => id): string[] {
  const seen = new Set<string>();
  for (const { id } of items) {
    if (seen.has(alike(id))) {
      throw new Refusal(422, `two items are called ${JSON.stringify(id)}; give each a name of its own`);
    }
    seen.add(alike(id));
  }
  return items.map(({ id }) => id);
}
