import type { Picture } from "../data/index.ts";

/** @throws RangeError for a picture of another size than `codec` takes. */
export function requireSize(codec: string, { width, height }: Picture, wanted: [number, number]): void {
  if (width === wanted[0] && height === wanted[1]) return;
  throw new RangeError(`${codec}: the picture must be ${wanted.join(" × ")}, got ${width} × ${height}`);
}

/** @throws RangeError for a side of pictures that isn't a whole number of times `factor`, at most 4096. */
export function requireSide(codec: string, size: number, factor: number): void {
  if (Number.isInteger(size / factor) && size >= factor && size <= 4096) return;
  throw new RangeError(`${codec}: size must be a multiple of ${factor} from ${factor} to 4096, got ${size}`);
}
