import type { Picture } from "../data/index.ts";

/** @throws RangeError for a picture of another size than `codec` takes. */
export function requireSize(codec: string, { width, height }: Picture, wanted: [number, number]): void {
  if (width === wanted[0] && height === wanted[1]) return;
  throw new RangeError(`${codec}: the picture must be ${wanted.join(" × ")}, got ${width} × ${height}`);
}
