import { expect, it } from "vitest";
import { openOnnxHere } from "./here.node.ts";
import { encodeModel, extendModel } from "./model.ts";

it("a model is extended by what is computed from its results, which stay as they were", async () => {
  const model = encodeModel({
    inputs: { x: { type: "float32", shape: ["n", 3] } },
    outputs: { y: { type: "float32", shape: ["n", 3] } },
    nodes: [{ operator: "Neg", inputs: ["x"], outputs: ["y"] }],
  });
  const longer = extendModel(model, {
    nodes: [{ operator: "Shape", inputs: ["y"], outputs: ["shape"] }],
    outputs: { shape: { type: "int64", shape: [2] } },
  });
  const runtime = await openOnnxHere();
  const session = await runtime.load(longer);
  expect(Object.keys(session.outputs)).toEqual(["y", "shape"]);
  const [y, shape] = [new Float32Array(6), new BigInt64Array(2)];
  await session.run(
    { x: { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] } },
    { y: { data: y, shape: [2, 3] }, shape: { data: shape, shape: [2] } },
  );
  expect([...y]).toEqual([-1, -2, -3, -4, -5, -6]);
  expect([...shape]).toEqual([2n, 3n]);
  await runtime.close();
});
