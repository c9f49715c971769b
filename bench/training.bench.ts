import { adam, evaluate, gradientsOf, input, openTrainer } from "madeleine/engine";
import { type Matrix, matrix } from "madeleine/math";
import type { NamedTensors, OnnxRuntime } from "madeleine/onnx";
import { openOnnxHere } from "madeleine/onnx/node";
import { type Contender, difference } from "./harness.ts";
import { normals } from "./patterns.ts";
import type { Run } from "./run.ts";
import { threadsText } from "./table.ts";
import type { Torch } from "./torch.ts";
import { type BlockShape, type Transformer, transformer } from "./transformer.ts";

const RATE = 1e-4;
/** Of the loss and of every gradient, float32 against float64. */
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
    const reference = await exactGradients(shape);
    for (const threads of run.threads) {
      const torch = await run.torch(threads);
      const runtime = await openOnnxHere({ threads });
      const theirs = await torchSteps(torch, shape, steps);
      const goals = PEERS.map((peer) => ({
        name: `${name}, ${threadsText(threads)}, against ${peer.name}`,
        ...{ atLeast, ours: ["engine"], peers: [peer.name] },
      }));
      const question = {
        name: `${steps} training steps, ${name}: ${shape.tokens} tokens, d=${shape.width}, ${threadsText(threads)}`,
        reference,
        contenders: [await ourSteps(runtime, shape, steps), ...theirs],
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

/** The loss and all gradients, one after the other, in float64. */
async function exactGradients(shape: BlockShape): Promise<Float32Array> {
  const { parameters, loss } = transformer(shape);
  const size = [shape.tokens, shape.width];
  const value = loss({ x: input("x", size), y: input("y", size) });
  const gradients = gradientsOf(value, parameters);
  const runtime = await openOnnxHere();
  const wide = Object.entries(tensorsOf(shape)).map(([name, { data, shape }]) => {
    return [name, { data: Float64Array.from(data as Float32Array), shape }] as const;
  });
  const outputs = Object.fromEntries(
    [value, ...gradients].flatMap((output, i) => (output ? [[`${i}`, output] as const] : [])),
  );
  const found = await evaluate(runtime, outputs, Object.fromEntries(wide), { precision: "float64" });
  await runtime.close();
  return Float32Array.from(Object.values(found).flatMap(({ data }) => Array.from(data as Float64Array)));
}

/** The first run makes one step, which is checked. */
async function ourSteps(runtime: OnnxRuntime, shape: BlockShape, steps: number): Promise<Contender> {
  const { parameters, loss }: Transformer = transformer(shape);
  const trainer = await openTrainer({ runtime, parameters, loss, optimiser: adam({ rate: RATE }) });
  const batch = tensorsOf(shape);
  let last = Number.NaN;
  return {
    name: "engine",
    run: async () => {
      const count = trainer.steps === 0 ? 1 : steps;
      for (let i = 0; i < count; i++) last = (await trainer.step(batch)).loss;
    },
    check: (expected) => {
      const { gradients } = trainer.parameters;
      const all = parameters.flatMap(({ name }) => Array.from(gradients[name].data as Float32Array));
      return difference(Float32Array.from([last, ...all]), expected, TOLERANCE);
    },
  };
}

/** PyTorch's steps, each with a net of its own; the parameters travel as one row in our order. */
async function torchSteps(torch: Torch | undefined, shape: BlockShape, steps: number): Promise<Contender[]> {
  if (!torch) return [];
  const { x, y } = batchOf(shape);
  const { parameters } = transformer(shape);
  const start = Float32Array.from(parameters.flatMap(({ start }) => Array.from(start)));
  await torch.load("x", x);
  await torch.load("y", y);
  await torch.load("start", matrix(start, 1, start.length));
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
