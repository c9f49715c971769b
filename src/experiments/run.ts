import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { openFinishedCells } from "../data/index.node.ts";
import { createRandom } from "../math/index.ts";
import type { ExperimentData } from "./data.ts";
import type { Experiment, PresetName, Result } from "./experiment.ts";

export interface RunOptions {
  readonly preset: PresetName;
  readonly seed: number;
  readonly data: ExperimentData;
  /** The file in which finished cells are kept. */
  readonly kept: string;
  /** Forget the cells that are kept. Default: false, they are not run again. */
  readonly fresh?: boolean;
  /** Milliseconds since some start, for what measures durations. Default: `performance.now`. */
  readonly clock?: () => number;
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops before the next cell. */
  readonly signal?: AbortSignal;
}

/** A run was stopped; what is done is kept. */
export class InterruptedError extends Error {
  readonly done: number;
  readonly total: number;
  constructor(done: number, total: number) {
    super(`interrupted: ${done} of ${total} cells are kept; the same command goes on from there`);
    this.done = done;
    this.total = total;
  }
}

/**
 * Runs the cells of a preset that aren't kept yet, and gives all results in the order of the grid: the same ones,
 * however often the run was killed on the way.
 * @throws MissingDataError before anything is run; InterruptedError on `signal`.
 */
export async function runExperiment(
  experiment: Experiment,
  {
    preset,
    seed,
    data,
    kept,
    fresh = false,
    clock = () => performance.now(),
    onProgress,
    signal,
  }: RunOptions,
): Promise<Result<object, object>[]> {
  const { cells, data: needed } = experiment.presets[preset];
  const stamps = needed.map((name) => `${name} ${data.stamp(name)}`);
  const finished = openFinishedCells(kept, { fresh });
  const results: Result<object, object>[] = [];
  try {
    for (const cell of cells) {
      const key = keyOf(experiment, cell, { seed, stamps });
      let outcome = finished.get(key);
      if (!outcome) {
        // Lets a signal or a redraw through between cells.
        await setImmediate();
        if (signal?.aborted) throw new InterruptedError(results.length, cells.length);
        const random = createRandom(seed, `${experiment.name} ${JSON.stringify(cell)}`);
        outcome = asKept(await experiment.run(cell, { random, data, clock }), experiment, cell);
        finished.add(key, outcome);
      }
      results.push({ cell, outcome });
      onProgress?.(results.length, cells.length);
    }
  } finally {
    finished.close();
  }
  return results;
}

/** What an outcome depends on: the experiment, the cell, the seed, the data, and this version of the package. */
function keyOf(
  { name, version }: Experiment,
  cell: object,
  { seed, stamps }: { seed: number; stamps: readonly string[] },
): string {
  const parts = JSON.stringify([name, version, packageVersion(), seed, stamps, cell]);
  return createHash("sha256").update(parts).digest("hex").slice(0, 32);
}

/** As it will be read back, so that a resumed run can't differ from one that wasn't interrupted. */
function asKept(outcome: object, { name }: Experiment, cell: object): object {
  const text = JSON.stringify(outcome, (_, value: unknown) => {
    if (typeof value === "number" && !Number.isFinite(value)) {
      throw new RangeError(
        `${name}: a cell gave ${value}, which JSON can't hold, in ${JSON.stringify(cell)}; give null, or a finite number`,
      );
    }
    return value;
  });
  return JSON.parse(text) as object;
}

let knownVersion: string | undefined;

export function packageVersion(): string {
  knownVersion ??= (
    JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string }
  ).version;
  return knownVersion;
}
