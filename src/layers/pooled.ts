import { matmul, reshape, transpose, type Value } from "../engine/index.ts";
import type { AssociationOptions } from "./association.ts";
import type { Attended } from "./attended.ts";
import { joinHeads, splitHeads } from "./heads.ts";
import type { WeighingSeparation } from "./layer-separation.ts";

export interface Pooled {
  /** The prototypes, `[1, P, H k]`. */
  readonly queries: Value;
  /** Y, `[B, S, d]`. */
  readonly patterns: Value;
  /** `[B, S]`. */
  readonly valid: Value | undefined;
  /** W_K, `[d, H k]`, and W_V, `[H k, H v]`. */
  readonly maps: { readonly pattern: Value; readonly value: Value };
}

/**
 * What `associate` gives in one step for K = Y W_K and V = K W_V, with the maps on the side of the few queries: the scores
 * are Y (W_K qᵀ), and (p Y) W_K W_V is read out. Per pattern that takes H P products of length d in place of H k + H v.
 */
export function associatePooled(
  { queries, patterns: Y, valid, maps }: Pooled,
  { separation, beta, heads: H }: AssociationOptions & { readonly separation: WeighingSeparation },
): Attended {
  const [[, P, width], [B, S, d]] = [queries.shape, Y.shape];
  const q = reshape(splitHeads(queries, H), [H, P, width / H]);
  const asked = matmul(columnsByHead(maps.pattern, H), q, { transposeY: true });
  const scores = matmul(Y, reshape(transpose(asked, [1, 0, 2]), [d, H * P]));
  const context = { beta, valid: valid && reshape(valid, [valid.shape[0], 1, 1, S]) };
  const weights = separation.weigh(transpose(reshape(scores, [B, S, H, P]), [0, 2, 3, 1]), context);
  const keys = matmul(matmul(reshape(weights, [B, H * P, S]), Y), maps.pattern);
  const byHead = reshape(transpose(reshape(keys, [B, H, P, width]), [1, 0, 2, 3]), [H, B * P, width]);
  const read = matmul(byHead, columnsByHead(maps.value, H));
  const output = transpose(reshape(read, [H, B, P, read.shape[2]]), [1, 0, 2, 3]);
  return { output: joinHeads(output), weights };
}

/** `[n, H k]` → `[H, n, k]`. */
function columnsByHead(map: Value, heads: number): Value {
  const [n, columns] = map.shape;
  return transpose(reshape(map, [n, heads, columns / heads]), [1, 0, 2]);
}
