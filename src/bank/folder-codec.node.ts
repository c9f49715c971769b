import { basename, dirname } from "node:path";
import { findWeights, type NodeResources, nodeResources } from "../codecs/index.node.ts";
import {
  type Codec,
  contrastCodec,
  type NetworkCodec,
  networkWeights,
  type OnnxPairOptions,
  openOnnxPair,
  pixelsCodec,
  taef2Codec,
  vaelightCodec,
  vqvaeCodec,
} from "../codecs/index.ts";
import { weightsFolders } from "./cache-folder.node.ts";
import type { WeightsOrigin } from "./description.ts";

/** The codecs by the names that a command line knows. */
export const codecNames = ["contrast", "pixels", "taef2", "vqvae", "vaelight", "onnx"] as const;

export type CodecName = (typeof codecNames)[number];

/** What a codec of a network can be given. */
export interface NetworkOptions {
  /** The folder that holds its weights. Default: see `weightsFolders`. */
  weights?: string | undefined;
  /** Side of the square of pixels that pictures are shrunk to. Default: the network's own. */
  size?: number | undefined;
  /** Whether the mean of all codes is taken off. Default: true. */
  centred?: boolean | undefined;
  /** The files of `"onnx"`, and how they take pictures. */
  pair?: OnnxPairOptions | undefined;
}

/** A codec for the pictures of a folder, before any is read. */
export interface FolderCodec {
  readonly codec: Codec;
  /** The codec once more where it is a network's. */
  readonly network?: NetworkCodec;
  /** Which weights it has; those of its decoder where they are there. */
  readonly weights?: () => Promise<WeightsOrigin>;
}

/**
 * @throws RangeError for `"onnx"` without an encoder, and options out of range; Error for a model of `"onnx"` that can't
 * be run.
 */
export async function folderCodec(name: CodecName, options: NetworkOptions = {}): Promise<FolderCodec> {
  if (name === "contrast") return { codec: contrastCodec() };
  if (name === "pixels") return { codec: pixelsCodec() };
  const { pair, size } = options;
  const paths = [pair?.encoder, pair?.decoder].filter((path) => path !== undefined);
  const own = paths.map((path) => basename(path));
  const folders = weightsFolders([options.weights, ...paths.map((path) => dirname(path))]);
  const resources = nodeResources({ folders });
  const network = name === "onnx" ? await pairCodec(options, resources) : named[name]({ size }, resources);
  const files = name === "onnx" ? own : networkWeights[name].map(({ file }) => file);
  const weights = async (): Promise<WeightsOrigin> => {
    for (const file of files) if (findWeights(file, folders)) await resources.weights(file);
    return { folders, sums: Object.fromEntries(resources.read) };
  };
  return { codec: network, network, weights };
}

const named = { taef2: taef2Codec, vqvae: vqvaeCodec, vaelight: vaelightCodec } as const;

function pairCodec({ pair, size }: NetworkOptions, resources: NodeResources): Promise<NetworkCodec> {
  if (!pair) throw new RangeError("folderCodec: onnx needs an encoder's file; give `pair`");
  const { encoder, decoder } = pair;
  return openOnnxPair(
    { ...pair, size: size ?? pair.size, encoder: basename(encoder), decoder: decoder && basename(decoder) },
    resources,
  );
}
