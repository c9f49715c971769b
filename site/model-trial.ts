import { createRandom, type Matrix, matrix, normal } from "madeleine/math";
import { energies } from "madeleine/memory";
import type { BandChart, BandPoint } from "madeleine/report/node";
import { type ModelParameters, modelNamed, parametersOf } from "madeleine/zoo";

/** The memory that every model is tried on: 40 patterns of 32 numbers, each from N(0, 1). */
const [N, d] = [40, 32];
const patterns = drawn("patterns");
const noises = Array.from({ length: 13 }, (_, i) => i / 4);
const betas = [0.1, 1, 10];

/** What comes of trying a model on that memory. */
export interface ModelTrial {
  readonly charts: readonly BandChart[];
  /** What holds of it, in sentences; each was measured, and an unkept promise throws. */
  readonly laws: readonly string[];
}

/** Recalls all patterns with noise, weighs one, and looks whether what is said of the model holds. */
export function tryModel(name: string): ModelTrial {
  const settings = settingsOf(name);
  return { charts: [errorChart(name, settings), ...weightCharts(name, settings)], laws: lawsOf(name) };
}

/** Parameters, with what tells them apart. */
type Settings = readonly (readonly [label: string, given: ModelParameters])[];

function settingsOf(name: string): Settings {
  if (parametersOf(name).beta === undefined) return [[name, {}]];
  return betas.map((beta) => [`β = ${beta}`, { beta }] as const);
}

function errorChart(name: string, settings: Settings): BandChart {
  const untouched = noises.map((x) => point(x, meanError(queriesWith(x))));
  const lines = settings.map(([label, given]) => {
    const model = modelNamed(name, given).store(patterns);
    const points = noises.map((x) =>
      point(x, meanError(model.retrieve(queriesWith(x), { steps: 10 }).states)),
    );
    return { name: label, points };
  });
  const baseline = { name: "the query as it is", kind: "baseline" as const, points: untouched };
  return {
    title: "Error of what comes back",
    description: `Mean |x − ξ|²/${d} after at most ten steps from each of ${N} stored patterns of ${d} numbers from N(0, 1), with noise of standard deviation σ added. Grey: had nothing been done.`,
    ...{ xLabel: "noise σ", yLabel: "error of a component", yDomain: [0, 3] },
    panels: [{ title: "", lines: [...lines, baseline].map(upTo(3)) }],
  };
}

function weightCharts(name: string, settings: Settings): BandChart[] {
  const lines = settings.flatMap(([label, given]) => {
    const { weights } = modelNamed(name, given).store(patterns).retrieve(queriesWith(1), { steps: 1 });
    if (!weights) return [];
    const sorted = Array.from(weights.data.subarray(0, N)).sort((a, b) => b - a);
    return [{ name: label, points: sorted.slice(0, 12).map((weight, i) => point(i + 1, weight)) }];
  });
  if (lines.length === 0) return [];
  return [
    {
      title: "Weights of one step",
      description: "The twelve largest weights of the first pattern with noise of σ = 1, the largest first.",
      ...{ xLabel: "rank of the pattern", yLabel: "weight" },
      panels: [{ title: "", lines }],
    },
  ];
}

function lawsOf(name: string): string[] {
  const stored = modelNamed(name).store(patterns);
  const { weights, states } = stored.retrieve(queriesWith(1), { steps: 1 });
  const laws = [weightLaw(name, weights), energyLaw(name)];
  const kept = meanError(stored.retrieve(patterns, { steps: 10 }).states);
  laws.push(
    kept < 1e-6
      ? "Stored patterns stay where they are, on the memory of the picture above (error below 10⁻⁶)."
      : `On the memory of the picture above, stored patterns come back with an error of ${kept.toPrecision(2)} at the default parameters.`,
  );
  const each = stored.operations(N) / N;
  laws.push(
    `One step takes ${Math.round(each).toLocaleString("en")} multiplications and additions for each query there (N = ${N}, d = ${d}, ${states.rows} queries); scoring and summing all patterns takes ${(2 * N * d).toLocaleString("en")}.`,
  );
  return laws;
}

function weightLaw(name: string, weights: Matrix | undefined): string {
  if (!weights) return "It forms no weights over patterns.";
  const sums = Array.from({ length: N }, (_, b) => sum(weights.data.subarray(b * N, (b + 1) * N)));
  const proper =
    weights.data.every((weight) => weight >= 0) && sums.every((total) => Math.abs(total - 1) < 1e-5);
  if (!proper) {
    if (name !== "kernel-memory")
      throw new Error(`weightLaw: ${name} has weights below 0 or of another sum than 1`);
    return "Its weights interpolate: they may be negative, and need not sum to 1.";
  }
  const zeros = weights.data.some((weight) => weight === 0);
  return zeros
    ? "Weights are at least 0 and sum to 1; patterns that it leaves out weigh exactly 0."
    : "Weights are above 0, however small, and sum to 1.";
}

/** Looks whether the energy falls, where there is one. */
function energyLaw(name: string): string {
  const stored = modelNamed(name).store(patterns);
  const { similarity, separation, beta = 1 } = stored.definition ?? {};
  const found = (states: Matrix): Float64Array | undefined =>
    similarity && separation && energies(states, patterns, { similarity, separation, beta });
  let before = found(queriesWith(1));
  if (!before) return "No energy with a guarantee is known for it.";
  for (let steps = 1; steps <= 5; steps++) {
    const after = found(stored.retrieve(queriesWith(1), { steps }).states);
    const rise = Math.max(...(after ?? []).map((value, b) => value - (before?.[b] ?? 0)));
    if (!(rise < 1e-4)) throw new Error(`energyLaw: a step of ${name} raised the energy by ${rise}`);
    before = after;
  }
  return "No step raises its energy E(x) = confinement(x) − Ψ*(β s)/β.";
}

function queriesWith(noise: number): Matrix {
  const added = drawn("noise");
  return matrix(
    patterns.data.map((value, i) => value + noise * added.data[i]),
    N,
    d,
  );
}

function drawn(what: string): Matrix {
  const random = createRandom(1, what);
  return matrix(
    Float32Array.from({ length: N * d }, () => normal(random)),
    N,
    d,
  );
}

function meanError({ data }: Matrix): number {
  return sum(data.map((value, i) => (value - patterns.data[i]) ** 2)) / data.length;
}

function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0);
}

function point(x: number, y: number): BandPoint {
  return { x, y, low: y, high: y };
}

/** A line as far as a chart of that height shows it. */
function upTo<T extends { readonly points: readonly BandPoint[] }>(height: number): (line: T) => T {
  return (line) => ({ ...line, points: line.points.filter(({ y }) => y <= height) });
}
