import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom, uniform } from "../../math/index.ts";
import { openOnnxHere } from "../../onnx/index.node.ts";
import type { NamedTensors, OnnxRuntime, Tensor } from "../../onnx/index.ts";
import { type Compiled, compile, emptyTensor } from "../compile.ts";
import type { Precision } from "../emitter.ts";
import { gradientsOf } from "../gradients.ts";
import { type Shape, sizeOf } from "../shape.ts";
import { constant, input } from "../source.ts";
import type { Value } from "../value.ts";
import { multiply } from "./arithmetic.ts";
import type { OperationCase } from "./operation-case.ts";
import { OPERATIONS } from "./operation-cases.ts";
import { sum } from "./reduce.ts";

let runtime: OnnxRuntime;
beforeAll(async () => {
  runtime = await openOnnxHere();
});
afterAll(() => runtime.close());

describe.each(OPERATIONS)("$name", (operation) => {
  it("has the derivative that differences show", async () => {
    const graph = await differentiated(operation, "float64");
    const found = await graph.run(graph.start);
    for (const [name, { data }] of Object.entries(graph.start)) {
      const gradient = found.gradients[name].data as Float64Array;
      const { step = 1e-5, tolerance = 1e-7 } = operation;
      for (let i = 0; i < data.length; i++) {
        const [above, below] = await Promise.all(
          [step, -step].map(async (by) => {
            const moved = (data as Float64Array).slice();
            moved[i] += by;
            return (await graph.run({ ...graph.start, [name]: { ...graph.start[name], data: moved } })).loss;
          }),
        );
        const difference = (above - below) / (2 * step);
        const allowed = tolerance * (1 + Math.abs(difference));
        expect(
          Math.abs(gradient[i] - difference),
          `${name}[${i}]: ${gradient[i]} for ${difference}`,
        ).toBeLessThan(allowed);
      }
    }
    await graph.close();
  });

  it("gives the same in float32", async () => {
    const [wide, narrow] = [
      await differentiated(operation, "float64"),
      await differentiated(operation, "float32"),
    ];
    const [expected, found] = [await wide.run(wide.start), await narrow.run(narrow.start)];
    expectNear(found.output, expected.output);
    for (const name of Object.keys(expected.gradients)) {
      expectNear(found.gradients[name], expected.gradients[name]);
    }
    await Promise.all([wide.close(), narrow.close()]);
  });

  if (operation.plain) {
    it("computes what its formula says", async () => {
      const graph = await differentiated(operation, "float64");
      const { output } = await graph.run(graph.start);
      const arrays = Object.values(graph.start).map(({ data }) => Array.from(data as Float64Array));
      const plain = operation.plain?.(...arrays) ?? [];
      expect(output.data.length).toBe(plain.length);
      plain.forEach((value, i) => {
        expect(Math.abs(Number(output.data[i]) - value)).toBeLessThan(
          (operation.error ?? 1e-12) * (1 + Math.abs(value)),
        );
      });
      await graph.close();
    });
  }
});

/** L = Σ w y with fixed weights w, its gradients, and y. */
interface Differentiated {
  readonly start: NamedTensors;
  run(inputs: NamedTensors): Promise<Found>;
  close(): Promise<void>;
}

interface Found {
  readonly loss: number;
  readonly output: Tensor;
  readonly gradients: NamedTensors;
}

async function differentiated(operation: OperationCase, precision: Precision): Promise<Differentiated> {
  const { name, shapes, build, range = [-1.5, 1.5] } = operation;
  const inputs = shapes.map((shape, i) => input("xyz"[i], shape));
  const output = build(...inputs);
  const weights = constant(drawn(`weights ${name}`, output.shape, [-1, 1]), output.shape);
  const loss = sum(multiply(output, weights));
  const gradients = gradientsOf(loss, inputs);
  const named: Record<string, Value> = { loss, output };
  inputs.forEach((_, i) => {
    const gradient = gradients[i];
    if (gradient) named[`d${"xyz"[i]}`] = gradient;
  });
  const wide = precision === "float64";
  const compiled: Compiled = await compile(runtime, named, { precision });
  const start = Object.fromEntries(
    shapes.map((shape, i): [string, Tensor] => {
      const numbers = operation.at?.[i] ?? drawn(`${name} ${i}`, shape, range);
      return ["xyz"[i], { data: wide ? Float64Array.from(numbers) : Float32Array.from(numbers), shape }];
    }),
  );
  return {
    start,
    run: async (given) => {
      const into = Object.fromEntries(
        Object.entries(named).map(([key, value]) => [key, emptyTensor(value, wide)]),
      );
      await compiled.run(given, into);
      const found = Object.keys(start).map((key) => [key, into[`d${key}`]] as const);
      return {
        loss: Number(into.loss.data[0]),
        output: into.output,
        gradients: Object.fromEntries(found.filter(([, tensor]) => tensor !== undefined)),
      };
    },
    close: compiled.close,
  };
}

/** Numbers that float32 holds exactly, the same for the same name. */
function drawn(name: string, shape: Shape, [low, high]: readonly [number, number]): number[] {
  const random = createRandom(1, name);
  return Array.from(
    { length: sizeOf(shape) },
    () => Math.round(uniform(random, low, high) * 2 ** 12) / 2 ** 12,
  );
}

function expectNear(actual: Tensor, expected: Tensor): void {
  expected.data.forEach((value: number | bigint, i: number) => {
    const difference = Math.abs(Number(actual.data[i]) - Number(value));
    expect(difference, `[${i}]: ${actual.data[i]} for ${value}`).toBeLessThan(
      5e-6 * (1 + Math.abs(Number(value))),
    );
  });
}
