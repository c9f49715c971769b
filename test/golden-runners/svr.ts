import { toRows } from "madeleine/math";
import { fitSvr, svr, svrKernels } from "madeleine/zoo";
import { expect } from "vitest";
import { expectClose, expectMatrix, type GoldenCase, inputOf } from "./case.ts";

export function runSvr({ input, expected, tolerance }: GoldenCase): void {
  const given = inputOf(input);
  const make = svrKernels[given.text("kernel")];
  if (!make) throw new Error(`svr.json: unknown kernel ${given.text("kernel")}`);
  const kernel = make({
    ...(given.has("gamma") && { gamma: given.number("gamma") }),
    ...(given.has("beta") && { beta: given.number("beta") }),
  });
  const options = { kernel, C: given.number("C"), epsilon: given.number("epsilon") };
  const [inputs, targets, queries] = [
    given.matrix("inputs"),
    given.matrix("targets"),
    given.matrix("queries"),
  ];
  const fit = fitSvr(inputs, targets, options);
  expect(fit.converged.every(Boolean), `gaps ${fit.gap}`).toBe(true);
  const fitted = fit.predict(inputs);
  const largestResidual = Math.max(...fitted.data.map((value, i) => Math.abs(value - targets.data[i])));
  const found: Record<string, unknown> = {
    predictions: toRows(fit.predict(queries)),
    fitted: toRows(fitted),
    objective: fit.objective,
    largestResidual,
    dual: fit.coefficients,
  };
  for (const [name, value] of Object.entries(found)) {
    if (expected[name] !== undefined) expectClose(value, expected[name], tolerance, name);
  }
  if (expected.support) expect(fit.support, "support").toEqual(expected.support);
  if (expected.atBound) expect(fit.atBound, "atBound").toEqual(expected.atBound);
  // As a model with the targets for values: the regression is the same, its readout the prediction.
  const { outputs } = svr(options).store(inputs, { values: targets }).retrieve(queries);
  expectMatrix(outputs, expected.predictions ?? null, tolerance, "outputs of the model");
  if (expected.softmaxRetrieval) expectSoftmaxApart(toRows(outputs), expected.softmaxRetrieval as number[][]);
}

/** The fitted optimum is not softmax retrieval: somewhere they lie far apart. */
function expectSoftmaxApart(outputs: number[][], softmaxRetrieval: number[][]): void {
  const apart = outputs.flatMap((row, b) => row.map((value, i) => Math.abs(value - softmaxRetrieval[b][i])));
  expect(Math.max(...apart)).toBeGreaterThan(0.4);
}
