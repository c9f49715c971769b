import { type BagSet, targetBags } from "../data/index.ts";
import { type Matrix, matrix, normal, type Random } from "../math/index.ts";
import { openOnnx } from "../onnx/index.node.ts";
import { type BagEpoch, bagLearner, bagSettings } from "../zoo/index.ts";
import { bagModelNamed } from "./bag-models.ts";
import type { ExperimentData } from "./data.ts";
import type { CellContext } from "./experiment.ts";

/** One training: a way to pool, on bags of one size. */
export type MilCell = {
  /** The figure that it belongs to. */
  readonly figure: 1 | 2;
  readonly data: "generated" | "mnist";
  readonly model: string;
  readonly size: number;
  /** Bags with the target to learn from, and to test on; as many without. */
  readonly pairs: number;
  readonly tests: number;
  readonly epochs: number;
  readonly run: number;
};

/** After each pass. */
export type MilOutcome = {
  /** Mean loss over the pass, dropout and all. */
  readonly losses: readonly number[];
  /** Of up to 256 bags learned from; for figure 1 alone. */
  readonly accuracies: readonly number[];
  readonly testLosses: readonly number[];
  readonly testAccuracies: readonly number[];
  readonly testAucs: readonly number[];
};

/** Learns one model and says how it does after each pass. */
export async function milMnist(cell: MilCell, { random, data }: CellContext): Promise<MilOutcome> {
  const { set, split } = bagsFor(cell, { random, data });
  const runtime = await openOnnx();
  try {
    const settings = bagSettings({ ...settingsFor(cell), ...bagModelNamed(cell.model).settings });
    const { model, losses, history } = await bagLearner(runtime).learn(set, split, settings, {
      random,
      watch: cell.figure === 1,
    });
    await model.close();
    const of = (value: (epoch: BagEpoch) => number): number[] => history.map(value);
    return {
      losses,
      accuracies: history.flatMap(({ learned }) => (learned ? [learned.accuracy] : [])),
      testLosses: of(({ validation }) => validation.loss),
      testAccuracies: of(({ validation }) => validation.accuracy),
      testAucs: of(({ validation }) => validation.auc),
    };
  } finally {
    await runtime.close();
  }
}

/** Table 2 for MNIST; something smaller for what is generated. */
function settingsFor({ data, size, epochs }: MilCell): Parameters<typeof bagSettings>[0] {
  const common = { epochs, standardise: false, dropout: 0, weightDecay: 0.01, heads: 4 };
  if (data === "generated") {
    return { ...common, width: 32, batchSize: 32, learningRate: 0.01, beta: 0.3 };
  }
  return {
    ...common,
    ...{ width: 256, batchSize: 256, learningRate: 1e-3, beta: 0.1, prototypes: size >= 100 ? 4 : 2 },
  };
}

/** Bags to learn from, then those to test on, over other pictures. */
function bagsFor(
  { data: name, size, pairs, tests }: MilCell,
  { random, data }: { random: Random; data: ExperimentData },
): { set: BagSet; split: { learned: number[]; validation: number[] } } {
  const { patterns, labels, cut } = name === "mnist" ? digits(data) : generated(random);
  const of = (from: number, to: number, pairs: number): BagSet =>
    targetBags({ patterns, labels: labels.slice(from, to) }, { size, pairs }, random);
  const [first, second] = [of(0, cut, pairs), of(cut, labels.length, tests)];
  const moved = second.bags.map((bag) => ({ ...bag, rows: bag.rows.map((row) => row + cut) }));
  const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);
  return {
    set: { ...first, bags: [...first.bags, ...moved] },
    split: { learned: range(0, 2 * pairs), validation: range(2 * pairs, 2 * tests) },
  };
}

interface Labelled {
  readonly patterns: Matrix;
  readonly labels: readonly number[];
  /** From here on they are for testing. */
  readonly cut: number;
}

/** Of the file of training pictures: 50,000 to learn from, 10,000 to test on. */
const heldOut = 10_000;

/** The normalised digits of a run of the experiment: all cells draw from them. */
const normalised = new WeakMap<ExperimentData, Labelled>();

function digits(data: ExperimentData): Labelled {
  const known = normalised.get(data);
  if (known) return known;
  const { patterns } = data.pictures("mnist");
  const found = {
    patterns: matrix(
      patterns.data.map((value) => (value - 0.1307) / 0.3081),
      patterns.rows,
      patterns.columns,
    ),
    labels: data.labels("mnist-labels"),
    cut: patterns.rows - heldOut,
  };
  normalised.set(data, found);
  return found;
}

/** Ten patterns of 24 numbers, and copies of them with noise. */
function generated(random: Random): Labelled {
  const kinds = Array.from({ length: 10 }, () => Array.from({ length: 24 }, () => normal(random)));
  const rows = Array.from({ length: 900 }, (_, i) =>
    kinds[i % 10].map((value) => value + normal(random, 0, 0.4)),
  );
  return { patterns: matrix(rows.flat(), 900, 24), labels: rows.map((_, i) => i % 10), cut: 600 };
}
