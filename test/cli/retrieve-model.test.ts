import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { arrayFromMatrix, matrixFromArray, readNpy, writeNpy } from "madeleine/data";
import type { Matrix } from "madeleine/math";
import { type ModelParameters, modelNamed, modelNames, modelsWithWeights } from "madeleine/zoo";
import { describe, expect, it } from "vitest";
import { gaussian } from "../matrices.ts";
import { madeleine, scratchFolder } from "./run.ts";

const patterns = gaussian(9, 4, 1);
const queries = gaussian(9, 4, 2);
const values = gaussian(9, 8, 3);

function folderWithArrays(): string {
  const folder = scratchFolder();
  for (const [name, source] of Object.entries({ xi: patterns, q: queries, v: values })) {
    writeFileSync(join(folder, `${name}.npy`), writeNpy(arrayFromMatrix(source)));
  }
  return folder;
}

const files = ["--patterns", "xi.npy", "--queries", "q.npy"];

function readMatrix(path: string): Matrix {
  return matrixFromArray(readNpy(readFileSync(path), path), path);
}

/** Backends round differently in the last bits. */
function expectNear(actual: Matrix | undefined, { rows, columns, data }: Matrix): void {
  expect(actual).toMatchObject({ rows, columns });
  expect(Array.from(actual?.data ?? [])).toEqual(Array.from(data, (value) => expect.closeTo(value, 5)));
}

/** Other parameters than the defaults, for every model that has some. */
const parameters: Record<string, ModelParameters> = {
  dense: { beta: 2 },
  "generalised-sparse": { alpha: 1.25 },
  "top-k": { k: 3, beta: 0.5 },
  "random-masked": { keep: 0.3, seed: 7 },
  window: { window: 1 },
  "random-features": { features: 16, seed: 5, beta: 0.5 },
  "multi-head": { heads: 2 },
  polynomial: { degree: 3 },
  "kernel-memory": { radius: 2, exponent: 1.5 },
  svr: { kernel: "rbf", gamma: 0.5, epsilon: 0.01, cost: 10 },
};

