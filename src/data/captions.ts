/** Captions by the picture's file name, each picture's in their order. */
export type Captions = ReadonlyMap<string, readonly string[]>;

/**
 * Captions from JSON text in one of two forms: `{ "file.jpg": ["caption", …] }` (a single caption needs no list), or
 * COCO's captions file, `{ "images": [{ "id", "file_name" }], "annotations": [{ "image_id", "caption" }] }`.
 * Spaces around a caption and line ends in it are dropped; empty ones are left out.
 * @param name names the file in errors.
 * @throws Error in one line for what is no JSON, of another form, or without any caption.
 */
export function readCaptions(json: string, name = "captions"): Captions {
  const document = parsed(json, name);
  const lists = isCoco(document) ? cocoCaptions(document, name) : namedCaptions(document, name);
  const captions = new Map<string, string[]>();
  for (const [file, texts] of lists) {
    const kept = texts.map(tidied).filter((text) => text !== "");
    if (kept.length > 0) captions.set(file, kept);
  }
  if (captions.size === 0) throw new Error(`${name}: holds no captions`);
  return captions;
}

/** A caption without spaces around it, and with single spaces in it. */
export function tidied(text: string): string {
  return text.normalize("NFC").replace(/\s+/g, " ").trim();
}

type Fields = Readonly<Record<string, unknown>>;

const forms =
  'it must be {"file.jpg": ["a caption", …], …} or COCO\'s captions file with "images" and "annotations"';

function parsed(json: string, name: string): Fields {
  let document: unknown;
  try {
    document = JSON.parse(json.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new Error(`${name}: is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isFields(document)) throw new Error(`${name}: holds no captions: ${forms}`);
  return document;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCoco(document: Fields): document is { images: unknown[]; annotations: unknown[] } {
  return Array.isArray(document.annotations) && Array.isArray(document.images);
}

function namedCaptions(document: Fields, name: string): Map<string, string[]> {
  return new Map(
    Object.entries(document).map(([file, value]) => {
      const texts: unknown[] = Array.isArray(value) ? value : [value];
      const wrong = texts.find((text) => typeof text !== "string");
      if (wrong !== undefined) {
        throw new Error(
          `${name}: "${file}" has ${JSON.stringify(wrong)?.slice(0, 40)} for a caption; ${forms}`,
        );
      }
      return [file, texts as string[]];
    }),
  );
}

function cocoCaptions(
  { images, annotations }: { images: unknown[]; annotations: unknown[] },
  name: string,
): Map<string, string[]> {
  const files = new Map<unknown, string>();
  for (const image of images) {
    if (!isFields(image) || typeof image.file_name !== "string") {
      throw new Error(`${name}: an entry of "images" has no "file_name"; ${forms}`);
    }
    files.set(image.id, image.file_name);
  }
  const captions = new Map<string, string[]>();
  for (const [i, annotation] of annotations.entries()) {
    const { image_id: id, caption }: Fields = isFields(annotation) ? annotation : {};
    const file = files.get(id);
    if (typeof caption !== "string" || file === undefined) {
      const what =
        typeof caption === "string" ? `is of image ${String(id)}, which isn't listed` : "has no caption";
      throw new Error(`${name}: annotation ${i} ${what}; ${forms}`);
    }
    captions.set(file, [...(captions.get(file) ?? []), caption]);
  }
  return captions;
}
