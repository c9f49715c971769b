import {
  adam,
  evaluate,
  gradientsOf,
  input,
  openTrainer,
  type Parameter,
  type Value,
} from "madeleine/engine";
import { type Matrix, matrix } from "madeleine/math";
import type { NamedTensors, OnnxRuntime } from "madeleine/onnx";
import { openOnnxHere } from "madeleine/onnx/node";
import { type Contender, difference } from "./harness.ts";
import type { Run } from "./run.ts";
import { threadsText } from "./table.ts";
import type { Torch } from "./torch.ts";

const RATE = 1e-4;

/** A net whose training steps are timed, and the batch that it learns from. */
export interface TimedNet {
  readonly name: string;
  /** What it learns from, for the table. */
  readonly about: string;
  readonly parameters: readonly Parameter[];
  loss(inputs: Readonly<Record<string, Value>>): Value;
  readonly inputs: NamedTensors;
  /** How many steps are timed at once, as they follow each other in a training. */
  readonly steps: number;
  /** What we want of PyTorch's default Adam, and of the fastest it has. */
  readonly atLeast: number;
  /** Of the loss and of every gradient, float32 against float64. */
  readonly tolerance: number;
  /** The batch for PyTorch, and what torch_nets.py makes the same net by. */
  readonly torch: { readonly x: Matrix; readonly y: Matrix; readonly settings: object };
}

const PEERS = [
  { name: "torch Adam", fused: 0 },
  { name: "torch Adam, fused", fused: 1 },
] as const;

/** Times steps of forward, backward and Adam beside PyTorch's for the same net, once each agrees with float64. */
export async function measureSteps(run: Run, net: TimedNet, mostRounds?: number): Promise<void> {
  const reference = await exactGradients(net);
  for (const threads of run.threads) {
    const torch = await run.torch(threads);
    const runtime = await openOnnxHere({ threads });
    const theirs = torch ? await torchSteps(torch, net) : [];
    const name = `${net.name}, ${threadsText(threads)}`;
    const question = {
      name: `${net.steps} training steps, ${name}: ${net.about}`,
      reference,
      contenders: [await engineSteps(runtime, net), ...theirs],
      peer: theirs.map((each) => each.name),
      goals: theirs.map((each) => ({
        ...{ name: `${name}, against ${each.name}`, atLeast: net.atLeast },
        ...{ ours: ["engine"], peers: [each.name] },
      })),
    };
    await run.measure(question, { threads, ...(mostRounds !== undefined && { mostRounds }) });
    await runtime.close();
  }
}

/** The loss and all gradients, one after the other, in float64. */
async function exactGradients({ parameters, loss, inputs }: TimedNet): Promise<Float32Array> {
  const given = Object.entries(inputs);
  const whole = ({ data }: (typeof inputs)[string]): boolean => data instanceof BigInt64Array;
  const value = loss(
    Object.fromEntries(
      given.map(([name, tensor]) => [name, input(name, tensor.shape, whole(tensor) ? "integer" : "float")]),
    ),
  );
  const gradients = gradientsOf(value, parameters);
  const runtime = await openOnnxHere();
  const wide = given.map(([name, tensor]) => {
    const { data, shape } = tensor;
    return [name, whole(tensor) ? tensor : { data: Float64Array.from(data as Float32Array), shape }] as const;
  });
  const outputs = Object.fromEntries(
    [value, ...gradients].flatMap((output, i) => (output ? [[`${i}`, output] as const] : [])),
  );
  const found = await evaluate(runtime, outputs, Object.fromEntries(wide), { precision: "float64" });
  await runtime.close();
  return Float32Array.from(Object.values(found).flatMap(({ data }) => Array.from(data as Float64Array)));
}

/** The engine's steps. The first run makes one, which is checked. */
async function engineSteps(
  runtime: OnnxRuntime,
  { parameters, loss, inputs, steps, tolerance }: TimedNet,
): Promise<Contender> {
  const trainer = await openTrainer({ runtime, parameters, loss, optimiser: adam({ rate: RATE }) });
  let last = Number.NaN;
  return {
    name: "engine",
    run: async () => {
      const count = trainer.steps === 0 ? 1 : steps;
      for (let i = 0; i < count; i++) last = (await trainer.step(inputs)).loss;
    },
    check: (expected) => {
      const { gradients } = trainer.parameters;
      const all = parameters.flatMap(({ name }) => Array.from(gradients[name].data as Float32Array));
      return difference(Float32Array.from([last, ...all]), expected, tolerance);
    },
  };
}

/** PyTorch's steps, each way with a net of its own; the parameters travel as one row, with their names and shapes. */
async function torchSteps(torch: Torch, net: TimedNet): Promise<Contender[]> {
  const { parameters, steps, tolerance } = net;
  const start = Float32Array.from(parameters.flatMap(({ start }) => Array.from(start)));
  await torch.load("x", net.torch.x);
  await torch.load("y", net.torch.y);
  await torch.load("row", matrix(start, 1, start.length));
  const layout = parameters.map(({ name, shape }) => [name, shape]);
  const settings = { ...net.torch.settings, name: net.name };
  return PEERS.map(({ name, fused }) => ({
    name,
    timesItself: true,
    run: () => {
      const values = { x: "x", y: "y", row: "row", layout, settings, fused, rate: RATE, steps };
      return torch.run("net_steps", "loss", values);
    },
    check: async (expected) => {
      await torch.run("net_gradients", "gradients", { settings, fused });
      return difference((await torch.fetch("gradients")).data, expected, tolerance);
    },
  }));
}
