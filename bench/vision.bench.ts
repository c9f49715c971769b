import { crossEntropy } from "madeleine/engine";
import { createRandom, matrix } from "madeleine/math";
import { openOnnxHere } from "madeleine/onnx/node";
import { type VisionNet, type VisionSettings, visionNet, visionSettings } from "madeleine/zoo";
import { type Contender, difference } from "./harness.ts";
import { normals } from "./patterns.ts";
import type { Run } from "./run.ts";
import { threadsText } from "./table.ts";
import type { Torch } from "./torch.ts";
import { engineSteps, exactGradients, startOf, type Trained } from "./trained.ts";

const RATE = 1e-4;
const TOLERANCE = 5e-5;
/** Timed at once. */
const STEPS = 2;
const BATCH = 64;

/** The nets of the experiment vit: of CIFAR-10, dense and sparse, and of Tiny ImageNet. */
const WORKS: Readonly<Record<string, Partial<VisionSettings>>> = {
  "ViT, softmax": { side: 32, patch: 8 },
  "ViT, sparsemax": { side: 32, patch: 8, separation: "sparsemax" },
  "ViT, softmax, 3 layers": { side: 64, patch: 16, layers: 3, classes: 200 },
};

const PEERS = [
  { name: "torch Adam", fused: 0 },
  { name: "torch Adam, fused", fused: 1 },
] as const;

/** Training steps of vision transformers, each forward, backward and Adam, against the same nets in PyTorch. */
export async function visionBench(run: Run): Promise<void> {
  for (const [title, chosen] of Object.entries(WORKS)) {
    const net = visionNet(visionSettings({ width: 128, ...chosen }), createRandom(1, title));
    const trained = trainedOf(net);
    const reference = await exactGradients(trained);
    for (const threads of run.threads) {
      const torch = await run.torch(threads);
      const runtime = await openOnnxHere({ threads });
      const theirs = torch ? await torchSteps(torch, { title, net, trained }) : [];
      const name = `${title}, ${threadsText(threads)}`;
      const options = { rate: RATE, steps: STEPS, tolerance: TOLERANCE };
      const question = {
        name: `${STEPS} training steps, ${name}: ${BATCH} pictures of ${net.settings.side} × ${net.settings.side}`,
        reference,
        contenders: [await engineSteps(runtime, trained, options), ...theirs],
        peer: theirs.map((each) => each.name),
        goals: theirs.map((each) => ({
          ...{
            name: `${name}, against ${each.name}`,
            atLeast: 1 / 1.1,
            ours: ["engine"],
            peers: [each.name],
          },
        })),
      };
      await run.measure(question, { threads, mostRounds: 9 });
      await runtime.close();
    }
  }
}

function trainedOf(net: VisionNet): Trained {
  const { side, channels, classes } = net.settings;
  const labels = BigInt64Array.from({ length: BATCH }, (_, i) => BigInt((7 * i) % classes));
  return {
    parameters: net.parameters,
    loss: ({ pictures, labels }) => crossEntropy(net.apply(pictures, true).logits, labels),
    inputs: {
      pictures: {
        data: normals(BATCH, side * side * channels, "pictures").data,
        shape: [BATCH, side, side, channels],
      },
      labels: { data: labels, shape: [BATCH] },
    },
  };
}

interface Asked {
  readonly title: string;
  readonly net: VisionNet;
  readonly trained: Trained;
}

/** PyTorch's steps; the parameters travel as one row, with their names and shapes. */
async function torchSteps(torch: Torch, { title, net, trained }: Asked): Promise<Contender[]> {
  const { pictures, labels } = trained.inputs;
  const { side, channels, patch, heads, layers, separation, mean, deviation } = net.settings;
  await torch.load("x", matrix(pictures.data as Float32Array, BATCH, side * side * channels));
  await torch.load("y", matrix(Array.from(labels.data as BigInt64Array, Number), BATCH, 1));
  await torch.load("row", startOf(trained));
  const layout = trained.parameters.map(({ name, shape }) => [name, shape]);
  const sizes = { side, patch, channels, heads, layers };
  const settings = { net: "vision", name: title, separation, mean, deviation, ...sizes };
  return PEERS.map(({ name, fused }) => ({
    name,
    timesItself: true,
    run: () => {
      const values = { x: "x", y: "y", row: "row", layout, settings, fused, rate: RATE, steps: STEPS };
      return torch.run("net_steps", "loss", values);
    },
    check: async (expected) => {
      await torch.run("net_gradients", "gradients", { settings, fused });
      return difference((await torch.fetch("gradients")).data, expected, TOLERANCE);
    },
  }));
}
