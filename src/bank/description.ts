import { type Codec, type CodecSettings, codecFrom } from "../codecs/index.ts";
import { decodeKernel, encodeKernel, type LearnedKernel } from "../kernel/index.ts";
import type { Matrix } from "../math/index.ts";
import type { Calibration } from "./calibration.ts";
import type { Memory } from "./memory.ts";

/** Where a memory's items came from. */
export interface Origin {
  /** The folder that the names are relative to, as an absolute path. */
  folder: string;
  /** What the folder held, in a word: another word means that it has changed. */
  stamp: string;
  /** Files that couldn't be read, as paths, with the reason. */
  skipped: { path: string; reason: string }[];
}

/** What of a memory a store keeps beside its items. */
export interface Described {
  readonly codec?: Codec;
  readonly kernel?: LearnedKernel;
  readonly calibration?: Calibration;
  readonly origin?: Origin;
}

/** What is kept as JSON. */
interface Description {
  codec?: CodecSettings;
  calibration?: Calibration;
  origin?: Origin;
}

/** The blob that says what a store's vectors mean. */
export const descriptionBlob = "memory.json";
export const kernelBlob = "kernel.safetensors";
export const descriptionBlobNames: readonly string[] = [descriptionBlob, kernelBlob];

/** What of a memory is kept beside its items, as a store's blobs. */
export function descriptionBlobs(
  { codec, kernel, calibration }: Memory,
  origin?: Origin,
): Map<string, Uint8Array> {
  const description: Description = {
    ...(codec && { codec: codec.settings }),
    ...(calibration && { calibration }),
    ...(origin && { origin }),
  };
  const blobs = new Map<string, Uint8Array>([
    [descriptionBlob, new TextEncoder().encode(JSON.stringify(description))],
  ]);
  if (kernel) blobs.set(kernelBlob, encodeKernel(kernel));
  return blobs;
}

/**
 * What a store's blobs say of its items.
 * @param name of the store, for messages
 * @param patterns that a kernel was learned from, where they are here
 * @throws Error where they say nothing.
 */
export function describedBy(
  blobs: ReadonlyMap<string, Uint8Array>,
  name: string,
  patterns?: Matrix,
): Described {
  const bytes = blobs.get(descriptionBlob);
  if (!bytes)
    throw new Error(`${name}: holds vectors but not what they mean; make it again with madeleine remember`);
  const { codec, calibration, origin } = JSON.parse(new TextDecoder().decode(bytes)) as Description;
  const kernel = blobs.get(kernelBlob);
  return {
    ...(codec && { codec: codecFrom(codec) }),
    ...(kernel && { kernel: decodeKernel(kernel, patterns && { patterns }) }),
    ...(calibration && { calibration }),
    ...(origin && { origin }),
  };
}