describe("madeleine retrieve --model", () => {
  it.each(modelNames)("writes what the model retrieves: %s", async (name) => {
    const cwd = folderWithArrays();
    const given = parameters[name] ?? {};
    const weighs = modelsWithWeights.includes(name);
    const flags = Object.entries(given).flatMap(([parameter, value]) => [`--${parameter}`, String(value)]);
    const run = await madeleine(
      [
        ...["retrieve", ...files, "--values", "v.npy", "--model", name, ...flags, "--steps", "3"],
        ...["--out", "r.npy", "--json", ...(weighs ? ["--weights", "w.npy"] : [])],
      ],
      { cwd },
    );
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const model = modelNamed(name, given);
    const expected = model.store(patterns, { values }).retrieve(queries, { steps: 3 });
    expectNear(readMatrix(join(cwd, "r.npy")), expected.outputs);
    if (expected.weights) expectNear(readMatrix(join(cwd, "w.npy")), expected.weights);
    const document = JSON.parse(run.stdout);
    expect(document.model).toMatchObject({ name, source: model.source, ...given, steps: 3, tolerance: 1e-6 });
    expect(document.shapes).toEqual({ patterns: [9, 4], queries: [9, 4], outputs: [9, 8] });
    document.results.forEach((result: Record<string, unknown>, query: number) => {
      expect(result).toMatchObject({
        query,
        steps: expected.steps[query],
        termination: expected.termination[query],
      });
      expect(typeof result.best).toBe(weighs ? "number" : "object");
    });
  });

  it("tells all parameters, given or not", async () => {
    const cwd = folderWithArrays();
    const models = [
      [["top-k"], { beta: 1, fraction: 0.2 }],
      [["top-k", "--fraction", "0.5"], { beta: 1, fraction: 0.5 }],
      [["top-k", "--k", "2"], { beta: 1, k: 2 }],
      [["random-masked", "--seed", "0"], { beta: 1, keep: 0.5, seed: 0 }],
    ] as const;
    for (const [flags, expected] of models) {
      const { code, stdout } = await madeleine(["retrieve", ...files, "--json", "--model", ...flags], {
        cwd,
      });
      expect(code).toBe(0);
      const { name, source, steps, tolerance, ...told } = JSON.parse(stdout).model;
      expect({ name, told }).toEqual({ name: flags[0], told: expected });
      expect([source, steps, tolerance]).toEqual([modelNamed(name).source, 1, 1e-6]);
    }
  });

  it("shows no weights of models that have none", async () => {
    const cwd = folderWithArrays();
    const { code, stdout } = await madeleine(["retrieve", ...files, "--model", "linear"], { cwd });
    expect(code).toBe(0);
    expect(stdout.split("\n")[0]).toMatch(/^query +steps +ended$/);
    const weighed = await madeleine(["retrieve", ...files, "--model", "kernel-memory"], { cwd });
    expect(weighed.stdout).toMatch(/stored with method \w+, condition [\d.]+(e\+\d+)?, rank 9/);
    expect(weighed.stdout.split("\n")[0]).toMatch(/^query +best pattern +weight +support +steps +ended$/);
  });

  it("computes by the backend and threads it is told where the model leaves a choice", async () => {
    const cwd = folderWithArrays();
    const flags = ["--model", "sparse", "--backend", "reference", "--json"];
    const { code, stdout } = await madeleine(["retrieve", ...files, ...flags], { cwd });
    expect({ code, backend: JSON.parse(stdout).backend }).toEqual({ code: 0, backend: "reference" });
  });

  it.each([
    ["an unknown model", ["--model", "densse"], 'no model is called "densse"; choose one of dense, sparse'],
    ["constructor", ["--model", "constructor"], 'no model is called "constructor"'],
    [
      "a similarity, too",
      ["--model", "dense", "--similarity", "dot"],
      "--model and --similarity exclude each other",
    ],
    [
      "a separation, too",
      ["--separation", "softmax", "--model", "dense"],
      "--model and --separation exclude each",
    ],
    [
      "a flag of another model",
      ["--model", "dense", "--window", "2"],
      "--window goes with --model window, got --model dense",
    ],
    [
      "a flag of two others",
      ["--model", "window", "--seed", "2"],
      "--seed goes with --model random-masked or random-features, got --model window",
    ],
    ["k of another", ["--model", "sparse", "--k", "2"], "--k goes with --model top-k, got --model sparse"],
    [
      "beta where there is none",
      ["--model", "linear", "--beta", "1"],
      "--beta goes with --model dense, sparse,",
    ],
    ["a model's flag without it", ["--keep", "0.5"], "--keep goes with --model random-masked; give one"],
    [
      "k and a fraction",
      ["--model", "top-k", "--k", "2", "--fraction", "0.5"],
      "say the same; give one of them",
    ],
    ["k above N", ["--model", "top-k", "--k", "10"], "--k 10 is more than the 9 patterns in xi.npy"],
    [
      "heads that don't divide d",
      ["--model", "multi-head", "--heads", "3"],
      "--heads 3 doesn't divide the 4 columns",
    ],
    ["weights of linear", ["--model", "linear", "--weights", "w.npy"], "linear has no weights to write"],
    ["weights of window", ["--model", "window", "--weights", "w.npy"], "window has no weights to write"],
    [
      "threads of window",
      ["--model", "window", "--threads", "2"],
      "--threads makes no difference to --model window",
    ],
    ["a backend of linear", ["--model", "linear", "--backend", "wasm"], "--backend makes no difference to"],
    ["keep of 0", ["--model", "random-masked", "--keep", "0"], "It must be a number in (0, 1]"],
    ["a fraction above 1", ["--model", "top-k", "--fraction", "1.1"], "It must be a number in (0, 1]"],
    ["a broken window", ["--model", "window", "--window", "1.5"], "It must be a whole number ≥ 0"],
    ["no features", ["--model", "random-features", "--features", "0"], "It must be a whole number ≥ 1"],
    ["no heads", ["--model", "multi-head", "--heads", "0"], "It must be a whole number ≥ 1"],
    ["a radius of 0", ["--model", "kernel-memory", "--radius", "0"], "It must be a number > 0"],
    ["an unknown kernel", ["--model", "svr", "--kernel", "cubic"], 'svr has no kernel called "cubic"'],
    ["another kernel's γ", ["--model", "svr", "--gamma", "2"], "svr's kernel linear takes no gamma"],
  ])("calls it wrong usage: %s", async (_, flags, message) => {
    const cwd = folderWithArrays();
    const run = await madeleine(["retrieve", ...files, ...flags, "--out", "r.npy"], { cwd });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(message);
    expect(readdirSync(cwd).sort()).toEqual(["q.npy", "v.npy", "xi.npy"]);
  });

  it("tells plainly that window needs one query per pattern", async () => {
    const cwd = folderWithArrays();
    writeFileSync(join(cwd, "few.npy"), writeNpy(arrayFromMatrix(gaussian(3, 4, 1))));
    const flags = ["--patterns", "xi.npy", "--queries", "few.npy", "--model", "window"];
    const run = await madeleine(["retrieve", ...flags], { cwd });
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toContain("got 3 queries for 9 patterns; give one query per pattern");
    expect(run.stderr.trim().split("\n")).toHaveLength(1);
  });
});
