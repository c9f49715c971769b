import { type BagSet, targetBags } from "../data/index.ts";
import { createRandom, integer, matrix, normal, type Random } from "../math/index.ts";
import { openOnnx } from "../onnx/index.node.ts";
import {
  type BagSettings,
  bagLearner,
  bagSettings,
  crossValidate,
  foldOutcomes,
  type LearnBags,
} from "../zoo/index.ts";
import { bagModelNamed } from "./bag-models.ts";
import type { BagDataName, ExperimentData } from "./data.ts";
import type { CellContext } from "./experiment.ts";

/** A cross-validation of one way to pool on one set, by one seed; settings were searched for on the first seed. */
export type BenchmarkCell = {
  readonly data: BagDataName | "generated";
  readonly model: string;
  readonly seed: number;
  readonly folds: number;
  /** Settings that are tried, on so many folds each. */
  readonly trials: number;
  readonly trialFolds: number;
  readonly epochs: number;
};

/** Null where the features of a set aren't to be had. */
export type BenchmarkOutcome = {
  readonly auc: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** What the search chose, and its mean AUC on what was set aside. */
  readonly settings: Readonly<Record<string, number>> | null;
  readonly searched: number | null;
};

const absent: BenchmarkOutcome = { auc: null, low: null, high: null, settings: null, searched: null };

/** Searches settings on seed 1, unless that was done for another seed, then cross-validates by the cell's own. */
export async function benchmark(cell: BenchmarkCell, { data }: CellContext): Promise<BenchmarkOutcome> {
  const set = cell.data === "generated" ? generated() : data.bags(cell.data);
  if (!set) return absent;
  const runtime = await openOnnx();
  try {
    const { learn } = bagLearner(runtime);
    const { settings, searched } = await searchedOnce(set, { cell, learn, data });
    const { model, epochs, seed, folds } = cell;
    const found = await crossValidate(set, {
      ...{ settings: settingsOf(model, settings, epochs), folds, seed, learn },
    });
    const { auc, low, high } = found.auc;
    return { auc, low, high, settings, searched };
  } finally {
    await runtime.close();
  }
}

/** Table 4, but for widths of 256 and 512. */
const space = {
  batchSize: [4, 8, 16],
  learningRate: [1e-3, 1e-4, 1e-5],
  weightDecay: [0, 1e-3, 1e-4],
  width: [128],
  heads: [4, 8],
  beta: [0.1, 1],
  dropout: [0, 0.3, 0.5],
} as const;

type Drawn = { readonly [name in keyof typeof space]: number };

interface Search {
  readonly cell: BenchmarkCell;
  readonly learn: LearnBags;
  readonly data: ExperimentData;
}

interface Found {
  readonly settings: Drawn;
  readonly searched: number;
}

/** What was found per run of an experiment, so that the seeds of a set and a model share one search. */
const searches = new WeakMap<ExperimentData, Map<string, Found>>();

async function searchedOnce(set: BagSet, search: Search): Promise<Found> {
  const { cell, data } = search;
  const known = searches.get(data) ?? new Map<string, Found>();
  searches.set(data, known);
  const key = JSON.stringify({ ...cell, seed: 1 });
  const found = known.get(key) ?? (await searched(set, search));
  known.set(key, found);
  return found;
}

/** The best of some drawn settings, by the mean AUC on what is set aside of the other folds; the same ones for all models. */
async function searched(set: BagSet, { cell, learn }: Search): Promise<Found> {
  const random = createRandom(1, `settings of ${cell.data}`);
  let best: Found | undefined;
  for (let trial = 0; trial < cell.trials; trial++) {
    const settings = drawnSettings(random);
    const { model, epochs, folds, trialFolds } = cell;
    const options = { settings: settingsOf(model, settings, epochs), folds, seed: 1, learn };
    const outcomes = await foldOutcomes(set, options, trialFolds);
    const searched = outcomes.reduce((sum, { validationAuc }) => sum + validationAuc, 0) / outcomes.length;
    if (!best || searched > best.searched) best = { settings, searched };
  }
  if (!best) throw new RangeError("benchmark: a search needs at least one trial");
  return best;
}

function drawnSettings(random: Random): Drawn {
  const names = Object.keys(space) as (keyof typeof space)[];
  const drawn = names.map((name) => [name, space[name][integer(random, space[name].length)]]);
  return Object.fromEntries(drawn) as Drawn;
}

/** The settings of a way to pool with what was drawn. */
function settingsOf(model: string, drawn: Drawn, epochs: number): BagSettings {
  return bagSettings({ ...drawn, epochs, ...bagModelNamed(model).settings });
}

/** Bags of generated instances: those with one kind of ten are told from those without. */
function generated(): BagSet {
  const random = createRandom(1, "generated bags");
  const kinds = Array.from({ length: 10 }, () => Array.from({ length: 16 }, () => normal(random)));
  const rows = Array.from({ length: 300 }, (_, i) =>
    kinds[i % 10].map((value) => value + normal(random, 0, 0.5)),
  );
  const labels = rows.map((_, i) => i % 10);
  return targetBags({ patterns: matrix(rows.flat(), 300, 16), labels }, { size: 5, pairs: 30 }, random);
}
