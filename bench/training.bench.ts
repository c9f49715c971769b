import type { Matrix } from "madeleine/math";
import type { NamedTensors } from "madeleine/onnx";
import { openOnnxHere } from "madeleine/onnx/node";
import { type Contender, difference } from "./harness.ts";
import { normals } from "./patterns.ts";
import type { Run } from "./run.ts";
import { threadsText } from "./table.ts";
import type { Torch } from "./torch.ts";
import { engineSteps, exactGradients, startOf, type Trained } from "./trained.ts";
import { type BlockShape, transformer } from "./transformer.ts";

const RATE = 1e-4;
const TOLERANCE = 2e-5;

interface Work {
  readonly name: string;
  readonly shape: BlockShape;
  /** How many steps are timed at once, as they follow each other in a training. */
  readonly steps: number;
  /** What we want of PyTorch's default Adam, and of the fastest it has. */
  readonly atLeast: number;
}

const WORKS: readonly Work[] = [
  { name: "C1", shape: { tokens: 256, width: 256, heads: 4 }, steps: 2, atLeast: 0.95 },
  { name: "C2", shape: { tokens: 32, width: 32, heads: 4 }, steps: 50, atLeast: 3 },
];

const PEERS = [
  { name: "torch Adam", fused: 0 },
  { name: "torch Adam, fused", fused: 1 },
] as const;

/** Training steps of a transformer block, each forward, backward and Adam, against PyTorch's. */
export async function trainingBench(run: Run): Promise<void> {
  for (const { name, shape, steps, atLeast } of WORKS) {
    const trained: Trained = { ...transformer(shape), inputs: tensorsOf(shape) };
    const reference = await exactGradients(trained);
    for (const threads of run.threads) {
      const torch = await run.torch(threads);
      const runtime = await openOnnxHere({ threads });
      const theirs = await torchSteps(torch, shape, { trained, steps });
      const goals = PEERS.map((peer) => ({
        name: `${name}, ${threadsText(threads)}, against ${peer.name}`,
        ...{ atLeast, ours: ["engine"], peers: [peer.name] },
      }));
      const question = {
        name: `${steps} training steps, ${name}: ${shape.tokens} tokens, d=${shape.width}, ${threadsText(threads)}`,
        reference,
        contenders: [
          await engineSteps(runtime, trained, { rate: RATE, steps, tolerance: TOLERANCE }),
          ...theirs,
        ],
        peer: theirs.map((each) => each.name),
        goals: theirs.length > 0 ? goals : [],
      };
      await run.measure(question, { threads });
      await runtime.close();
    }
  }
}

function batchOf({ tokens, width }: BlockShape): { x: Matrix; y: Matrix } {
  return { x: normals(tokens, width, "tokens"), y: normals(tokens, width, "targets") };
}

function tensorsOf(shape: BlockShape): NamedTensors {
  const { x, y } = batchOf(shape);
  const size = [shape.tokens, shape.width];
  return { x: { data: x.data, shape: size }, y: { data: y.data, shape: size } };
}

/** PyTorch's steps, each with a net of its own; the parameters travel as one row in our order. */
async function torchSteps(
  torch: Torch | undefined,
  shape: BlockShape,
  { trained, steps }: { trained: Trained; steps: number },
): Promise<Contender[]> {
  if (!torch) return [];
  const { x, y } = batchOf(shape);
  await torch.load("x", x);
  await torch.load("y", y);
  await torch.load("start", startOf(trained));
  const values = { x: "x", y: "y", start: "start", heads: shape.heads, rate: RATE };
  return PEERS.map(({ name, fused }) => ({
    name,
    timesItself: true,
    run: () => torch.run("train_steps", "loss", { ...values, fused, steps }),
    check: async (expected) => {
      await torch.run("train_gradients", "gradients", { ...values, fused });
      return difference((await torch.fetch("gradients")).data, expected, TOLERANCE);
    },
  }));
}
