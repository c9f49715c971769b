import type { Random } from "../math/index.ts";
import type { BandChart, Claim, ComparedNumber, Setting } from "../report/index.node.ts";
import type { ExperimentData, NeededData } from "./data.ts";

/**
 * A figure or table to be looked at again: a grid of cells, each a few plain parameters, what is measured in one
 * cell, and what the measurements say.
 */
export interface Experiment<Cell extends object = object, Outcome extends object = object> {
  /** As on the command line: `"capacity"`. */
  readonly name: string;
  /** Raise it when cells of the same parameters come to mean something else; kept cells are then run again. */
  readonly version: number;
  readonly title: string;
  /** What was published where: `"…, figure 1 (upper left) and appendix E.1"`. */
  readonly paper: string;
  readonly question: string;
  /** How it is run: what the paper says, what it leaves open, what is done here. */
  readonly settings: readonly Setting[];
  readonly presets: Readonly<Record<PresetName, Preset<Cell>>>;
  /**
   * Measures one cell. `random` depends on the experiment, the cell and the seed alone, so cells may run in any
   * order. Cells and outcomes are kept as JSON: finite numbers, strings, booleans, null, lists and objects of them.
   */
  run(cell: Cell, context: CellContext): Outcome | Promise<Outcome>;
  /** What came out, by cell in the order of the grid: claims with their verdicts, numbers beside the published ones. */
  summarise(results: readonly Result<Cell, Outcome>[]): Summary;
  /** The same, drawn. */
  chart(results: readonly Result<Cell, Outcome>[]): readonly BandChart[];
}

/** What a cell is measured with. */
export interface CellContext {
  readonly random: Random;
  readonly data: ExperimentData;
  /** Milliseconds since some start. */
  readonly clock: () => number;
}

/** `quick`: seconds, on generated data. `paper`: the published sizes, on the published data. */
export const presetNames = ["quick", "paper"] as const;

export type PresetName = (typeof presetNames)[number];

export interface Preset<Cell> {
  /** What it runs, in a sentence. */
  readonly about: string;
  /** Roughly how long it takes on a core, in seconds. */
  readonly seconds: number;
  readonly data: readonly NeededData[];
  readonly cells: readonly Cell[];
}

/** A cell and what was measured in it. */
export interface Result<Cell, Outcome> {
  readonly cell: Cell;
  readonly outcome: Outcome;
}

export interface Summary {
  readonly claims: readonly Claim[];
  readonly numbers: readonly ComparedNumber[];
}

/**
 * The experiment as given, for the list of all.
 * @throws RangeError for a name that can't be typed or be part of a file's, and for cells that are there twice.
 */
export function defineExperiment<Cell extends object, Outcome extends object>(
  experiment: Experiment<Cell, Outcome>,
): Experiment<Cell, Outcome> {
  const { name, presets } = experiment;
  if (!/^[a-z][a-z0-9-]*$/.test(name) || name === "list") {
    throw new RangeError(
      `defineExperiment: a name is lower-case letters, digits and hyphens, and not "list", got "${name}"`,
    );
  }
  for (const preset of presetNames) {
    const { cells } = presets[preset];
    if (new Set(cells.map((cell) => JSON.stringify(cell))).size < cells.length) {
      throw new RangeError(`defineExperiment: preset ${preset} of ${name} has a cell twice; number the runs`);
    }
  }
  return experiment;
}
