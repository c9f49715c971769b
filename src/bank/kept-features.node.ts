import { createHash } from "node:crypto";
import { arrayFromMatrix, matrixFromArray, readSafetensors, writeSafetensors } from "../data/index.ts";
import { type Matrix, requireFinite } from "../math/index.ts";

/*
 * What items are compared by where a kernel was learned, W ξ/|W ξ|, kept beside them: it takes d multiplications to make
 * each of these numbers again, and hardly any time to read it.
 */

export const featuresBlob = "features.safetensors";

/** What features are made of: other items, another order or another kernel, and they are stale. */
export interface FeatureSource {
  /** The kernel as it is kept. */
  readonly kernel: Uint8Array;
  readonly ids: readonly string[];
  readonly patterns: Matrix;
}

/** Features `[N, D]` with a digest of what they were made of. */
export function encodeFeatures(features: Matrix, source: FeatureSource): Uint8Array {
  return writeSafetensors([["features", arrayFromMatrix(features)]], { digest: digestOf(source) });
}

/** The features that {@link encodeFeatures} wrote; undefined where they are of something else. */
export function decodeFeatures(bytes: Uint8Array | undefined, source: FeatureSource): Matrix | undefined {
  if (!bytes) return undefined;
  const { tensors, metadata } = readSafetensors(bytes, featuresBlob);
  const features = tensors.get("features");
  if (!features || metadata.digest !== digestOf(source)) return undefined;
  return requireFinite(matrixFromArray(features, featuresBlob), featuresBlob);
}

function digestOf({ kernel, ids, patterns: { rows, columns, data } }: FeatureSource): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([rows, columns, ids]))
    .update(kernel);
  return hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)).digest("hex");
}
