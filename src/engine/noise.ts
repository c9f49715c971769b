import { createRandom } from "../math/index.ts";
import type { NamedTensors } from "../onnx/index.ts";
import { emptyTensor } from "./compile.ts";
import type { Value } from "./value.ts";

/** Room for every noise of a graph, by name. */
export function noiseAmong(sources: Readonly<Record<string, Value>>): NamedTensors {
  const noisy = Object.entries(sources).filter(([, { step }]) => step.source?.kind === "noise");
  return Object.fromEntries(noisy.map(([name, value]) => [name, emptyTensor(value)]));
}

/** Fills all noise with uniform numbers, from the seed and the step alone: resuming needs no generator's state. */
export function drawNoise(noise: NamedTensors, seed: number, step: number): NamedTensors {
  const random = createRandom(seed, `noise ${step}`);
  for (const name in noise) random.fill(noise[name].data as Float32Array);
  return noise;
}
