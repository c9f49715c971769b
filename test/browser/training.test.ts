import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type LibraryPage, openLibraryPage, runInNode } from "./page.ts";

const chromium = inject("chromium");
const skipped = "reason" in chromium ? ` (skipped: ${chromium.reason})` : "";

/** Trains a net with every kind of part for 40 steps on `runtime`; its losses, and outputs of the trained net as ONNX. */
const TRAINING = `
  const e = await import("madeleine/engine");
  const { createRandom, normal } = await import("madeleine/math");
  const random = createRandom(2);
  const [n, d] = [12, 8];
  const drawn = (name, rows, columns) => e.parameter(name, [rows, columns], e.xavierStart(random, [rows, columns]));
  const [Wq, Wk, Wv] = ["Wq", "Wk", "Wv"].map((name) => drawn(name, d, d));
  const [W1, b1, W2, b2] = [drawn("W1", d, 16), e.parameter("b1", [16]), drawn("W2", 16, 3), e.parameter("b2", [3])];
  const [scale, shift] = [e.parameter("scale", [d], 1), e.parameter("shift", [d])];
  const alpha = e.parameter("alpha", [2, 1, 1], 0);
  const heads = (x, W) => e.transpose(e.reshape(e.matmul(x, W), [n, 2, d / 2]), [1, 0, 2]);
  const logits = (x, training) => {
    const scores = e.matmul(heads(x, Wq), heads(x, Wk), { transposeY: true });
    const sharp = e.entmax(scores, e.add(e.sigmoid(alpha), 1));
    const weights = e.multiply(e.add(sharp, e.sparsemax(scores)), 0.5);
    const mixed = e.reshape(e.transpose(e.matmul(weights, heads(x, Wv)), [1, 0, 2]), [n, d]);
    const h = e.gelu(e.linear(e.layerNorm(e.add(x, mixed), scale, shift), W1, b1));
    return e.linear(training ? e.dropout(h, 0.1) : h, W2, b2);
  };
  const trainer = await e.openTrainer({
    runtime,
    parameters: [Wq, Wk, Wv, W1, b1, W2, b2, scale, shift, alpha],
    optimiser: e.adamW({ rate: 0.02 }),
    loss: ({ x, labels }) => e.crossEntropy(logits(x, true), labels),
  });
  const data = Float32Array.from({ length: n * d }, (_, i) => normal(random, (i % d) === (i % 3) ? 1 : 0));
  const x = { data, shape: [n, d] };
  const labels = { data: BigInt64Array.from({ length: n }, (_, i) => BigInt(i % 3)), shape: [n] };
  const losses = [];
  for (let i = 0; i < 40; i++) losses.push((await trainer.step({ x, labels })).loss);
  const model = e.toOnnx(({ x }) => ({ logits: logits(x, false) }), trainer.parameters, { inputs: { x: [n, d] } });
  const session = await runtime.load(model);
  const out = { data: new Float32Array(3 * n), shape: [n, 3] };
  await session.run({ x }, { logits: out });
  const net = await e.openNet({ runtime, parameters: trainer.parameters, outputs: ({ x }) => ({ logits: logits(x, false) }) });
  const direct = (await net.run({ x })).logits.data;
  const differs = Math.max(...direct.map((value, i) => Math.abs(value - out.data[i])));
  return { name: runtime.name, losses, differs };`;

/** Trains a vision transformer for two epochs; what it says itself, and from its ONNX model. */
const VISION = `
  const { learnVision, visionNet, visionSettings } = await import("madeleine/zoo");
  const { createRandom, matrix, uniform } = await import("madeleine/math");
  const random = createRandom(4);
  const settings = visionSettings({ side: 8, patch: 4, classes: 2, width: 8, heads: 2, separation: "sparsemax", kernels: true });
  const labels = Array.from({ length: 12 }, (_, i) => i % 2);
  const pictures = matrix(labels.flatMap((label) => Array.from({ length: 192 }, () => 0.5 * label + uniform(random, 0, 0.5))), 12, 192);
  const net = visionNet(settings, random);
  const learned = await learnVision({ runtime, net, pictures, labels, epochs: 2, batchSize: 6 });
  const { logits } = await learned.ask(pictures);
  const session = await runtime.load(learned.toOnnx(12));
  const out = { logits: { data: new Float32Array(24), shape: [12, 2] }, features: { data: new Float32Array(96), shape: [12, 8] } };
  await session.run({ pictures: { data: pictures.data, shape: [12, 8, 8, 3] } }, out);
  return { name: runtime.name, losses: learned.losses, direct: [...logits.data], exported: [...out.logits.data] };`;

