import { createRandom } from "../math/index.ts";
import type { NamedTensors } from "../onnx/index.ts";
import { emptyTensor } from "./compile.ts";
import type { Value } from "./value.ts";

/** Uniform numbers for every noise of a graph, from the seed and the step alone: resuming needs no generator's state. */
export function noiseOf(sources: Readonly<Record<string, Value>>, seed: number, step: number): NamedTensors {
  const noisy = Object.entries(sources).filter(([, { step }]) => step.source?.kind === "noise");
  if (noisy.length === 0) return {};
  const random = createRandom(seed, `noise ${step}`);
  return Object.fromEntries(
    noisy.map(([name, value]) => {
      const tensor = emptyTensor(value);
      const data = tensor.data as Float32Array;
      for (let i = 0; i < data.length; i++) data[i] = Math.fround(random.next());
      return [name, tensor];
    }),
  );
}
