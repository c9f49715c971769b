import { existsSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import {
  type CodecName,
  codecNames,
  type NetworkOptions,
  weightsCache,
  weightsFolders,
} from "../bank/index.node.ts";
import { fetchWeights, findWeights } from "../codecs/index.node.ts";
import { type NetworkName, networkWeights, type OnnxPairOptions } from "../codecs/index.ts";
import { remark } from "./output.ts";
import { stages } from "./progress.ts";
import { countFromOne, UsageError } from "./usage.ts";

/** What is asked of the codec that pictures are remembered with. */
export interface CodecFlags {
  codec: CodecName;
  size?: number;
  weights?: string;
  fetch?: string;
  centre: boolean;
  encoder?: string;
  decoder?: string;
  range?: "unit" | "signed";
  layout?: "nchw" | "nhwc";
  channels?: number;
}

/** Adds the options that choose a codec. */
export function codecOptions(command: Command): Command {
  return command
    .option(
      "--codec <name>",
      "what pictures become: contrast | pixels (32 × 32, centred) | a network's codes: taef2 | vqvae | vaelight | onnx",
      codecNamed,
      "contrast",
    )
    .option("--size <pixels>", "a network's pictures: so many pixels to a side", countFromOne)
    .option("--weights <folder>", "the folder that holds a network's weights")
    .option(
      "--fetch <address>",
      "fetch missing weights from this folder on the web, checked by their SHA-256",
    )
    .option("--no-centre", "don't take the mean off a network's codes")
    .option("--encoder <file>", "onnx: pictures to codes (.onnx)")
    .option("--decoder <file>", "onnx: codes to pictures (.onnx)")
    .addOption(new Option("--range <range>", "onnx: values of pictures").choices(["unit", "signed"]))
    .addOption(new Option("--layout <layout>", "onnx: order of pictures").choices(["nchw", "nhwc"]))
    .option("--channels <count>", "onnx: how many of the encoder's channels are the code", countFromOne);
}

/**
 * What a network is given, once its weights are there: found, or fetched where that was asked for.
 * @throws UsageError for options that the codec doesn't take; Error for weights that aren't there, which says what to do.
 */
export async function networkOptions(flags: CodecFlags): Promise<NetworkOptions> {
  const { codec, size, weights, centre } = flags;
  requireOptions(flags);
  if (codec === "taef2" || codec === "vqvae" || codec === "vaelight") await haveWeights(codec, flags);
  return { weights, size, centred: centre, ...(codec === "onnx" && { pair: pairOf(flags) }) };
}

const networkOnly = ["size", "weights", "fetch"] as const;
const onnxOnly = ["encoder", "decoder", "range", "layout", "channels"] as const;

function requireOptions(flags: CodecFlags): void {
  const { codec } = flags;
  const isNetwork = codec !== "contrast" && codec !== "pixels";
  const stray = networkOnly.find((name) => !isNetwork && flags[name] !== undefined);
  if (stray) throw new UsageError(`--${stray} is for a network's codes; choose one with --codec, like taef2`);
  if (!isNetwork && !flags.centre) throw new UsageError("--no-centre is for a network's codes");
  const odd = onnxOnly.find((name) => codec !== "onnx" && flags[name] !== undefined);
  if (odd) throw new UsageError(`--${odd} goes with --codec onnx`);
  if (codec === "onnx" && flags.fetch !== undefined)
    throw new UsageError("--fetch is for networks known by name; give the files of --codec onnx");
}

function pairOf({ encoder, decoder, range, layout, channels }: CodecFlags): OnnxPairOptions {
  if (encoder === undefined)
    throw new UsageError("--codec onnx needs --encoder, an ONNX file; and --decoder to see what is recalled");
  for (const path of [encoder, decoder]) {
    if (path !== undefined && !existsSync(path)) throw new Error(`${path}: no such file or folder`);
  }
  return { encoder, decoder, range, layout, channels };
}

/** Says what is missing and how it comes here; nothing is fetched unless an address was given. */
async function haveWeights(codec: NetworkName, { weights, fetch: from }: CodecFlags): Promise<void> {
  const folders = weightsFolders([weights]);
  const missing = networkWeights[codec].filter(({ file }) => !findWeights(file, folders));
  if (missing.length === 0) return;
  const bytes = missing.reduce((sum, file) => sum + file.bytes, 0);
  const what = `${missing.map(({ file }) => file).join(" and ")} (${(bytes / 1e6).toFixed(1)} MB)`;
  const folder = weightsCache();
  if (from === undefined) {
    throw new Error(
      `--codec ${codec} needs ${what}: name their folder with --weights, or the address of their folder on the web with --fetch, and they are fetched into ${folder}`,
    );
  }
  remark(`fetching ${what} from ${from} into ${folder}`);
  const bar = stages();
  await fetchWeights(missing, {
    ...{ from, folder },
    onProgress: (file, done, total) => bar.update(`fetching ${file}`, done, total),
  }).finally(bar.end);
}

function codecNamed(name: string): CodecName {
  const found = codecNames.find((known) => known === name);
  if (found) return found;
  throw new InvalidArgumentError(`choose ${codecNames.slice(0, -1).join(", ")} or ${codecNames.at(-1)}.`);
}
