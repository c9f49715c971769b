import { crossEntropy } from "madeleine/engine";
import { createRandom, matrix } from "madeleine/math";
import { type VisionSettings, visionNet, visionSettings } from "madeleine/zoo";
import { measureSteps, type TimedNet } from "./net-steps.ts";
import { normals } from "./patterns.ts";
import type { Run } from "./run.ts";

const BATCH = 64;

/** The nets of the experiment vit: of CIFAR-10, dense and sparse, and of Tiny ImageNet. */
const WORKS: Readonly<Record<string, Partial<VisionSettings>>> = {
  "ViT, softmax": { side: 32, patch: 8 },
  "ViT, sparsemax": { side: 32, patch: 8, separation: "sparsemax" },
  "ViT, softmax, 3 layers": { side: 64, patch: 16, layers: 3, classes: 200 },
};

/** Training steps of vision transformers, so many of which make an epoch, against the same nets in PyTorch. */
export async function visionBench(run: Run): Promise<void> {
  for (const [name, chosen] of Object.entries(WORKS)) {
    await measureSteps(run, timed(name, visionSettings({ width: 128, ...chosen })), 9);
  }
}

function timed(name: string, settings: VisionSettings): TimedNet {
  const net = visionNet(settings, createRandom(1, name));
  const { side, channels, classes, patch, heads, layers, separation, mean, deviation } = settings;
  const pictures = normals(BATCH, side * side * channels, "pictures");
  const labels = Array.from({ length: BATCH }, (_, i) => (7 * i) % classes);
  return {
    ...{ name, about: `${BATCH} pictures of ${side} × ${side}`, parameters: net.parameters },
    loss: (inputs) => crossEntropy(net.apply(inputs.pictures, true).logits, inputs.labels),
    inputs: {
      pictures: { data: pictures.data, shape: [BATCH, side, side, channels] },
      labels: { data: BigInt64Array.from(labels, BigInt), shape: [BATCH] },
    },
    ...{ steps: 2, atLeast: 1 / 1.1, tolerance: 5e-5 },
    torch: {
      ...{ x: pictures, y: matrix(labels, BATCH, 1) },
      settings: { net: "vision", side, patch, channels, heads, layers, separation, mean, deviation },
    },
  };
}
