import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Graph, GraphNode, Tensor } from "./graph.ts";
import { openOnnxHere } from "./here.node.ts";
import { encodeModel } from "./model.ts";
import { openOnnx } from "./open.node.ts";
import type { OnnxRuntime } from "./runtime.ts";
import { openOnnxWeb } from "./web.ts";
import { openOnnxWorker } from "./worker.node.ts";

/** h = X Wᵀ + b, y = relu(h), and where h > 0 is kept: an affine map with outputs of two types. */
const AFFINE: Graph = {
  inputs: { x: { type: "float32", shape: ["B", 2] }, keep: { type: "bool", shape: [3] } },
  outputs: {
    y: { type: "float32", shape: ["B", 3] },
    positive: { type: "bool", shape: ["B", 3] },
    best: { type: "int64", shape: ["B"] },
  },
  constants: {
    W: { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] },
    b: { data: Float32Array.of(0.5, -1, 0), shape: [3] },
    zero: { data: Float32Array.of(0), shape: [] },
  },
  nodes: [
    { operator: "Gemm", inputs: ["x", "W", "b"], outputs: ["h"], attributes: { transB: { int: 1 } } },
    { operator: "Where", inputs: ["keep", "h", "zero"], outputs: ["kept"] },
    { operator: "Relu", inputs: ["kept"], outputs: ["y"] },
    { operator: "Greater", inputs: ["kept", "zero"], outputs: ["positive"] },
    {
      operator: "ArgMax",
      inputs: ["h"],
      outputs: ["best"],
      attributes: { axis: { int: 1 }, keepdims: { int: 0 } },
    },
  ],
};
const NEGATE: GraphNode = { operator: "Neg", inputs: ["x"], outputs: ["y"] };

function rows(...numbers: number[]): Tensor {
  return { data: Float32Array.from(numbers), shape: [numbers.length / 2, 2] };
}

const ALL: Tensor = { data: Uint8Array.of(1, 1, 1), shape: [3] };
const x = rows(1, 1, -1, 0.5);
const inputs = { x, keep: ALL };

function affine(): Uint8Array {
  return encodeModel(AFFINE);
}

const RUNTIMES = {
  "onnxruntime-node": () => openOnnxHere(),
  "onnxruntime-node with two threads": () => openOnnxHere({ threads: 2 }),
  "onnxruntime-node in a worker": () => openOnnxWorker(),
  "onnxruntime-web": () => openOnnxWeb(),
  "whatever is fastest": () => openOnnx(),
} satisfies Record<string, () => Promise<OnnxRuntime>>;

