import sharp from "sharp";
import { Refusal } from "../refusal.ts";

/** A picture of more pixels isn't decoded: a small file can claim any number. */
const mostPixels = 40e6;

const endings: Readonly<Record<string, string>> = {
  png: ".png",
  jpeg: ".jpg",
  webp: ".webp",
  gif: ".gif",
  tiff: ".tif",
  heif: ".avif",
};

/** What a picture's file says of it before it is decoded. */
export interface PictureHead {
  readonly width: number;
  readonly height: number;
  /** That of its format, such as `.png`. */
  readonly ending: string;
}

/**
 * Looks at a picture's size and format without decoding it.
 * @throws Refusal for what is no picture in a known format, or has more than 40 megapixels.
 */
export async function pictureHead(bytes: Uint8Array, name: string): Promise<PictureHead> {
  if (bytes.length === 0) throw new Refusal(422, `${name}: the file is empty`);
  const found = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  const ending = endings[found?.format ?? ""];
  if (!found || !ending) {
    throw new Refusal(422, `${name}: is no picture in a known format (PNG, JPEG, WebP, GIF, TIFF, AVIF)`);
  }
  const { width, height } = found.autoOrient;
  if (width * height > mostPixels) {
    throw new Refusal(
      422,
      `${name}: has ${width} × ${height} pixels, more than ${mostPixels / 1e6} million; shrink it first`,
    );
  }
  return { width, height, ending };
}

/**
 * The name of an uploaded picture's item, which is also its file's: as given, with its format's ending where it has none.
 * @throws Refusal for a name that would lead out of the folder, or that a file can't have.
 */
export function pictureItemName(name: string, { ending }: Pick<PictureHead, "ending">): string {
  const known = /\.(png|jpe?g|webp|gif|tiff?|avif)$/i.test(name);
  const full = known ? name : `${name}${ending}`;
  const wrong = /^\.|[/\\\p{Cc}<>:"|?*]|[. ]$/u.test(full) || Buffer.byteLength(full) > 200;
  if (!wrong && name !== "") return full;
  throw new Refusal(
    400,
    `a picture's name is that of a file of at most 200 bytes, without folders; got ${JSON.stringify(name.slice(0, 120))}`,
  );
}
