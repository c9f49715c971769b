import { fromRows, type Matrix, reference, zeros } from "madeleine/math";
import { type RetrievalOptions, retrieve } from "madeleine/memory";
import {
  attendByHeads,
  type Head,
  kernelMemory,
  linear,
  linearDefinition,
  type Model,
  multiHead,
  randomFeatureDefinition,
  randomFeatures,
  window,
  windowDefinition,
} from "madeleine/zoo";
import { expect } from "vitest";
import { expectClose, expectMatrix, type GoldenCase, inputOf } from "./case.ts";
import { separationOf, similarityOf } from "./model.ts";

type Input = ReturnType<typeof inputOf>;

export function runRetrieval(golden: GoldenCase): void {
  const given = inputOf(golden.input);
  const model = given.text("model");
  if (model.startsWith("multi-head")) runMultiHead(golden, given, model === "multi-head-sets");
  else runSingle(golden, given, modelOf(given, model));
  const efficient = efficientModel(golden, given, model);
  if (efficient) runEfficient(golden, given, efficient);
}

/** The form without weights, of models that have one. */
function efficientModel({ input }: GoldenCase, given: Input, model: string): Model | undefined {
  const beta = given.has("beta") ? given.number("beta") : 1;
  switch (model) {
    case "window":
      return window({ beta, window: given.number("window") });
    case "linear":
      return linear();
    case "random-features":
      return randomFeatures({ beta, omega: given.matrix("Omega") });
    case "multi-head": {
      const part = (key: string, h: number): Matrix => fromRows((input[key] as number[][][])[h]);
      const heads = Array.from({ length: given.number("heads") }, (_, h) => {
        return { query: part("Wq", h), pattern: part("Wk", h), output: part("Wo", h) };
      });
      return multiHead({ beta, heads });
    }
    default:
      return undefined;
  }
}

function runEfficient({ expected, tolerance, stepsSlack = 0 }: GoldenCase, given: Input, model: Model): void {
  const result = model.store(given.matrix("patterns")).retrieve(given.matrix("queries"), {
    steps: given.number("maxSteps"),
    tolerance: given.has("eps") ? given.number("eps") : 0,
  });
  expectMatrix(result.outputs, expected.result ?? null, tolerance, "result of the efficient form");
  if (expected.steps === undefined) return;
  (expected.steps as number[]).forEach((steps, b) => {
    expect(Math.abs(result.steps[b] - steps), `steps of query ${b}`).toBeLessThanOrEqual(stepsSlack);
  });
}

function modelOf(given: Input, model: string): RetrievalOptions {
  const beta = given.has("beta") ? { beta: given.number("beta") } : {};
  switch (model) {
    case "attention":
      return { similarity: similarityOf(given), separation: separationOf(given), ...beta };
    case "window":
      return { ...windowDefinition(given.matrix("patterns").rows, given.number("window")), ...beta };
    case "linear":
      return linearDefinition;
    case "random-features":
      return randomFeatureDefinition(given.matrix("Omega"), given.number("beta"));
    case "kernel-machine":
      return kernelMemory(given.matrix("patterns"), {
        radius: given.number("r"),
        exponent: given.number("alpha"),
      });
    default:
      throw new Error(`retrieval.json: unknown model ${model}`);
  }
}

function runSingle(golden: GoldenCase, given: Input, model: RetrievalOptions): void {
  const { expected, tolerance, stepsSlack = 0 } = golden;
  const values = given.has("values") ? given.matrix("values") : undefined;
  const result = retrieve(given.matrix("queries"), given.matrix("patterns"), {
    ...model,
    ...(values && { values }),
    steps: given.number("maxSteps"),
    tolerance: given.has("eps") ? given.number("eps") : 0,
  });
  expectMatrix(result.weights, expected.weights ?? null, tolerance, "weights");
  expectMatrix(result.outputs, expected.result ?? null, tolerance, "result");
  if (expected.state !== undefined) expectMatrix(result.states, expected.state, tolerance, "state");
  if (expected.steps !== undefined) {
    (expected.steps as number[]).forEach((steps, b) => {
      expect(Math.abs(result.steps[b] - steps), `steps of query ${b}`).toBeLessThanOrEqual(stepsSlack);
    });
    const converged = result.termination.map((termination) => termination === "converged");
    expect(converged, "converged").toEqual(expected.converged);
  }
}

function runMultiHead({ input, expected, tolerance }: GoldenCase, given: Input, ownSets: boolean): void {
  const queries = given.matrix("queries");
  const part = (key: string, h: number): Matrix => fromRows((input[key] as number[][][])[h]);
  const heads = Array.from({ length: given.number("heads") }, (_, h): Head => {
    if (ownSets) return { queries, patterns: part("patternSets", h), output: part("Wo", h) };
    const project = (x: Matrix, W: Matrix): Matrix => reference.weightedSums(zeros(x.rows, W.columns), x, W);
    return {
      queries: project(queries, part("Wq", h)),
      patterns: project(given.matrix("patterns"), part("Wk", h)),
      output: part("Wo", h),
    };
  });
  const { outputs, weights } = attendByHeads(heads, { beta: given.number("beta") });
  expectMatrix(outputs, expected.result ?? null, tolerance, "result");
  const byQuery = (expected.weights as number[][][]).map((perHead) => perHead);
  weights.forEach((headWeights, h) => {
    expectMatrix(
      headWeights,
      byQuery.map((perHead) => perHead[h]),
      tolerance,
      `weights of head ${h}`,
    );
  });
  expectClose(weights.length, given.number("heads"), 0, "heads");
}