describe.each(Object.entries(RUNTIMES))("%s", (_, open) => {
  let runtime: OnnxRuntime;
  beforeAll(async () => {
    runtime = await open();
  });
  afterAll(() => runtime.close());

  it("says who it is", () => {
    expect(runtime.name).toMatch(/^onnxruntime-(node|web)/);
    expect(runtime.version).toMatch(/^1\.\d+\.\d+$/);
  });

  it("tells what a model takes and gives", async () => {
    const session = await runtime.load(affine());
    expect(session.inputs).toEqual(AFFINE.inputs);
    expect(session.outputs).toEqual(AFFINE.outputs);
  });

  it("computes into the arrays given, of every type", async () => {
    const session = await runtime.load(affine());
    const y = new Float32Array(8).fill(7);
    const positive = new Uint8Array(6);
    const best = new BigInt64Array(2);
    await session.run(inputs, {
      y: { data: y.subarray(1, 7), shape: [2, 3] },
      positive: { data: positive, shape: [2, 3] },
      best: { data: best, shape: [2] },
    });
    expect([...y]).toEqual([7, 3.5, 6, 11, 0.5, 0, 0, 7]);
    expect([...positive]).toEqual([1, 1, 1, 1, 0, 0]);
    expect([...best]).toEqual([2n, 0n]);
  });

  it("computes only what is asked for, and again what is handed over again", async () => {
    const session = await runtime.load(affine());
    const y = { data: new Float32Array(6), shape: [2, 3] };
    const own = { x: rows(1, 1, -1, 0.5), keep: ALL };
    await session.run(own, { y });
    own.x.data.fill(0 as never);
    await session.run(own, { y });
    expect([...y.data]).toEqual([0.5, 0, 0, 0.5, 0, 0]);
  });

  it("takes batches of any size", async () => {
    const session = await runtime.load(affine());
    for (const B of [1, 5, 3]) {
      const y = { data: new Float32Array(3 * B), shape: [B, 3] };
      await session.run({ x: rows(...new Array(2 * B).fill(1)), keep: ALL }, { y });
      expect([...y.data]).toEqual(Array.from({ length: B }, () => [3.5, 6, 11]).flat());
    }
  });

  it("runs several sessions at once, answered in order", async () => {
    const sessions = await Promise.all([0, 1].map(() => runtime.load(affine())));
    const answered: number[] = [];
    await Promise.all(
      [0, 1, 0, 1].map(async (which, i) => {
        const y = { data: new Float32Array(6), shape: [2, 3] };
        await sessions[which].run(inputs, { y });
        expect(y.data[2]).toBe(11);
        answered.push(i);
      }),
    );
    expect(answered).toEqual([0, 1, 2, 3]);
  });

  it.each([
    ["bytes that are no model", Uint8Array.of(1, 2, 3)],
    ["no bytes", new Uint8Array(0)],
    ["an unknown operation", encodeModel({ ...AFFINE, nodes: [{ ...NEGATE, operator: "Nonsense" }] })],
  ])("refuses %s, in its words", async (_, bytes) => {
    await expect(runtime.load(bytes)).rejects.toThrow(/^onnxruntime: ./);
  });

  it.each([
    ["a missing input", { x }, {}, /^onnxruntime: input 'keep' is missing/],
    ["an array of another type", { ...inputs, x: { ...x, data: new Int32Array(4) } }, {}, /^onnxruntime: /],
    ["a shape that the array doesn't fill", { ...inputs, x: { ...x, shape: [3, 2] } }, {}, /^onnxruntime: /],
    ["a shape of another model", { ...inputs, x: { ...x, shape: [1, 4] } }, {}, /^onnxruntime: /],
    [
      "an output of another shape",
      inputs,
      { y: { data: new Float32Array(6), shape: [3, 2] } },
      /^onnxruntime: /,
    ],
    [
      "an output that it hasn't",
      inputs,
      { z: { data: new Float32Array(6), shape: [2, 3] } },
      "onnxruntime: this model gives no z; it gives y, positive, best",
    ],
  ])("refuses %s", async (_, given, wanted, message) => {
    const session = await runtime.load(affine());
    const y = { data: new Float32Array(6), shape: [2, 3] };
    await expect(session.run(given as typeof inputs, { y, ...wanted })).rejects.toThrow(message);
    await session.run(inputs, { y });
    expect(y.data[0]).toBe(3.5);
  });

  it("runs graphs inside graphs, with constants of their own", async () => {
    const number = { type: "float32", shape: [2] } as const;
    const flag = { type: "bool", shape: [] } as const;
    /** Doubles what goes round and adds x from outside, while it is below 100. */
    const body: Graph = {
      inputs: { round: { type: "int64", shape: [] }, before: flag, now: number },
      outputs: { more: flag, next: number },
      constants: {
        two: { data: Float32Array.of(2), shape: [] },
        hundred: { data: Float32Array.of(100), shape: [] },
      },
      nodes: [
        { operator: "Mul", inputs: ["now", "two"], outputs: ["twice"] },
        { operator: "Add", inputs: ["twice", "x"], outputs: ["next"] },
        { operator: "ReduceMax", inputs: ["next"], outputs: ["most"], attributes: { keepdims: { int: 0 } } },
        { operator: "Less", inputs: ["most", "hundred"], outputs: ["more"] },
      ],
    };
    const graph: Graph = {
      inputs: { x: number },
      outputs: { y: number },
      constants: {
        rounds: { data: BigInt64Array.of(50n), shape: [] },
        yes: { data: Uint8Array.of(1), shape: [], type: "bool" },
      },
      nodes: [
        {
          operator: "Loop",
          inputs: ["rounds", "yes", "x"],
          outputs: ["y"],
          attributes: { body: { graph: body } },
        },
      ],
    };
    const session = await runtime.load(encodeModel(graph));
    const y = { data: new Float32Array(2), shape: [2] };
    await session.run({ x: { data: Float32Array.of(1, 3), shape: [2] } }, { y });
    expect([...y.data]).toEqual([63, 189]);
  });

  it("runs no session that was closed", async () => {
    const session = await runtime.load(affine());
    const y = { data: new Float32Array(6), shape: [2, 3] };
    await session.close();
    await session.close();
    await expect(session.run(inputs, { y })).rejects.toThrow("onnxruntime: this session was closed");
  });

  it("runs nothing once it is closed", async () => {
    const own = await open();
    const session = await own.load(affine());
    await own.close();
    await own.close();
    const y = { data: new Float32Array(6), shape: [2, 3] };
    await expect(session.run(inputs, { y })).rejects.toThrow(/was closed$/);
    await expect(own.load(affine())).rejects.toThrow(/was closed$/);
  });
});

describe("a runtime that can't be opened or used", () => {
  const missing = (code: string): never => {
    throw Object.assign(new Error("Cannot find package 'onnxruntime-web'"), { code });
  };

  it.each([0, -1, 1.5, Number.NaN])("has %d threads", async (threads) => {
    const message = `threads must be a whole number from 1, got ${threads}`;
    await expect(openOnnxHere({ threads })).rejects.toThrow(`openOnnxHere: ${message}`);
    await expect(openOnnxWeb({ threads })).rejects.toThrow(`openOnnxWeb: ${message}`);
    await expect(openOnnx({ threads })).rejects.toThrow(message);
  });

  it("takes no shared memory into this thread, and says so", async () => {
    const session = await (await openOnnxHere()).load(affine());
    const shared = { ...x, data: new Float32Array(new SharedArrayBuffer(16)) };
    const y = { data: new Float32Array(6), shape: [2, 3] };
    await expect(session.run({ x: shared, keep: ALL }, { y })).rejects.toThrow(
      /^onnxruntime: x lies in shared memory, which onnxruntime-node doesn't take in this thread: hand over a copy/,
    );
  });

  it("says how to install what is missing", async () => {
    const resolve = (): never => missing("MODULE_NOT_FOUND");
    await expect(openOnnxHere({ resolve })).rejects.toThrow(/^onnxruntime-node is not installed: run `npm/);
    const importPackage = async (): Promise<never> => missing("ERR_MODULE_NOT_FOUND");
    await expect(openOnnxWeb({ importPackage })).rejects.toThrow(
      /^onnxruntime-web is not here: run `npm install onnxruntime-web`/,
    );
  });

  it("gives way to the one in wasm", async () => {
    const runtime = await openOnnx({ resolve: () => missing("MODULE_NOT_FOUND") });
    expect(runtime.name).toBe("onnxruntime-web");
  });
});
