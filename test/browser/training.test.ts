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

  it("goes as it does in Node, loss by loss", async () => {
    const inPage = `const { openOnnxWeb } = await import("madeleine/onnx");
      const runtime = await openOnnxWeb({ wasmPaths: "/node_modules/onnxruntime-web/dist/" });`;
    const inNode = `const { openOnnx } = await import("madeleine/onnx/node"); const runtime = await openOnnx();`;
    const [page, node] = (await Promise.all([
      library.run(inPage + TRAINING),
      runInNode(inNode + TRAINING),
    ])) as Trained[];
    expect([page.name, node.name]).toEqual(["onnxruntime-web", "onnxruntime-node"]);
    expect(page.losses.length).toBe(40);
    page.losses.forEach((loss, i) => {
      expect(Math.abs(loss - node.losses[i]), `step ${i}`).toBeLessThan(1e-3 * (1 + node.losses[i]));
    });
    expect(node.losses[39]).toBeLessThan(node.losses[0] / 3);
    for (const { differs } of [page, node]) expect(differs).toBeLessThan(1e-4);
  });

  it("leaves no error behind", () => expect(library.errors).toEqual([]));
});
