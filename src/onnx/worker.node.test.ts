import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Graph, GraphNode, Tensor, TensorType } from "./graph.ts";
import { encodeModel } from "./model.ts";
import { type OnnxWorker, openOnnxWorker } from "./worker.node.ts";

const VECTOR: TensorType = { type: "float32", shape: ["n"] };
const NEGATE: GraphNode = { operator: "Neg", inputs: ["x"], outputs: ["y"] };

function graphOf(nodes: readonly GraphNode[], constants: Graph["constants"] = {}): Graph {
  return { inputs: { x: VECTOR }, outputs: { y: VECTOR }, constants, nodes };
}

function vector(...numbers: number[]): Tensor {
  return { data: Float32Array.from(numbers), shape: [numbers.length] };
}

/** In the middle of shared memory, with 7 on both sides. */
function sharedVector(...numbers: number[]): Tensor {
  const data = new Float32Array(new SharedArrayBuffer(4 * numbers.length + 8)).fill(7);
  data.set(numbers, 1);
  return { data: data.subarray(1, 1 + numbers.length), shape: [numbers.length] };
}

let worker: OnnxWorker;
beforeEach(async () => {
  worker = await openOnnxWorker();
});
afterEach(() => worker.close());

describe("a worker", () => {
  it("knows its version", () => expect(worker.version).toMatch(/^1\.\d+\.\d+$/));

  it("runs every kind of attribute and constant", async () => {
    const nodes: GraphNode[] = [
      { operator: "Constant", inputs: [], outputs: ["five"], attributes: { value: { tensor: vector(5) } } },
      {
        operator: "Constant",
        inputs: [],
        outputs: ["tens"],
        attributes: { value_floats: { floats: [10, 20] } },
      },
      { operator: "LeakyRelu", inputs: ["x"], outputs: ["leaky"], attributes: { alpha: { float: 0.5 } } },
      {
        operator: "Pad",
        inputs: ["leaky", "pads"],
        outputs: ["padded"],
        attributes: { mode: { string: "edge" } },
      },
      {
        operator: "Concat",
        inputs: ["padded", "five", "tens"],
        outputs: ["all"],
        attributes: { axis: { int: -1 } },
      },
      { operator: "Where", inputs: ["mask", "all", "minus"], outputs: ["some"] },
      { operator: "Unsqueeze", inputs: ["some", "zero"], outputs: ["row"] },
      { operator: "Transpose", inputs: ["row"], outputs: ["column"], attributes: { perm: { ints: [1, 0] } } },
      { operator: "FusedMatMul", domain: "com.microsoft", inputs: ["row", "column"], outputs: ["square"] },
      { operator: "Squeeze", inputs: ["column", "one"], outputs: ["flat"] },
      { operator: "Squeeze", inputs: ["square", "zero"], outputs: ["single"] },
      { operator: "Concat", inputs: ["flat", "single"], outputs: ["y"], attributes: { axis: { int: 0 } } },
    ];
    const constants: Graph["constants"] = {
      pads: { data: BigInt64Array.of(0n, 1n), shape: [2] },
      mask: { data: Uint8Array.of(1, 0, 1, 1, 1, 1), shape: [6], type: "bool" },
      minus: { data: Float32Array.of(-1), shape: [] },
      zero: { data: BigInt64Array.of(0n), shape: [1] },
      one: { data: BigInt64Array.of(1n), shape: [1] },
    };
    const y = { data: new Float32Array(7), shape: [7] };
    const session = await worker.load(encodeModel(graphOf(nodes, constants)));
    await session.run({ x: vector(-4, 3) }, { y });
    expect([...y.data]).toEqual([-2, -1, 3, 5, 10, 20, 4 + 1 + 9 + 25 + 100 + 400]);
  });

  it("takes the model's bytes over, unless they lie among others", async () => {
    const model = encodeModel(graphOf([NEGATE]));
    const among = new Uint8Array([0, ...model]).subarray(1);
    await Promise.all([worker.load(model), worker.load(among)]);
    expect([model.length > 0, among.length > 0]).toEqual([false, true]);
  });

  it("reads and writes plain and shared arrays, and nothing beside them", async () => {
    const session = await worker.load(encodeModel(graphOf([NEGATE])));
    for (const [x, y] of [
      [vector(1, -2, 3), vector(0, 0, 0)],
      [sharedVector(1, -2, 3), sharedVector(0, 0, 0)],
      [vector(1, -2, 3), sharedVector(0, 0, 0)],
      [sharedVector(1, -2, 3), { data: new Float32Array(9).fill(7).subarray(1, 4), shape: [3] }],
    ] as const) {
      await session.run({ x }, { y });
      expect([...y.data]).toEqual([-1, 2, -3]);
      const around = new Float32Array(y.data.buffer);
      if (around.length > 3) expect([around[0], around[4]]).toEqual([7, 7]);
    }
  });

  it("reads plain arrays when it is asked, whatever happens to them afterwards", async () => {
    const session = await worker.load(encodeModel(graphOf([NEGATE])));
    const [x, y] = [vector(1, 2), vector(0, 0)];
    const run = session.run({ x }, { y });
    x.data.fill(9 as never);
    await run;
    expect([...y.data]).toEqual([-1, -2]);
  });

  it("answers in the order in which it was asked", async () => {
    const square = { type: "float32", shape: ["n", "n"] } as const;
    const product: GraphNode = { operator: "MatMul", inputs: ["x", "x"], outputs: ["y"] };
    const slow = await worker.load(
      encodeModel({ inputs: { x: square }, outputs: { y: square }, nodes: [product] }),
    );
    const fast = await worker.load(encodeModel(graphOf([NEGATE])));
    const large = (): Tensor => ({ data: new Float32Array(500 * 500), shape: [500, 500] });
    const answered: string[] = [];
    const runs = ["slow", "fast", "fast", "slow", "fast"].map(async (name, i) => {
      if (name === "slow") await slow.run({ x: large() }, { y: large() });
      else await fast.run({ x: vector(1) }, { y: vector(0) });
      answered.push(name + i);
    });
    await Promise.all(runs);
    expect(answered).toEqual(["slow0", "fast1", "fast2", "slow3", "fast4"]);
  });

  it("tells what was wrong with a model or a run, and goes on", async () => {
    const unknown = (): Promise<unknown> =>
      worker.load(encodeModel(graphOf([{ ...NEGATE, operator: "Nonsense" }])));
    const session = await worker.load(encodeModel(graphOf([NEGATE])));
    const y = vector(0);
    const message = /^onnxruntime: .*Nonsense/s;
    await expect(unknown()).rejects.toThrow(message);
    await expect(unknown()).rejects.toThrow(message);
    await expect(session.run({}, { y })).rejects.toThrow(/^onnxruntime: .*'x' is missing/s);
    await session.run({ x: vector(1) }, { y });
    expect([...y.data]).toEqual([-1]);
  });
});

