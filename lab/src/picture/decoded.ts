import { type NamedPicture, pictureOfRgba } from "./album.ts";

/** The longer side that pictures are shrunk to. */
const LONGEST = 160;

/** Pictures read, and the names of files that are none. */
export interface Decoded {
  readonly pictures: readonly NamedPicture[];
  readonly unreadable: readonly string[];
}

/** Reads files of pictures in the page; nothing leaves it. */
export async function decodedFiles(
  files: readonly File[],
  onProgress: (done: number) => void = () => {},
): Promise<Decoded> {
  const pictures: NamedPicture[] = [];
  const unreadable: string[] = [];
  for (const [done, file] of files.entries()) {
    onProgress(done);
    try {
      pictures.push({ name: file.name, picture: await decoded(file) });
    } catch {
      unreadable.push(file.name);
    }
  }
  return { pictures, unreadable };
}

async function decoded(file: File): Promise<NamedPicture["picture"]> {
  const bitmap = await createImageBitmap(file);
  try {
    const shrink = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
    const [width, height] = [bitmap.width, bitmap.height].map((side) =>
      Math.max(1, Math.round(side * shrink)),
    );
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("no canvas");
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, width, height);
    return pictureOfRgba(context.getImageData(0, 0, width, height).data, width, height);
  } finally {
    bitmap.close();
  }
}
