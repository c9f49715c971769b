import { describe, expect, it } from "vitest";
import type { Graph } from "./graph.ts";
import { encodeModel } from "./model.ts";

/** Every kind of attribute, constant and dimension; it needn't make sense. */
const GRAPH: Graph = {
  inputs: { x: { type: "float32", shape: ["B", 2] }, k: { type: "int64", shape: [1] } },
  outputs: { y: { type: "float32", shape: ["B", 3] } },
  constants: {
    w: { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] },
    m: { data: Uint8Array.of(1, 0, 1), shape: [3], type: "bool" },
    n: { data: BigInt64Array.of(-2n), shape: [] },
  },
  nodes: [
    {
      operator: "Gemm",
      inputs: ["x", "w"],
      outputs: ["h"],
      attributes: { alpha: { float: 0.5 }, transB: { int: 0 }, axis: { int: -1 } },
    },
    {
      operator: "Odd",
      domain: "com.microsoft",
      inputs: ["h", "", "m"],
      outputs: ["y"],
      attributes: {
        s: { string: "ü" },
        l: { ints: [3, -4, 300] },
        f: { floats: [1, -0.25] },
        t: { tensor: { data: Int8Array.of(-1, 2), shape: [2] } },
      },
    },
  ],
};

/** The same graph as the package onnx-proto 8.0.1 encodes it. */
const ENCODED = `
  08093ab9020a450a01780a0177120168220447656d6d2a0f0a05616c706861150000003fa001012a0d0a067472616e73421800a001022a140a
  046178697318ffffffffffffffffff01a001020a670a01680a000a016d12017922034f64642a0a0a01732202c3bca001032a150a016c420d03
  fcffffffffffffffff01ac02a001072a100a01663a080000803f000080bea001062a110a01742a090a010210034a02ff02a001043a0d636f6d
  2e6d6963726f736f6674120567726170682a230a02020310014201774a180000803f0000004000004040000080400000a0400000c0402a0d0a
  0103100942016d4a030100012a0f100742016e4a08feffffffffffffff5a140a0178120f0a0d080112090a031201420a0208025a0f0a016b12
  0a0a08080712040a02080162140a0179120f0a0d080112090a031201420a02080342040a00101142110a0d636f6d2e6d6963726f736f667410
  01`;

function matrixModel(data: Float32Array, shape: readonly number[]): Graph {
  const type = { type: "float32", shape: ["n"] } as const;
  const nodes = [{ operator: "Gather", inputs: ["w", "i"], outputs: ["y"] }];
  return { inputs: { i: type }, outputs: { y: type }, constants: { w: { data, shape } }, nodes };
}

describe("an encoded model", () => {
  it("is, byte for byte, what another encoder writes", () => {
    const bytes = Buffer.from(encodeModel(GRAPH)).toString("hex");
    expect(bytes).toBe(ENCODED.replace(/\s/g, ""));
  });

  it("holds the numbers of a view, and of shared memory", () => {
    const shared = new Float32Array(new SharedArrayBuffer(32));
    shared.set([9, 1, 2, 3, 4, 9]);
    const plain = encodeModel(matrixModel(Float32Array.of(1, 2, 3, 4), [2, 2]));
    expect(encodeModel(matrixModel(shared.subarray(1, 5), [2, 2]))).toEqual(plain);
    expect(encodeModel(matrixModel(shared.slice(1, 5), [2, 2]))).toEqual(plain);
  });

  it("has lengths of any size", () => {
    for (const count of [1, 31, 32, 4000, 5000, 600_000]) {
      const bytes = encodeModel(matrixModel(new Float32Array(count).fill(1), [count]));
      expect(bytes.length).toBeGreaterThan(4 * count);
      expect(bytes.length).toBeLessThan(4 * count + 120);
    }
  });
});

describe("no model is made", () => {
  it("of an array that doesn't fill its shape", () => {
    expect(() => encodeModel(matrixModel(new Float32Array(5), [2, 3]))).toThrow(
      "encodeModel: constant w holds 5 numbers, but [2, 3] needs 6",
    );
    const attributes = { value: { tensor: { data: new Float32Array(2), shape: [1] } } };
    const nodes = [{ operator: "Constant", inputs: [], outputs: ["y"], attributes }];
    expect(() => encodeModel({ inputs: {}, outputs: {}, nodes })).toThrow(/a constant holds 2 numbers/);
  });

  it("above 2 GiB", () => {
    const [rows, columns] = [2 ** 20, 2 ** 9];
    const graph = matrixModel(new Float32Array(rows * columns), [rows, columns]);
    expect(() => encodeModel(graph)).toThrow(
      /^encodeModel: a model takes at most 2 GiB, got 2147483\d+ bytes/,
    );
  });
});
