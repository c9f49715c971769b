import {
  adamW,
  constant,
  crossEntropy,
  evaluate,
  type Inputs,
  matmul,
  mean,
  parameter,
  type Value,
} from "madeleine/engine";
import { separationLoss } from "madeleine/kernel";
import {
  hopfield,
  layerSeparationLoss,
  learnedMap,
  learnedProjections,
  openBilevelTrainer,
} from "madeleine/layers";
import { createRandom, normal, toRows } from "madeleine/math";
import type { NamedTensors, OnnxRuntime } from "madeleine/onnx";
import { openOnnxHere } from "madeleine/onnx/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gaussian } from "./matrices.ts";

let runtime: OnnxRuntime;
beforeAll(async () => {
  runtime = await openOnnxHere();
});
afterAll(() => runtime?.close());

describe("layerSeparationLoss", () => {
  it.each([
    ["squared", "squared-kernel"],
    ["radial", "average"],
  ] as const)(
    "%s is the loss of kernel/ over features of length 1, averaged over sets",
    async (form, name) => {
      const sets = [gaussian(5, 4, 1), gaussian(5, 4, 2)];
      const W = gaussian(3, 4, 3);
      const expected = sets.map(
        (set) =>
          separationLoss(set, W, { loss: name, t: 1.5, features: "normalised", pairs: "distinct" }).loss,
      );
      const features = constant(
        sets.flatMap((set) => toRows(set).flat()),
        [2, 5, 4],
      );
      const mapped = matmul(features, constant(W.data, [3, 4]), { transposeY: true });
      const { loss } = await evaluate(runtime, { loss: layerSeparationLoss(mapped, { t: 1.5, form }) });
      expect((loss.data as Float32Array)[0]).toBeCloseTo((expected[0] + expected[1]) / 2, 4);
    },
  );

  it("refuses a set of one", () => {
    expect(() => layerSeparationLoss(constant(0, [2, 1, 4]))).toThrow(/two features at least, got 1/);
    expect(() => layerSeparationLoss(constant(0, [2, 3, 4]), { t: 0 })).toThrow(/t must be > 0/);
  });
});

/** Sequences of four tokens of six numbers, which class 1 has shifted; a net with an embedding, a kernel and a layer. */
function task(): {
  batch: NamedTensors;
  inner: NamedTensors;
  net: Record<"embedding" | "kernel" | "head", ReturnType<typeof learnedMap>>;
  all: ReturnType<typeof learnedMap>[];
  features: (inputs: Inputs) => Value;
  loss: (inputs: Inputs) => Value;
} {
  const random = createRandom(1);
  const labels = Array.from({ length: 16 }, (_, i) => i % 2);
  const x = Float32Array.from({ length: 16 * 4 * 6 }, (_, i) => normal(random, labels[Math.floor(i / 24)]));
  const tokens = { data: x, shape: [16, 4, 6] };
  const embedding = learnedMap("embedding", [6, 8], random);
  const kernel = learnedMap("kernel", [8, 8], random);
  const head = learnedMap("head", [8, 2], random);
  const projections = learnedProjections({ queries: 8, patterns: 8, width: 8 }, { random });
  const layer = hopfield({ projections, kernel: { map: kernel }, heads: 2 });
  const embedded = ({ x }: Inputs): Value => matmul(x, embedding);
  return {
    batch: { x: tokens, labels: { data: BigInt64Array.from(labels, BigInt), shape: [16] } },
    inner: { x: tokens },
    net: { embedding, kernel, head },
    all: [embedding, head, ...layer.parameters] as ReturnType<typeof learnedMap>[],
    features: (inputs) => matmul(embedded(inputs), kernel),
    loss: (inputs) => {
      const tokens = embedded(inputs);
      return crossEntropy(matmul(mean(layer.apply(tokens, tokens).output, 1), head), inputs.labels);
    },
  };
}

describe("algorithm 2", () => {
  const run = async (
    asCoded: boolean,
    inner: number,
    outer: boolean,
  ): Promise<{ moved: string[]; steps: { loss: number; separation: readonly number[] }[] }> => {
    const { batch, inner: tokens, net, all, features, loss } = task();
    const trainer = await openBilevelTrainer({
      ...{
        runtime,
        parameters: all,
        kernel: [net.kernel],
        embedding: [net.embedding],
        features,
        loss,
        asCoded,
      },
      ...{ optimiser: adamW({ rate: outer ? 0.02 : 0, weightDecay: 0 }), innerRate: 0.5 },
    });
    const before = Object.entries(trainer.parameters.values).map(
      ([name, { data }]) => [name, Array.from(data as Float32Array)] as const,
    );
    const steps = [];
    for (let round = 0; round < 12; round++)
      steps.push(await trainer.step(new Array(inner).fill(tokens), batch));
    const moved = before.filter(([name, values]) => {
      const now = trainer.parameters.values[name].data as Float32Array;
      return values.some((value, i) => value !== now[i]);
    });
    await trainer.close();
    return { moved: moved.map(([name]) => name).sort(), steps };
  };

  it("separates by the kernel alone in the inner loop, and leaves it alone in the outer one", async () => {
    const inner = await run(false, 3, false);
    expect(inner.moved).toEqual(["kernel"]);
    const losses = inner.steps.flatMap(({ separation }) => separation);
    expect(losses).toHaveLength(36);
    expect(losses[35]).toBeLessThan(losses[0] - 0.2);
    const outer = await run(false, 0, true);
    expect(outer.moved).not.toContain("kernel");
    expect(outer.moved).toContain("embedding");
    expect(outer.steps[11].loss).toBeLessThan(outer.steps[0].loss);
  });

  it("as coded moves the embedding in the inner loop too, and the kernel in the outer one", async () => {
    expect((await run(true, 1, false)).moved).toEqual(["embedding", "kernel"]);
    expect((await run(true, 0, true)).moved).toContain("kernel");
  });

  it("learns the task with both loops, and is the same of the same seed", async () => {
    const both = await run(false, 2, true);
    expect(both.steps[11].loss).toBeLessThan(0.7 * both.steps[0].loss);
    expect(await run(false, 2, true)).toEqual(both);
  });

  it("wants the kernel among the parameters", async () => {
    const { features, loss, all } = task();
    const kernel = [parameter("other", [8, 8])];
    const opening = openBilevelTrainer({
      runtime,
      parameters: all,
      kernel,
      features,
      loss,
      optimiser: adamW(),
    });
    await expect(opening).rejects.toThrow(/other isn't among the parameters/);
  });
});
