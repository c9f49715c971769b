import { meanSquaredError } from "madeleine/engine";
import { createRandom, matrix } from "madeleine/math";
import { openOnnxHere } from "madeleine/onnx/node";
import { forecasterNet, type SeriesNet, type SeriesSeparation, stanhopNet } from "madeleine/zoo";
import { type Contender, difference } from "./harness.ts";
import { normals } from "./patterns.ts";
import type { Run } from "./run.ts";
import { threadsText } from "./table.ts";
import type { Torch } from "./torch.ts";
import { engineSteps, exactGradients, startOf, type Trained } from "./trained.ts";

const RATE = 1e-4;
const TOLERANCE = 5e-5;
/** Timed at once. */
const STEPS = 4;

interface Work {
  readonly name: string;
  readonly net: SeriesNet;
  readonly batch: number;
  readonly past: number;
  readonly horizon: number;
  /** How many quantities the series has. */
  readonly series: number;
  /** What the net in Python is made by, besides. */
  readonly settings: Readonly<Record<string, string | number>>;
}

const SEPARATIONS: readonly SeriesSeparation["separation"][] = ["softmax", "sparsemax", "top-k", "linear"];

const PEERS = [
  { name: "torch Adam", fused: 0 },
  { name: "torch Adam, fused", fused: 1 },
] as const;

/** Training steps of the series nets, as many of which make an epoch, against the same nets in PyTorch. */
export async function seriesBench(run: Run): Promise<void> {
  for (const work of [...SEPARATIONS.map(forecasterWork), stanhopWork()]) {
    const trained = trainedOf(work);
    const reference = await exactGradients(trained);
    for (const threads of run.threads) {
      const torch = await run.torch(threads);
      const runtime = await openOnnxHere({ threads });
      const theirs = torch ? await torchSteps(torch, work, trained) : [];
      const name = `${work.name}, ${threadsText(threads)}`;
      const options = { rate: RATE, steps: STEPS, tolerance: TOLERANCE };
      const question = {
        name: `${STEPS} training steps, ${name}: ${work.batch} windows of ${work.past} values`,
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

/** The nets of table 6: L = H = 96. */
function forecasterWork(separation: SeriesSeparation["separation"]): Work {
  const [past, horizon] = [96, 96];
  return {
    ...{ name: `forecaster, ${separation}`, batch: 64, past, horizon, series: 1 },
    net: forecasterNet({ separation, past, horizon }, createRandom(1, separation)),
    settings: { net: "forecaster", separation },
  };
}

/** The net of table 8, at its smaller horizon; α is learned. */
function stanhopWork(): Work {
  const [past, horizon, series] = [168, 96, 7];
  const sizes = { width: 64, heads: 4, segment: 12, layers: 1 };
  return {
    ...{ name: "STanHop-Net", batch: 16, past, horizon, series },
    net: stanhopNet({ separation: "entmax", past, horizon, series, ...sizes }, createRandom(1, "stanhop")),
    settings: { net: "stanhop", separation: "entmax", horizon, ...sizes },
  };
}

function batchOf({ batch, past, horizon, series }: Work): { x: Float32Array; y: Float32Array } {
  return {
    x: normals(batch, past * series, "past").data,
    y: normals(batch, horizon * series, "future").data,
  };
}

function trainedOf(work: Work): Trained {
  const { net, batch, past, horizon, series } = work;
  const { x, y } = batchOf(work);
  return {
    parameters: net.parameters,
    loss: (inputs) => meanSquaredError(net.apply(inputs.x, true), inputs.y),
    inputs: { x: { data: x, shape: [batch, past, series] }, y: { data: y, shape: [batch, horizon, series] } },
  };
}

/** PyTorch's steps; the parameters travel as one row, with their names and shapes. */
async function torchSteps(torch: Torch, work: Work, trained: Trained): Promise<Contender[]> {
  const { batch, past, horizon, series } = work;
  const { x, y } = batchOf(work);
  await torch.load("x", matrix(x, batch, past * series));
  await torch.load("y", matrix(y, batch, horizon * series));
  await torch.load("row", startOf(trained));
  const layout = trained.parameters.map(({ name, shape }) => [name, shape]);
  const settings = { ...work.settings, name: work.name, series };
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
