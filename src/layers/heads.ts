import { reshape, transpose, type Value } from "../engine/index.ts";

/** `[B, L, H k]` → `[B, H, L, k]`: the last axis cut into H equal blocks. */
export function splitHeads(x: Value, heads: number): Value {
  const [B, L, width] = x.shape;
  if (width % heads !== 0) {
    throw new RangeError(
      `hopfield: ${heads} heads need a width that they divide, got ${width}; choose another number of heads`,
    );
  }
  return transpose(reshape(x, [B, L, heads, width / heads]), [0, 2, 1, 3]);
}

/** `[B, H, L, k]` → `[B, L, H k]`. */
export function joinHeads(x: Value): Value {
  const [B, H, L, k] = x.shape;
  return reshape(transpose(x, [0, 2, 1, 3]), [B, L, H * k]);
}
