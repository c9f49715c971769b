import { type Matrix, rowOf } from "../../math/index.ts";
import type { NamedTensors } from "../../onnx/index.ts";

/**
 * Bags side by side, padded to one length: `x` `[B, S, d]`, `valid` booleans `[B, S]`, `counts` `[B, 1]`. Few lengths are
 * used, so that few graphs are compiled.
 */
export function bagBatch(instances: Matrix, bags: readonly (readonly number[])[]): NamedTensors {
  const [B, d] = [bags.length, instances.columns];
  const S = paddedLength(Math.max(...bags.map(({ length }) => length)));
  const x = new Float32Array(B * S * d);
  const valid = new Uint8Array(B * S);
  bags.forEach((rows, b) => {
    rows.forEach((row, s) => {
      x.set(rowOf(instances, row), (b * S + s) * d);
      valid[b * S + s] = 1;
    });
  });
  return {
    x: { data: x, shape: [B, S, d] },
    valid: { data: valid, shape: [B, S] },
    counts: { data: Float32Array.from(bags, ({ length }) => length), shape: [B, 1] },
  };
}

/** What learning needs besides: `labels` and `importance`, `[B, 1]`, which is 0 for a bag that only fills the batch. */
export function learningBatch(
  instances: Matrix,
  bags: readonly { readonly rows: readonly number[]; readonly label: boolean }[],
  size: number,
): NamedTensors {
  const missing = size - bags.length;
  const filled = [...bags, ...Array.from({ length: missing }, () => bags[0])];
  const batch = bagBatch(
    instances,
    filled.map(({ rows }) => rows),
  );
  const column = (of: (i: number) => number): Float32Array => Float32Array.from(filled, (_, i) => of(i));
  return {
    ...batch,
    labels: { data: column((i) => Number(filled[i].label)), shape: [size, 1] },
    importance: { data: column((i) => Number(i < bags.length)), shape: [size, 1] },
  };
}

/** A multiple of 4 up to 32, of 16 up to 128, of 64 beyond. */
function paddedLength(longest: number): number {
  const step = longest <= 32 ? 4 : longest <= 128 ? 16 : 64;
  return Math.ceil(longest / step) * step;
}
