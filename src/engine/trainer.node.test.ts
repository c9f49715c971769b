import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../math/index.ts";
import { openOnnxHere } from "../onnx/index.node.ts";
import { type OnnxRuntime, openOnnxWeb, type Tensor } from "../onnx/index.ts";
import { adam } from "./adam.ts";
import { evaluate } from "./compile.ts";
import { gradientsOf } from "./gradients.ts";
import { openNet } from "./net.ts";
import { tanh } from "./operations/activations.ts";
import { add, multiply } from "./operations/arithmetic.ts";
import { dropout } from "./operations/dropout.ts";
import { crossEntropy, meanSquaredError } from "./operations/losses.ts";
import { linear, matmul } from "./operations/matmul.ts";
import { sum } from "./operations/reduce.ts";
import { openParameters } from "./parameters.ts";
import { sgd } from "./sgd.ts";
import { input, type Parameter, parameter } from "./source.ts";
import { xavierStart } from "./start.ts";
import { toOnnx } from "./to-onnx.ts";
import { openTrainer } from "./trainer.ts";
import type { Value } from "./value.ts";

function rows(columns: number, ...numbers: number[]): Tensor {
  return { data: Float32Array.from(numbers), shape: [numbers.length / columns, columns] };
}

function labels(...numbers: number[]): Tensor {
  return { data: BigInt64Array.from(numbers, BigInt), shape: [numbers.length] };
}

/** Exclusive or, which no single layer tells apart. */
const XOR = { x: rows(2, 0, 0, 0, 1, 1, 0, 1, 1), y: labels(0, 1, 1, 0) };

function perceptron(): { parameters: Parameter[]; logits: (x: Value) => Value } {
  const random = createRandom(3);
  const W1 = parameter("W1", [2, 8], xavierStart(random, [2, 8]));
  const b1 = parameter("b1", [8]);
  const W2 = parameter("W2", [8, 2], xavierStart(random, [8, 2]));
  const b2 = parameter("b2", [2]);
  return { parameters: [W1, b1, W2, b2], logits: (x) => linear(tanh(linear(x, W1, b1)), W2, b2) };
}

