import { arrayFromMatrix, matrixFromArray, readSafetensors, writeSafetensors } from "../data/index.ts";
import { bestBackend, type MatrixInput, requireFinite, toMatrix } from "../math/index.ts";
import { kernelOf, type LearnedKernel } from "./learned-kernel.ts";
import { denseMap } from "./linear-map.ts";
import { lossOf } from "./settings.ts";

/** What stands in the file's metadata under this name says what the file is. */
const FORMAT = "madeleine-kernel";
const VERSION = "1";

/** The numbers and names that belong to a kernel. */
type Facts = Pick<LearnedKernel, "settings" | "loss" | "losses" | "iterations" | "termination" | "space">;

/**
 * A kernel as the bytes of a .safetensors file: W under `weights`, and what was learned in the metadata. The memories are
 * not in it.
 */
export function encodeKernel(kernel: LearnedKernel): Uint8Array {
  const { settings, loss, losses, iterations, termination, space } = kernel;
  const facts: Facts = { settings, loss, losses, iterations, termination, space };
  return writeSafetensors([["weights", arrayFromMatrix(kernel.weights())]], {
    [FORMAT]: VERSION,
    facts: JSON.stringify(facts),
  });
}

/**
 * The kernel that {@link encodeKernel} wrote.
 * @param patterns its memories, which `updateKernel` needs
 * @throws Error for bytes that hold no kernel, or one of a later version.
 */
export function decodeKernel(
  bytes: Uint8Array,
  { patterns }: { patterns?: MatrixInput } = {},
): LearnedKernel {
  const { tensors, metadata } = readSafetensors(bytes, "decodeKernel");
  const weights = tensors.get("weights");
  const { [FORMAT]: version, facts: text } = metadata;
  if (version === undefined || weights === undefined || text === undefined) {
    throw new Error("decodeKernel: these bytes hold no kernel; expected what encodeKernel wrote");
  }
  if (version !== VERSION) {
    throw new Error(`decodeKernel: got a kernel of version ${version} when expecting version ${VERSION}`);
  }
  const facts = JSON.parse(text) as Facts;
  return kernelOf({
    ...facts,
    loss: () => facts.loss,
    settings: lossOf(facts.settings, "decodeKernel"),
    map: denseMap(requireFinite(matrixFromArray(weights, "decodeKernel: weights"), "decodeKernel: weights")),
    patterns: patterns === undefined ? undefined : toMatrix(patterns, "patterns"),
    backend: bestBackend(),
  });
}