/** Trains the nets of series for two epochs; a forecast of each, and the same from its ONNX model. */
const SERIES = `
  const { forecasterNet, learnSeries, stanhopNet } = await import("madeleine/zoo");
  const { createRandom, matrix } = await import("madeleine/math");
  const values = matrix(Array.from({ length: 160 }, (_, t) => Math.sin(t / 3) + (t % 2 ? 0.3 : 0)), 80, 2);
  const one = matrix(values.data.filter((_, i) => i % 2 === 0), 80, 1);
  const shared = { past: 8, horizon: 4 }, random = createRandom(5);
  const nets = [
    [forecasterNet({ separation: "sparsemax", width: 8, ...shared }, random), one],
    [stanhopNet({ separation: "entmax", series: 2, width: 8, heads: 2, segment: 4, kernels: true, ...shared }, random), values],
  ];
  const answers = [];
  for (const [net, series] of nets) {
    const origins = Array.from({ length: 40 }, (_, i) => 8 + i);
    const learned = await learnSeries({ runtime, net, values: series, ...shared, origins, validation: [60], epochs: 2, batchSize: 10 });
    const direct = await learned.forecast(series, [70]);
    const session = await runtime.load(learned.toOnnx());
    const c = series.columns;
    const out = { forecast: { data: new Float32Array(4 * c), shape: [1, 4, c] } };
    await session.run({ x: { data: series.data.slice(62 * c, 70 * c), shape: [1, 8, c] } }, out);
    answers.push({ direct: [...direct.data], exported: [...out.forecast.data] });
  }
  return answers;`;

interface Trained {
  readonly name: string;
  readonly losses: readonly number[];
  readonly differs: number;
}

describe.skipIf(skipped !== "")(`training in Chromium${skipped}`, () => {
  let library: LibraryPage;
  beforeAll(async () => {
    const modules = { "onnxruntime-web/wasm": "onnxruntime-web/dist/ort.wasm.min.mjs" };
    if ("executablePath" in chromium) library = await openLibraryPage(chromium, { modules });
  });
  afterAll(() => library?.close());

  /** What a program gives in the page and in Node. */
  async function both<T>(program: string): Promise<T[]> {
    const inPage = `const { openOnnxWeb } = await import("madeleine/onnx");
      const runtime = await openOnnxWeb({ wasmPaths: "/node_modules/onnxruntime-web/dist/" });`;
    const inNode = `const { openOnnx } = await import("madeleine/onnx/node"); const runtime = await openOnnx();`;
    return (await Promise.all([library.run(inPage + program), runInNode(inNode + program)])) as T[];
  }

  it("goes as it does in Node, loss by loss", async () => {
    const [page, node] = await both<Trained>(TRAINING);
    expect([page.name, node.name]).toEqual(["onnxruntime-web", "onnxruntime-node"]);
    expect(page.losses.length).toBe(40);
    page.losses.forEach((loss, i) => {
      expect(Math.abs(loss - node.losses[i]), `step ${i}`).toBeLessThan(1e-3 * (1 + node.losses[i]));
    });
    expect(node.losses[39]).toBeLessThan(node.losses[0] / 3);
    for (const { differs } of [page, node]) expect(differs).toBeLessThan(1e-4);
  });

  it("gives a vision transformer that says the same here, in Node and from its ONNX model", async () => {
    const [page, node] = await both<{ name: string; losses: number[]; direct: number[]; exported: number[] }>(
      VISION,
    );
    expect([page.name, node.name]).toEqual(["onnxruntime-web", "onnxruntime-node"]);
    expect(node.direct).toHaveLength(24);
    node.direct.forEach((value, i) => {
      for (const other of [node.exported[i], page.direct[i], page.exported[i]]) {
        expect(other).toBeCloseTo(value, 3);
      }
    });
    expect(page.losses[1]).toBeCloseTo(node.losses[1], 3);
  });

  it("gives nets of series that say the same here, in Node and from their ONNX models", async () => {
    const [page, node] = await both<{ direct: number[]; exported: number[] }[]>(SERIES);
    expect(node.map(({ direct }) => direct.length)).toEqual([4, 8]);
    for (const [i, { direct, exported }] of node.entries()) {
      direct.forEach((value, j) => {
        for (const other of [exported[j], page[i].direct[j], page[i].exported[j]]) {
          expect(other).toBeCloseTo(value, 3);
        }
      });
    }
  });

  it("leaves no error behind", () => expect(library.errors).toEqual([]));
});
