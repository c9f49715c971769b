import { evaluate, gradientsOf, input, multiply, sum, type Value } from "madeleine/engine";
import {
  type Attended,
  entmaxSeparation,
  hopfield,
  hopfieldLayer,
  hopfieldPooling,
  type LayerSeparation,
  softmaxSeparation,
  sparsemaxSeparation,
  topKSeparation,
} from "madeleine/layers";
import type { Tensor } from "madeleine/onnx";
import { openOnnx } from "madeleine/onnx/node";
import { expectClose, type Golden, type GoldenCase, inputOf } from "./case.ts";

/** Whether a case is of a layer, and not of what layers are built from. */
export function isLayer({ input }: GoldenCase): boolean {
  return String(input.layer) in layers;
}

/** One runtime for all cases, which takes a while to open. */
const runtime = openOnnx();

type Given = Readonly<Record<string, Value>>;

/** What a case asks for: the layer's result from the case's arrays as values. */
const layers: Record<string, (given: Given, golden: GoldenCase) => Attended> = {
  association: (given, golden) =>
    hopfield(optionsOf(given, golden)).apply(given.R, given.Y, paddingOf(given)),
  kernelised: (given, golden) => {
    const valuesFrom = inputOf(golden.input).text("valuesFrom") as "raw" | "kernel";
    const kernel = { map: given.Phi, valuesFrom };
    return hopfield({ ...optionsOf(given, golden), kernel }).apply(given.R, given.Y);
  },
  pooling: (given, golden) =>
    hopfieldPooling({ ...optionsOf(given, golden), prototypes: given.prototypes }).apply(
      given.Y,
      paddingOf(given),
    ),
  lookup: ({ R, WK, ...given }, golden) =>
    hopfieldLayer({ ...optionsOf(given, golden), patterns: WK }).apply(R),
};

function optionsOf(given: Given, { input }: GoldenCase): Parameters<typeof hopfield>[0] & object {
  const read = inputOf(input);
  return {
    separation: separationOf(input),
    beta: given.beta,
    heads: read.number("heads"),
    steps: read.number("updateSteps"),
    projections: {
      ...(given.WQ && { query: given.WQ }),
      ...(given.WK && { pattern: given.WK }),
      ...(given.WV && { value: given.WV }),
    },
  };
}

function separationOf(input: GoldenCase["input"]): LayerSeparation {
  const given = inputOf(input);
  const name = given.text("separation");
  switch (name) {
    case "softmax":
      return softmaxSeparation();
    case "sparsemax":
      return sparsemaxSeparation();
    case "entmax15":
      return entmaxSeparation({ alpha: 1.5 });
    case "topk":
      return topKSeparation({ k: given.number("k") });
    default:
      throw new Error(`layers.json: unknown separation ${name}`);
  }
}

function paddingOf({ valid }: Given): { valid?: Value } {
  return valid ? { valid } : {};
}

/** The arrays of a case as inputs; those whose gradients are expected are what L = Σ gradOutput · output depends on. */
export async function runLayer(golden: GoldenCase): Promise<void> {
  const { input: numbers, expected, tolerance } = golden;
  const tensors: Record<string, Tensor> = {};
  for (const [name, value] of Object.entries(numbers)) {
    if (Array.isArray(value) || name === "beta") tensors[name] = tensorOf(value);
  }
  const given = Object.fromEntries(
    Object.entries(tensors).map(([name, { data, shape }]) => [
      name,
      input(name, shape, data instanceof Uint8Array ? "boolean" : "float"),
    ]),
  );
  const { gradOutput, ...arrays } = given;
  const { output, weights } = layers[String(numbers.layer)](arrays, golden);
  const wanted = Object.keys(expected.grads as object);
  const gradients = gradientsOf(
    sum(multiply(output, gradOutput)),
    wanted.map((name) => given[name]),
  );
  const outputs: Record<string, Value> = { output, ...(weights && { weights }) };
  wanted.forEach((name, i) => {
    const gradient = gradients[i];
    if (!gradient) throw new Error(`layers.json: the output doesn't depend on ${name}`);
    outputs[`grads.${name}`] = gradient;
  });
  const found = await evaluate(await runtime, outputs, tensors);
  const compare = (key: string, value: Golden): void =>
    expectClose(Array.from(found[key].data as Float32Array), flat(value), tolerance, key);
  compare("output", expected.output);
  if (expected.weights) compare("weights", expected.weights);
  for (const name of wanted) compare(`grads.${name}`, (expected.grads as Record<string, Golden>)[name]);
}

function tensorOf(value: Golden): Tensor {
  const numbers = flat(value);
  const data = numbers.every((each) => typeof each === "boolean")
    ? Uint8Array.from(numbers, Number)
    : Float32Array.from(numbers as number[]);
  return { data, shape: shapeOf(value) };
}

function shapeOf(value: Golden): number[] {
  return Array.isArray(value) ? [value.length, ...shapeOf(value[0])] : [];
}

function flat(value: Golden): Golden[] {
  return Array.isArray(value) ? value.flatMap(flat) : [value];
}