describe("a closed worker", () => {
  it("fails what is waiting and what comes", async () => {
    const session = await worker.load(encodeModel(graphOf([NEGATE])));
    const runs = Array.from({ length: 5 }, () => session.run({ x: vector(1) }, { y: vector(0) }));
    const settled = Promise.allSettled(runs);
    await worker.close();
    for (const result of await settled) {
      expect(result).toMatchObject({ reason: { message: "onnxruntime's worker was closed" } });
    }
    const late = session.run({ x: vector(1) }, { y: vector(0) });
    await expect(late).rejects.toThrow("onnxruntime's worker was closed");
    await expect(worker.load(encodeModel(graphOf([NEGATE])))).rejects.toThrow(
      "onnxruntime's worker was closed",
    );
    await worker.close();
  });
});

describe("where onnxruntime-node doesn't do what it should", () => {
  const folder = mkdtempSync(join(tmpdir(), "madeleine-onnx-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  function standIn(name: string, source: string): () => string {
    const path = join(folder, `${name}.cjs`);
    writeFileSync(path, source);
    return () => path;
  }

  it("the reason for not loading is told", async () => {
    const resolve = standIn("broken", `throw new Error("no binary");`);
    await expect(openOnnxWorker({ resolve })).rejects.toThrow(
      /^onnxruntime-node doesn't run here \(\w+ on \w+\): onnxruntime: no binary$/,
    );
  });

  it("a worker that dies fails what is waiting and what comes", async () => {
    const source = `module.exports = { env: { versions: { node: "0" } }, InferenceSession: { create: () => process.exit(3) } };`;
    const dying = await openOnnxWorker({ resolve: standIn("dying", source) });
    const ended = "onnxruntime's worker ended, with exit code 3";
    await expect(dying.load(encodeModel(graphOf([NEGATE])))).rejects.toThrow(ended);
    await expect(dying.load(encodeModel(graphOf([NEGATE])))).rejects.toThrow(ended);
    await dying.close();
  });

  it("an uncaught error fails what is waiting", async () => {
    const source = `const fail = () => { setTimeout(() => { throw new Error("out of the blue"); }); return new Promise(() => {}); };
      module.exports = { env: { versions: { node: "0" } }, InferenceSession: { create: fail } };`;
    const failing = await openOnnxWorker({ resolve: standIn("failing", source) });
    const run = failing.load(encodeModel(graphOf([NEGATE])));
    await expect(run).rejects.toThrow("onnxruntime's worker failed: out of the blue");
    await failing.close();
  });
});