describe.each([
  ["onnxruntime-node", () => openOnnxHere()],
  ["onnxruntime-web", () => openOnnxWeb()],
])("a trainer on %s", (_, open) => {
  let runtime: OnnxRuntime;
  beforeAll(async () => {
    runtime = await open();
  });
  afterAll(() => runtime.close());

  it("learns exclusive or, and a net of its parameters knows it", async () => {
    const { parameters, logits } = perceptron();
    const trainer = await openTrainer({
      ...{ runtime, parameters, optimiser: adam({ rate: 0.05 }) },
      loss: ({ x, y }) => crossEntropy(logits(x), y),
    });
    const net = await openNet({
      runtime,
      parameters: trainer.parameters,
      outputs: ({ x }) => ({ scores: logits(x) }),
    });
    const first = await trainer.step(XOR);
    for (let i = 1; i < 200; i++) await trainer.step(XOR);
    const last = await trainer.step(XOR);
    expect([first.loss > 0.5, last.loss < 0.01, trainer.steps]).toEqual([true, true, 201]);
    const scores = (await net.run({ x: XOR.x })).scores.data as Float32Array;
    expect([0, 2, 4, 6].map((i) => Number(scores[i + 1] > scores[i]))).toEqual([0, 1, 1, 0]);
    const model = toOnnx(({ x }) => ({ scores: logits(x) }), trainer.parameters, { inputs: { x: [4, 2] } });
    const session = await runtime.load(model);
    expect(session.inputs).toEqual({ x: { type: "float32", shape: [4, 2] } });
    const again = rows(2, ...new Array(8).fill(0));
    await session.run({ x: XOR.x }, { scores: again });
    for (let i = 0; i < 8; i++) expect(again.data[i]).toBeCloseTo(scores[i], 5);
    await Promise.all([trainer.close(), net.close()]);
  });

  it("gives every parameter its own gradient, vectors of any length among them, unused and fixed ones none", async () => {
    const [W, b] = [parameter("W", [2, 3], [1, -2, 0.5, 3, 1, -1]), parameter("b", [3], [0.5, -1, 2])];
    const [scale, unused] = [parameter("scale", [16], 0.25), parameter("unused", [5], 7)];
    const fixed = parameter("fixed", [3], [1, 2, 3]);
    const parameters = [unused, W, b, fixed, scale];
    const loss = (x: Value): Value =>
      add(sum(multiply(tanh(linear(x, W, b)), fixed)), sum(multiply(scale, scale)));
    const trainer = await openTrainer({
      ...{ runtime, parameters, learned: [W, unused, scale, b], optimiser: sgd({ rate: 0.1 }) },
      loss: ({ x }) => loss(x),
    });
    const { gradientNorm } = await trainer.gradients({ x: XOR.x });
    const exact = gradientsOf(loss(input("x", [4, 2])), [W, b, scale]) as Value[];
    const found = await evaluate(runtime, { dW: exact[0], db: exact[1], dscale: exact[2] }, { x: XOR.x });
    const { gradients } = trainer.parameters;
    let squares = 0;
    for (const name of ["W", "b", "scale"] as const) {
      const expected = Array.from(found[`d${name}`].data as Float32Array);
      const own = Array.from(gradients[name].data as Float32Array);
      expect(own).toEqual(expected.map((value) => expect.closeTo(value, 5)));
      squares += expected.reduce((total, value) => total + value ** 2, 0);
    }
    expect(gradientNorm).toBeCloseTo(Math.sqrt(squares), 4);
    await trainer.step({ x: XOR.x });
    const { values } = trainer.parameters;
    expect(values.unused.data).toEqual(new Float32Array(5).fill(7));
    expect(values.fixed.data).toEqual(Float32Array.of(1, 2, 3));
    expect(values.scale.data[15]).toBeCloseTo(0.25 - 0.1 * 0.5, 6);
    await trainer.close();
  });

  it("makes one graph for each shape, with room for so many", async () => {
    const { parameters, logits } = perceptron();
    let built = 0;
    const trainer = await openTrainer({
      ...{ runtime, parameters, optimiser: sgd({ rate: 0.1 }), graphs: 2 },
      loss: ({ x, y }) => {
        built++;
        return crossEntropy(logits(x), y);
      },
    });
    const one = { x: rows(2, 0, 1), y: labels(1) };
    const two = { x: rows(2, 0, 1, 1, 1), y: labels(1, 0) };
    for (const batch of [XOR, one, XOR, one]) await trainer.step(batch);
    expect(built).toBe(2);
    for (const batch of [two, one, XOR]) await trainer.step(batch);
    expect(built).toBe(4);
    await trainer.close();
  });
});

