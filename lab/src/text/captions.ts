/** Captions of the reader's own, by item number. */
export type Edits = ReadonlyMap<number, string>;

/** Reads `3:a wet dog~7:two trees` as the address has it, items counted from 1; what can't be read is left out. */
export function editsOf(text: string | undefined): Edits {
  const parts = (text ?? "").split("~").flatMap((part) => {
    const [, item, words] = /^(\d+):([\s\S]+)$/.exec(part) ?? [];
    return item ? [[Number(item) - 1, words.replaceAll("%7E", "~").replaceAll("%25", "%")] as const] : [];
  });
  return new Map(parts);
}

/** The same as text; undefined for none. */
export function textOfEdits(edits: Edits): string | undefined {
  const parts = [...edits].sort(([a], [b]) => a - b);
  return (
    parts
      .map(([item, words]) => `${item + 1}:${words.replaceAll("%", "%25").replaceAll("~", "%7E")}`)
      .join("~") || undefined
  );
}

/** One caption changed; an empty one, and the one that it has anyway, is no change. */
export function edited(edits: Edits, item: number, words: string, own: string): Edits {
  const changed = new Map(edits);
  if (words.trim() === "" || words.trim() === own) changed.delete(item);
  else changed.set(item, words.trim());
  return changed;
}

/** The captions as they stand. */
export function withEdits(captions: readonly string[], edits: Edits): string[] {
  return captions.map((caption, item) => edits.get(item) ?? caption);
}
