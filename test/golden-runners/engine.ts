import {
  adam,
  adamW,
  constant,
  cosineSchedule,
  crossEntropy,
  entmax,
  evaluate,
  gelu,
  gradientsOf,
  greater,
  input,
  layerNorm,
  maskedSoftmax,
  multiply,
  openParameters,
  parameter,
  softmax,
  sparsemax,
  sum,
  topKSoftmax,
  type Value,
  wholeNumbers,
} from "madeleine/engine";
import type { Tensor } from "madeleine/onnx";
import { openOnnxHere } from "madeleine/onnx/node";
import { expectClose, type Golden, type GoldenCase, inputOf } from "./case.ts";

const runtime = openOnnxHere();

/** Of the separations that the engine has, weights and vector-Jacobian products in float32. */
export async function runEngineSeparation(golden: GoldenCase): Promise<void> {
  const { input: given, expected, tolerance } = golden;
  const [scores, beta] = [tensorOf(given.scores), tensorOf(given.beta ?? 1)];
  const rows = scores.shape[0];
  // One α for each row, as the golden gradients are per row.
  const alpha = { data: new Float32Array(rows).fill(Number(given.alpha ?? 1)), shape: [rows, 1] };
  const [s, b, a] = [input("scores", scores.shape), input("beta", [rows, 1]), input("alpha", alpha.shape)];
  const weights = engineSeparation(given, multiply(b, s), a);
  if (!weights) return;
  const betas = { data: new Float32Array(rows).fill(Number(beta.data[0])), shape: [rows, 1] };
  const outputs: Record<string, Value> = { weights };
  if (given.gradWeights !== undefined) {
    const { data, shape } = tensorOf(given.gradWeights);
    const loss = sum(multiply(weights, constant(data as Float32Array, shape)));
    const [ds, db, da] = gradientsOf(loss, [s, b, a]);
    Object.assign(outputs, { gradScores: ds, gradBeta: db, ...(da && { gradAlpha: da }) });
  }
  const found = await evaluate(await runtime, outputs, { scores, beta: betas, alpha });
  for (const [name, tensor] of Object.entries(found)) {
    const perRow = name === "gradBeta" || name === "gradAlpha";
    const actual = perRow ? Array.from(tensor.data as Float32Array) : nested(tensor);
    if (expected[name] !== undefined) expectClose(actual, expected[name], tolerance, `${name} (engine)`);
  }
}

/** The scores' weights; undefined for what the engine hasn't. */
function engineSeparation(given: GoldenCase["input"], scores: Value, alpha: Value): Value | undefined {
  switch (given.separation) {
    case "softmax":
      return softmax(scores);
    case "sparsemax":
      return sparsemax(scores);
    case "entmax":
      return entmax(scores, alpha);
    case "topk":
      return topKSoftmax(scores, Number(given.k));
    case "masked-softmax": {
      const { data, shape } = tensorOf((given.mask as boolean[][]).map((row) => row.map(Number)));
      return maskedSoftmax(scores, greater(constant(data as Float32Array, shape), 0));
    }
    default:
      return undefined;
  }
}

/** The building blocks of layers.json: layer norm, GELU, cross-entropy, Adam and AdamW, cosine annealing. */
export const BLOCKS: Readonly<Record<string, (golden: GoldenCase) => void | Promise<void>>> = {
  "layer-norm": ({ input: given, expected, tolerance }) =>
    runBlock({ given, expected, tolerance, inputs: ["x", "gamma", "shift"] }, ([x, gamma, shift]) =>
      layerNorm(x, gamma, shift, Number(given.eps)),
    ),
  gelu: ({ input: given, expected, tolerance }) =>
    runBlock({ given, expected, tolerance, inputs: ["x"] }, ([x]) => gelu(x)),
  "cross-entropy": ({ input: given, expected, tolerance }) =>
    runBlock({ given, expected, tolerance, inputs: ["logits"] }, ([logits]) =>
      crossEntropy(logits, wholeNumbers(given.labels as number[])),
    ),
  adamw: runAdam,
  "cosine-annealing": ({ input, expected, tolerance }) => {
    const given = inputOf(input);
    const rate = given.number("learningRate");
    const schedule = cosineSchedule({
      steps: given.number("period"),
      minimum: given.number("minimum") / rate,
    });
    const rates = (expected.rates as number[]).map((_, step) => rate * schedule(step));
    expectClose(rates, expected.rates, tolerance, "rates");
  },
};

interface Block {
  readonly given: GoldenCase["input"];
  readonly expected: GoldenCase["expected"];
  readonly tolerance: number;
  readonly inputs: readonly string[];
}

/** The output, and the gradients of Σ gradOutput · output with respect to the inputs. */
async function runBlock(
  { given, expected, tolerance, inputs: names }: Block,
  build: (inputs: Value[]) => Value,
): Promise<void> {
  const tensors = Object.fromEntries(names.map((name) => [name, tensorOf(given[name])]));
  const inputs = names.map((name) => input(name, tensors[name].shape));
  const output = build(inputs);
  const { data, shape } = tensorOf(given.gradOutput ?? 1);
  const gradients = gradientsOf(sum(multiply(output, constant(data as Float32Array, shape))), inputs);
  const outputs: Record<string, Value> = { output };
  gradients.forEach((gradient, i) => {
    if (gradient) outputs[`gradient of ${names[i]}`] = gradient;
  });
  const found = await evaluate(await runtime, outputs, tensors);
  expectClose(nested(found.output), expected.output, tolerance, "output");
  for (const [name, gradient] of Object.entries(expected.grads as Record<string, Golden>)) {
    expectClose(nested(found[`gradient of ${name}`]), gradient, tolerance, `gradient of ${name}`);
  }
}

function runAdam({ input: source, expected, tolerance }: GoldenCase): void {
  const given = inputOf(source);
  const options = {
    rate: given.number("learningRate"),
    beta1: given.number("beta1"),
    beta2: given.number("beta2"),
    epsilon: given.number("eps"),
    weightDecay: given.number("weightDecay"),
  };
  const optimiser = options.weightDecay > 0 ? adamW(options) : adam(options);
  const p = parameter("p", [4], source.params as number[], { decays: true });
  const block = openParameters([p]);
  const moments = [block.reserve(), block.reserve()];
  const { valuesAt: values, gradientsAt: gradients } = block;
  const part = { values, gradients, moments, count: 4, decays: true };
  given.rows("grads").forEach((gradient, i) => {
    (block.gradients.p.data as Float32Array).set(gradient);
    optimiser.move(block.kernels, part, { step: i + 1, rate: optimiser.rate, scale: 1 });
    expectClose(block.values.p.data, (expected.params as Golden[])[i], tolerance, `params[${i}]`);
  });
}

function tensorOf(golden: Golden): Tensor {
  const shape: number[] = [];
  for (let at = golden; Array.isArray(at); at = at[0]) shape.push(at.length);
  return { data: Float32Array.from(numbersOf(golden)), shape };
}

function numbersOf(golden: Golden): number[] {
  return Array.isArray(golden) ? golden.flatMap(numbersOf) : [Number(golden)];
}

/** Row by row, as the golden files hold it; a single number for the shape []. */
function nested({ data, shape }: Tensor): unknown {
  let level: unknown[] = Array.from(data as Float32Array);
  for (const length of shape.slice(1).reverse()) {
    level = Array.from({ length: level.length / length }, (_, i) =>
      level.slice(i * length, (i + 1) * length),
    );
  }
  return shape.length === 0 ? level[0] : level;
}