describe("a trainer", () => {
  let runtime: OnnxRuntime;
  beforeAll(async () => {
    runtime = await openOnnxHere();
  });
  afterAll(() => runtime.close());

  it("moves only what it learns; another moves the rest of the same block", async () => {
    const [W, b] = [parameter("W", [2, 1], [1, 2]), parameter("b", [1], [3])];
    const block = openParameters([W, b]);
    const loss = ({ x, y }: Readonly<Record<string, Value>>): Value => meanSquaredError(linear(x, W, b), y);
    const shared = { runtime, parameters: block, loss };
    const first = await openTrainer({ ...shared, learned: [W], optimiser: sgd({ rate: 0.01 }) });
    const second = await openTrainer({ ...shared, learned: [b], optimiser: adam() });
    const batch = { x: rows(2, 1, 1), y: rows(1, 0) };
    await first.step(batch);
    expect([...block.values.b.data]).toEqual([3]);
    // ∂L/∂W = 2 (x W + b − y) x = 12.
    expect(block.values.W.data[0]).toBeCloseTo(1 - 0.12, 6);
    const before = block.values.W.data[0];
    await second.step(batch);
    expect([block.values.W.data[0], Number(block.values.b.data[0]) < 3]).toEqual([before, true]);
  });

  it("leaves parameters alone that the loss doesn't know", async () => {
    const [W, other] = [parameter("W", [2, 1], 1), parameter("other", [3], [1, 2, 3])];
    const trainer = await openTrainer({
      ...{ runtime, parameters: [W, other], optimiser: sgd({ rate: 0.1 }) },
      loss: ({ x, y }) => meanSquaredError(matmul(x, W), y),
    });
    await trainer.step({ x: rows(2, 1, 1), y: rows(1, 0) });
    expect([...trainer.parameters.values.other.data]).toEqual([1, 2, 3]);
  });

  it("shortens gradients whose norm is too large", async () => {
    const W = parameter("W", [2, 1], 1);
    const options = { runtime, parameters: [W], optimiser: sgd({ rate: 1 }), clipNorm: 0.5 };
    const trainer = await openTrainer({
      ...options,
      loss: ({ x, y }) => meanSquaredError(matmul(x, W), y),
    });
    const { gradientNorm } = await trainer.step({ x: rows(2, 3, 4), y: rows(1, 0) });
    // 2 · 7 · (3, 4), of norm 70.
    expect(gradientNorm).toBeCloseTo(70, 3);
    const [a, b] = trainer.parameters.values.W.data;
    expect([Number(a), Number(b)]).toEqual([expect.closeTo(1 - 0.3, 6), expect.closeTo(1 - 0.4, 6)]);
  });

  it("draws other noise in each step, the same for the same seed", async () => {
    const drawn = async (seed: number): Promise<number[]> => {
      const W = parameter("W", [50, 1], 1);
      const trainer = await openTrainer({
        ...{ runtime, parameters: [W], optimiser: sgd({ rate: 0 }), seed },
        loss: ({ x, y }) => meanSquaredError(matmul(dropout(x, 0.5), W), y),
      });
      const batch = { x: rows(50, ...new Array(50).fill(1)), y: rows(1, 50) };
      const losses = [];
      for (let i = 0; i < 3; i++) losses.push((await trainer.step(batch)).loss);
      return losses;
    };
    const [one, again, other] = [await drawn(1), await drawn(1), await drawn(2)];
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
    expect(new Set(one).size).toBe(3);
  });

  it("refuses parameters that weren't handed over", async () => {
    const [W, b] = [parameter("W", [2, 1], 1), parameter("b", [1], 1)];
    const options = { runtime, parameters: [W], optimiser: sgd({ rate: 0.1 }) };
    const loss = ({ x, y }: Readonly<Record<string, Value>>): Value => meanSquaredError(linear(x, W, b), y);
    await expect(openTrainer({ ...options, loss, learned: [b] })).rejects.toThrow(
      "openTrainer: b is learned, but isn't among the parameters",
    );
    const trainer = await openTrainer({ ...options, loss });
    await expect(trainer.step({ x: rows(2, 1, 1), y: rows(1, 0) })).rejects.toThrow(
      "b is used as a parameter, but isn't among those that were handed over",
    );
  });

  it("refuses batches of numbers that it can't take", async () => {
    const W = parameter("W", [2, 1], 1);
    const trainer = await openTrainer({
      ...{ runtime, parameters: [W], optimiser: sgd({ rate: 0.1 }) },
      loss: ({ x, y }) => meanSquaredError(matmul(x, W), y),
    });
    const wide = { data: Float64Array.of(1, 2), shape: [1, 2] };
    await expect(trainer.step({ x: wide, y: rows(1, 0) })).rejects.toThrow(
      "x: a batch holds Float32Array, BigInt64Array (whole numbers) or Uint8Array (booleans), got Float64Array",
    );
    await expect(trainer.step({ x: rows(3, 1, 2, 3), y: rows(1, 0) })).rejects.toThrow(
      "matmul: takes [n, k] and [k, m], got [1, 3] and [2, 1]",
    );
  });

  it("doesn't step where loss or gradients aren't finite", async () => {
    const W = parameter("W", [1, 1], 1);
    const trainer = await openTrainer({
      ...{ runtime, parameters: [W], optimiser: sgd({ rate: 0.1 }) },
      loss: ({ x, y }) => meanSquaredError(matmul(x, W), y),
    });
    for (const x of [Number.NaN, 1e30]) {
      expect((await trainer.step({ x: rows(1, x), y: rows(1, 0) })).finite).toBe(false);
    }
    expect([trainer.steps, trainer.parameters.values.W.data[0]]).toEqual([0, 1]);
  });
});
