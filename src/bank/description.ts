import { type Codec, type CodecSettings, codecFrom, type NetworkResources } from "../codecs/index.ts";
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
  /** The weights of the codec's network; absent where it has none. */
  weights?: WeightsOrigin;
}

/** Which weights a memory's codes were made with. */
export interface WeightsOrigin {
  /** The folders that they were looked for in, as absolute paths. */
  folders: string[];
  /** The SHA-256 of each file, by name. */
  sums: Record<string, string>;
}

/** Where a codec's network finds what it needs, for the weights that the memory was made with. */
export type ResourcesFor = (weights: WeightsOrigin | undefined) => NetworkResources;

/** What of a memory a store keeps beside its items. */
export interface Described {
  readonly codec?: Codec;
  readonly kernel?: LearnedKernel;
  readonly calibration?: Calibration;
  readonly origin?: Origin;
}

/** What is kept as JSON. */
export interface Description {
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
 * What the description blob says.
 * @param name of the store, for messages
 * @throws Error where it isn't there.
 */
export function descriptionOf(bytes: Uint8Array | undefined, name: string): Description {
  if (!bytes)
    throw new Error(`${name}: holds vectors but not what they mean; make it again with madeleine remember`);
  return JSON.parse(new TextDecoder().decode(bytes)) as Description;
}

export interface DescribedOptions {
  /** The patterns that a kernel was learned from, where they are here. */
  readonly patterns?: Matrix;
  /** What a codec's network needs. Default: what runs in a page, and no weights. */
  readonly resources?: ResourcesFor | undefined;
}

/**
 * What a store's blobs say of its items.
 * @param name of the store, for messages
 * @throws Error where they say nothing.
 */
export function describedBy(
  blobs: ReadonlyMap<string, Uint8Array>,
  name: string,
  { patterns, resources }: DescribedOptions = {},
): Described {
  const { codec, calibration, origin } = descriptionOf(blobs.get(descriptionBlob), name);
  const kernel = blobs.get(kernelBlob);
  return {
    ...(codec && { codec: codecFrom(codec, resources?.(origin?.weights)) }),
    ...(kernel && { kernel: decodeKernel(kernel, patterns && { patterns }) }),
    ...(calibration && { calibration }),
    ...(origin && { origin }),
  };
}
