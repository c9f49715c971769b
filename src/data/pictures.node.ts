import { readdirSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { readBytes, writeBytes } from "./file.node.ts";
import type { Picture } from "./picture.ts";

/** Files with these endings are taken for pictures. */
const endings: ReadonlySet<string> = new Set([
  ".png",
  ".jpg",
  ".jpeg",
  ".webp",
  ".gif",
  ".tif",
  ".tiff",
  ".avif",
]);

/** A picture of more pixels is refused: 80 megapixels take 240 MB to decode, and a small file can claim any number. */
const mostPixels = 80e6;

/** A JPEG file of at least so many bytes is decoded at a fraction of its size; below, every format takes the same path. */
const shrinkFrom = 2 ** 16;

/** What a picture is drawn on where it is transparent. */
const paper = "#808080";

// Pictures are shrunk several at a time, one thread each.
sharp.concurrency(1);
sharp.cache(false);

/**
 * Decodes a picture: sRGB, upright (EXIF), on mid grey where it is transparent, the first frame where it moves.
 * @param source a path, or the bytes of a file (then `name` stands in error messages)
 * @throws Error in one line for a file that is missing, broken, cut short, unsupported or over 80 megapixels.
 */
export function readPicture(source: string | Uint8Array, name?: string): Promise<Picture> {
  return decoded(source, name, (image) => image);
}

/** As {@link readPicture}, shrunk (or stretched) to `width` × `height`. */
export function readThumbnail(
  source: string | Uint8Array,
  width: number,
  height: number,
  name?: string,
): Promise<Picture> {
  return decoded(source, name, (image, bytes) =>
    image.resize(width, height, { fit: "fill", kernel: "linear", fastShrinkOnLoad: bytes >= shrinkFrom }),
  );
}

/** The bytes of a PNG file. Pixels are clipped to [0, 1] and rounded to 8 bits. */
export async function toPng({ pixels, width, height, channels }: Picture): Promise<Uint8Array> {
  const levels = new Uint8ClampedArray(pixels.length);
  for (let i = 0; i < pixels.length; i++) levels[i] = 255 * pixels[i];
  return sharp(levels, { raw: { width, height, channels } }).png().toBuffer();
}

/** The format that a picture is written in, by the ending of its name. */
export type PictureFormat = "png" | "jpeg" | "webp";

/**
 * The format that `path` asks for.
 * @throws Error for an ending other than .png, .jpg, .jpeg and .webp.
 */
export function pictureFormatOf(path: string): PictureFormat {
  const formats: Record<string, PictureFormat> = {
    ".png": "png",
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".webp": "webp",
  };
  const format = formats[extname(path).toLowerCase()];
  if (!format)
    throw new Error(`${path}: pictures are written as .png, .jpg or .webp; end the name in one of them`);
  return format;
}

/** Writes a picture in the format that its name asks for ({@link pictureFormatOf}), whole or not at all. */
export async function writePicture(picture: Picture, path: string): Promise<void> {
  const format = pictureFormatOf(path);
  writeBytes(
    path,
    await sharp(await toPng(picture))
      .toFormat(format)
      .toBuffer(),
  );
}

/** Writes a PNG file, whole or not at all. */
export async function writePng(picture: Picture, path: string): Promise<void> {
  writeBytes(path, await toPng(picture));
}

/**
 * The pictures in a folder and its subfolders, by their endings, sorted by path. Hidden files and folders are left
 * out, and links to folders are not followed.
 * @throws Error where the folder is missing or no folder.
 */
export function listPictures(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })) throw new Error(`${folder}: no such file or folder`);
  if (!statSync(folder).isDirectory())
    throw new Error(`${folder}: is a file; name the folder that holds the pictures`);
  const found: string[] = [];
  const visit = (at: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory()) visit(path);
      else if (endings.has(extname(entry.name).toLowerCase())) found.push(path);
    }
  };
  visit(folder);
  return found.sort();
}

