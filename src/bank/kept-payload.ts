import type { Codec } from "../codecs/index.ts";

/**
 * What a store keeps with an item: its payload; where codes are to be decoded, the code's norm too, as
 * `{ norm, payload }`, so that both come and go with the item.
 */
export function keptPayload(codec: Codec | undefined, payload: unknown, norm: number): unknown {
  if (!codec?.decode) return payload;
  return payload === undefined ? { norm } : { norm, payload };
}

/** The payloads and norms that {@link keptPayload} made what is kept of. */
export function unpacked(
  codec: Codec | undefined,
  kept: readonly unknown[] | undefined,
): { payloads?: readonly unknown[]; norms?: readonly number[] } {
  if (!codec?.decode) return kept ? { payloads: kept } : {};
  const packed = (kept ?? []) as readonly { norm?: number; payload?: unknown }[];
  return { payloads: packed.map(({ payload }) => payload), norms: packed.map(({ norm = 1 }) => norm) };
}
