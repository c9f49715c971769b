import { measureSteps } from "./net-steps.ts";
import { normals } from "./patterns.ts";
import type { Run } from "./run.ts";
import { type BlockShape, transformer } from "./transformer.ts";

const WORKS: readonly { name: string; shape: BlockShape; steps: number; atLeast: number }[] = [
  { name: "C1", shape: { tokens: 256, width: 256, heads: 4 }, steps: 2, atLeast: 0.95 },
  { name: "C2", shape: { tokens: 32, width: 32, heads: 4 }, steps: 50, atLeast: 3 },
];

/** Training steps of a transformer block against PyTorch's. */
export async function trainingBench(run: Run): Promise<void> {
  for (const { name, shape, steps, atLeast } of WORKS) {
    const { tokens, width, heads } = shape;
    const [x, y] = [normals(tokens, width, "tokens"), normals(tokens, width, "targets")];
    const size = [tokens, width];
    await measureSteps(run, {
      ...{ name, about: `${tokens} tokens, d=${width}`, ...transformer(shape) },
      inputs: { x: { data: x.data, shape: size }, y: { data: y.data, shape: size } },
      ...{ steps, atLeast, tolerance: 2e-5 },
      torch: { x, y, settings: { net: "block", heads } },
    });
  }
}