export interface FolderPictures<T = Picture> {
  pictures: { path: string; picture: T }[];
  skipped: { path: string; reason: string }[];
}

export interface FolderOptions {
  /** The size that every picture is shrunk to. */
  width: number;
  height: number;
  onProgress?: (done: number, total: number) => void;
}

/**
 * All pictures of a folder, shrunk to one size. Files that can't be read are named with the reason.
 * @throws Error where the folder holds no picture that can be read.
 */
export function readFolder(folder: string, options: FolderOptions): Promise<FolderPictures> {
  return convertFolder(folder, options, (pictures) => pictures);
}

/** Makes something else of pictures, one of each, in their order. */
export type ConvertPictures<T> = (pictures: readonly Picture[]) => readonly T[] | Promise<readonly T[]>;

/** As {@link readFolder}, with 64 pictures at a time converted while the next ones are being read. */
export async function convertFolder<T>(
  folder: string,
  options: FolderOptions,
  convert: ConvertPictures<T>,
): Promise<FolderPictures<T>> {
  const paths = listPictures(folder);
  if (paths.length === 0) {
    throw new Error(`${folder}: holds no pictures (${[...endings].join(", ")}), subfolders included`);
  }
  const found: FolderPictures<T> = { pictures: [], skipped: [] };
  let reading = readAll(paths.slice(0, together), options);
  for (let from = 0; from < paths.length; from += together) {
    const results = await reading;
    reading = readAll(paths.slice(from + together, from + 2 * together), options);
    const pictures = results.filter((result) => "picture" in result);
    found.skipped.push(...results.filter((result) => "reason" in result));
    const converted = await convert(pictures.map(({ picture }) => picture));
    pictures.forEach(({ path }, i) => {
      found.pictures.push({ path, picture: converted[i] });
    });
    options.onProgress?.(Math.min(from + together, paths.length), paths.length);
  }
  if (found.pictures.length === 0) {
    throw new Error(
      `${folder}: none of its ${paths.length} pictures can be read; the first: ${found.skipped[0]?.reason}`,
    );
  }
  return found;
}

/** As many pictures are read and converted at once. */
const together = 64;

type Result = FolderPictures["pictures"][number] | FolderPictures["skipped"][number];

/** Several at a time; the results stand in the order of the paths. */
async function readAll(paths: readonly string[], { width, height }: FolderOptions): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < paths.length) {
      const at = next++;
      const path = paths[at];
      results[at] = await readThumbnail(path, width, height).then(
        (picture) => ({ path, picture }),
        (error: unknown) => ({ path, reason: error instanceof Error ? error.message : String(error) }),
      );
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return results;
}

async function decoded(
  source: string | Uint8Array,
  name: string | undefined,
  change: (image: Sharp, bytes: number) => Sharp,
): Promise<Picture> {
  const bytes = typeof source === "string" ? readBytes(source) : source;
  const label = name ?? (typeof source === "string" ? source : "the picture");
  if (bytes.length === 0) throw new Error(`${label}: the file is empty`);
  try {
    const image = sharp(bytes, { limitInputPixels: mostPixels, failOn: "truncated" });
    const { data, info } = await change(image.autoOrient().flatten({ background: paper }), bytes.length)
      .toColourspace("srgb")
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const pixels = new Float32Array(data.length);
    for (let i = 0; i < data.length; i++) pixels[i] = data[i] / 255;
    return { width: info.width, height: info.height, channels: info.channels === 1 ? 1 : 3, pixels };
  } catch (error) {
    throw new Error(`${label}: ${reasonOf(error)}`);
  }
}

/** What libvips says, in a user's words. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/pixel limit|too large/i.test(message))
    return `has more than ${mostPixels / 1e6} megapixels; shrink it first`;
  if (/unsupported image format/i.test(message))
    return "is no picture in a known format (PNG, JPEG, WebP, GIF, TIFF, AVIF)";
  return `cannot be read as a picture; it may be cut short or broken (${message.split("\n")[0]})`;
}
