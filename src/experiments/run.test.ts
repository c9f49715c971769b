import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ExperimentData, MissingDataError, openData } from "./data.ts";
import { defineExperiment, type Experiment } from "./experiment.ts";
import { InterruptedError, type RunOptions, runExperiment } from "./run.ts";

type Cell = { readonly n: number };

/** The cells that were run, not read. */
let ran: number[];
let folder: string;
beforeEach(() => {
  ran = [];
  folder = mkdtempSync(join(tmpdir(), "madeleine-run-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function experimentOf(
  cells: readonly Cell[],
  { version = 1, measure = (drawn: number): number => drawn } = {},
): Experiment {
  const preset = { about: "", seconds: 1, data: [], cells };
  return defineExperiment<Cell, { value: number }>({
    ...{ name: "drawn", version, title: "", paper: "", question: "", settings: [] },
    presets: { quick: preset, paper: { ...preset, data: ["mnist"] } },
    run: ({ n }, { random }) => {
      ran.push(n);
      return { value: measure(random.next()) };
    },
    summarise: () => ({ claims: [], numbers: [] }),
    chart: () => [],
  });
}

const grid = [1, 2, 3, 4].map((n) => ({ n }));

function run(experiment: Experiment, options: Partial<RunOptions> = {}): ReturnType<typeof runExperiment> {
  return runExperiment(experiment, {
    ...{ preset: "quick", seed: 1, data: openData(folder), kept: join(folder, "kept.jsonl") },
    ...options,
  });
}

describe("runExperiment", () => {
  it("gives a cell the same numbers in any order and company, others for another cell or seed", async () => {
    const forwards = await run(experimentOf(grid));
    const backwards = await run(experimentOf([...grid, { n: 5 }].reverse()), { fresh: true });
    expect(backwards.slice(1).reverse()).toEqual(forwards);
    const other = await run(experimentOf(grid), { seed: 2 });
    const values = [...forwards, ...other].map(({ outcome }) => (outcome as { value: number }).value);
    expect(new Set(values).size).toBe(8);
  });

  it("goes on after an interruption, with what is kept", async () => {
    const interruption = new AbortController();
    const onProgress = (done: number): void => {
      if (done === 2) interruption.abort();
    };
    const stopped = run(experimentOf(grid), { onProgress, signal: interruption.signal });
    await expect(stopped).rejects.toThrow(InterruptedError);
    await expect(stopped).rejects.toThrow("2 of 4 cells are kept");
    expect(ran).toEqual([1, 2]);
    const resumed = await run(experimentOf(grid));
    expect(ran).toEqual([1, 2, 3, 4]);
    expect(resumed).toEqual(await run(experimentOf(grid), { fresh: true }));
    expect(ran).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
  });

  it("runs cells again for another seed, version or data, and only then", async () => {
    const data = (stamp: string): ExperimentData => ({ ...openData(folder), stamp: () => stamp });
    await run(experimentOf(grid));
    await run(experimentOf(grid));
    expect(ran).toHaveLength(4);
    await run(experimentOf(grid), { seed: 2 });
    expect(ran).toHaveLength(8);
    await run(experimentOf(grid, { version: 2 }));
    expect(ran).toHaveLength(12);
    await run(experimentOf(grid), { preset: "paper", data: data("one") });
    expect(ran).toHaveLength(16);
    await run(experimentOf(grid), { preset: "paper", data: data("one") });
    expect(ran).toHaveLength(16);
    await run(experimentOf(grid), { preset: "paper", data: data("two") });
    expect(ran).toHaveLength(20);
  });

  it("says which data is missing before it runs anything", async () => {
    const missing = run(experimentOf(grid), { preset: "paper" });
    await expect(missing).rejects.toThrow(MissingDataError);
    await expect(missing).rejects.toThrow(/mnist\/train-images-idx3-ubyte\(\.gz\): no such file; .*--data/);
    expect(ran).toEqual([]);
  });

  it("refuses numbers that can't be kept", async () => {
    await expect(run(experimentOf(grid, { measure: () => Number.NaN }))).rejects.toThrow(
      'drawn: a cell gave NaN, which JSON can\'t hold, in {"n":1}',
    );
  });
});

describe("defineExperiment", () => {
  it("refuses a cell twice", () => {
    expect(() => experimentOf([{ n: 1 }, { n: 2 }, { n: 1 }])).toThrow("has a cell twice");
  });

  it.each(["list", "A", "", "a/b", "1a"])("refuses the name %j", (name) => {
    expect(() => defineExperiment({ ...experimentOf(grid), name })).toThrow(`got "${name}"`);
  });
});
