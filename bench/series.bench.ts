import { meanSquaredError } from "madeleine/engine";
import { createRandom } from "madeleine/math";
import { forecasterNet, type NetSeparation, type SeriesNet, stanhopNet } from "madeleine/zoo";
import { measureSteps, type TimedNet } from "./net-steps.ts";
import { normals } from "./patterns.ts";
import type { Run } from "./run.ts";

interface Work {
  readonly name: string;
  readonly net: SeriesNet;
  readonly batch: number;
  readonly past: number;
  readonly horizon: number;
  /** How many quantities the series has. */
  readonly series: number;
  /** What the net in Python is made by, besides. */
  readonly settings: object;
}

const SEPARATIONS: readonly NetSeparation["separation"][] = ["softmax", "sparsemax", "top-k", "linear"];

/** Training steps of the series nets, so many of which make an epoch, against the same nets in PyTorch. */
export async function seriesBench(run: Run): Promise<void> {
  for (const work of [...SEPARATIONS.map(forecasterWork), stanhopWork()]) {
    await measureSteps(run, timed(work), 9);
  }
}

/** The nets of table 6: L = H = 96. */
function forecasterWork(separation: NetSeparation["separation"]): Work {
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

function timed({ name, net, batch, past, horizon, series, settings }: Work): TimedNet {
  const x = normals(batch, past * series, "past");
  const y = normals(batch, horizon * series, "future");
  return {
    ...{ name, about: `${batch} windows of ${past} values`, parameters: net.parameters },
    loss: (inputs) => meanSquaredError(net.apply(inputs.x, true), inputs.y),
    inputs: {
      x: { data: x.data, shape: [batch, past, series] },
      y: { data: y.data, shape: [batch, horizon, series] },
    },
    ...{ steps: 4, atLeast: 1 / 1.1, tolerance: 5e-5 },
    torch: { x, y, settings: { ...settings, series } },
  };
}
