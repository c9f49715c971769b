import { norm, rowOf } from "../math/index.ts";
import { dot, retrieve } from "../memory/index.ts";
import type { BandChart, Claim, ComparedNumber } from "../report/index.node.ts";
import { kernelMemoryFit } from "../zoo/index.ts";
import type { ExperimentData } from "./data.ts";
import { defineExperiment, type Experiment, type Result } from "./experiment.ts";
import { grouped } from "./grouped.ts";
import { type HenSubject, henBench, lookupOn, queriesOf, targetsOf } from "./hen-bench.ts";
import { type HenScore, type SettledQuery, scoreOf, settle } from "./hen-recall.ts";
import { henPaper, lookupSetting, maskSetting, sizeSetting, substituteSetting } from "./hen-settings.ts";

/** A kernel memory network, or, without a radius, softmax at β = 300. */
export type KernelCell = HenSubject & {
  readonly radius: number | null;
  readonly exponent: number;
  readonly queries: number;
};

export type KernelOutcome = {
  readonly score: HenScore;
  readonly lookup: HenScore;
  /** Of K: null where it is singular, and for softmax. */
  readonly condition: number | null;
};

const radii = [0.1, 0.25, 0.5, 1, 2];
const exponents = [0.5, 1, 2];

/** Kernel memory networks beside softmax: HEN appendix, section 1, and the baseline of the paper's table. */
export const henKernel: Experiment<KernelCell, KernelOutcome> = defineExperiment({
  name: "hen-kernel",
  version: 1,
  title: "Kernel memory networks over codes and pixels",
  paper: `${henPaper}, appendix, section 1 (eq. 1 and 2), and its kernel memory baseline`,
  question:
    "x ← Ξ K⁺ K(Ξ, x) brings stored patterns back exactly. How does it do from damaged ones, as the kernel’s radius and exponent are swept?",
  settings: [
    substituteSetting,
    sizeSetting,
    maskSetting,
    {
      name: "Kernel",
      text: `K(x, y) = exp(−(‖x − y‖/r)^α), r = ${radii.join(", ")}, α = ${exponents.join(", ")}; codes of unit length, so that distances lie below 2. 20 steps. 500 memories: inverting K takes N³, and where it is ill-conditioned many times that. A state is its memory where it lies within 1 % of its norm.`,
    },
    lookupSetting,
  ],
  presets: {
    quick: {
      about: "60 generated scenes of 16 × 16, as pixels and as wavelets.",
      seconds: 2,
      data: [],
      cells: (["pixels", "wavelets"] as const).flatMap((codec) =>
        cellsOf({ set: "scenes", codec, memories: 60 }, { radii: [0.1, 1], exponents: [1, 2], queries: 30 }),
      ),
    },
    paper: {
      about: "500 photographs as pixels and as codes of TAEF2; 200 queries.",
      seconds: 600,
      data: ["photos", "weights"],
      cells: (["pixels", "TAEF2"] as const).flatMap((codec) =>
        cellsOf({ set: "photos", codec, memories: 500 }, { radii, exponents, queries: 200 }),
      ),
    },
  },
  run,
  summarise: (results) => ({ claims: claimsOf(results), numbers: numbersOf(results) }),
  chart: chartsOf,
});

type KernelResult = Result<KernelCell, KernelOutcome>;

function cellsOf(
  subject: HenSubject,
  {
    radii: some,
    exponents: powers,
    queries,
  }: { radii: readonly number[]; exponents: readonly number[]; queries: number },
): KernelCell[] {
  const swept = powers.flatMap((exponent) =>
    some.map((radius) => ({ ...subject, radius, exponent, queries })),
  );
  return [{ ...subject, radius: null, exponent: 1, queries }, ...swept];
}

async function run(cell: KernelCell, { data }: { data: ExperimentData }): Promise<KernelOutcome> {
  const { memories, radius, exponent } = cell;
  const bench = await henBench(cell, data);
  const targets = targetsOf(memories, cell.queries);
  const queries = await queriesOf(bench, { targets, damage: "half:left", scale: "unit" });
  const lookup = await lookupOn(bench, { queries, targets, scale: "unit", similarity: dot });
  if (radius === null) {
    const retriever = await bench.retriever("unit");
    const found = await settle(retriever, { queries, targets, beta: 300, similarity: dot });
    return { lookup, condition: null, score: await scoreOf(bench.memory, found) };
  }
  const patterns = bench.patterns("unit");
  const { definition, condition } = kernelMemoryFit(patterns, { radius, exponent });
  const result = retrieve(queries, patterns, {
    ...definition,
    ...{ steps: 20, tolerance: 1e-4, energies: false, values: bench.memory.codes },
  });
  const found = targets.map((target, i): SettledQuery => {
    const near = nearestWithin(rowOf(result.states, i), rowOf(patterns, target));
    return { target, best: near ? target : -1, weight: near ? 1 : 0, code: rowOf(result.outputs, i) };
  });
  const steps = result.steps.reduce((sum, count) => sum + count, 0) / targets.length;
  const settled = result.termination.filter((end) => end === "converged").length / targets.length;
  const score = await scoreOf(bench.memory, { found, steps, settled });
  return { lookup, score, condition: Number.isFinite(condition) ? condition : null };
}

/** Whether a state is its memory but for 1 % of its norm. */
function nearestWithin(state: Float32Array, pattern: Float32Array): boolean {
  return norm(state.map((value, i) => value - pattern[i])) <= 0.01 * norm(pattern);
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;
const nameOf = ({ codec, radius, exponent }: KernelCell): string =>
  radius === null ? `${codec}, softmax, β = 300` : `${codec}, r = ${radius}, α = ${exponent}`;

function claimsOf(results: readonly KernelResult[]): Claim[] {
  const codecs = grouped(results, ({ cell }) => cell.codec).map((own) => {
    const kernels = own.filter(({ cell }) => cell.radius !== null);
    const sorted = [...kernels].sort((a, b) => b.outcome.score.exact - a.outcome.score.exact);
    const softmax = own.find(({ cell }) => cell.radius === null) ?? own[0];
    return { softmax, best: sorted[0], worst: sorted[sorted.length - 1] };
  });
  const reason = codecs
    .map(({ softmax, best, worst }) => {
      const of = ({ cell, outcome }: KernelResult): string =>
        `${nameOf(cell)} ${percent(outcome.score.exact)}`;
      return `${of(softmax)}; best ${of(best)}; worst ${of(worst)}`;
    })
    .join(". ");
  return [
    {
      statement: "Kernel memory networks bring back fewer than HEN.",
      by: "paper",
      verdict: codecs.every(({ softmax, best, softmax: { cell } }) =>
        cell.codec === "pixels" ? true : best.outcome.score.exact <= softmax.outcome.score.exact,
      )
        ? "holds"
        : "fails",
      reason: `Brought back: ${reason}.`,
    },
    {
      statement: "They are sensitive to the kernel’s parameters.",
      by: "paper",
      verdict: codecs.some(({ best, worst }) => best.outcome.score.exact - worst.outcome.score.exact > 0.2)
        ? "holds"
        : "fails",
      reason: `Brought back: ${reason}.`,
    },
    {
      statement: "No kernel brings back more than a lookup finds, but for what lies as near.",
      by: "here",
      verdict: results.every(({ outcome: { score, lookup } }) => score.exact <= lookup.exact + 0.05)
        ? "holds"
        : "fails",
      reason: `Lookups find ${codecs.map(({ softmax: { cell, outcome } }) => `${cell.codec} ${percent(outcome.lookup.exact)}`).join(", ")}. Brought back: ${reason}.`,
    },
  ];
}

function numbersOf(results: readonly KernelResult[]): ComparedNumber[] {
  return results.flatMap(({ cell, outcome: { score, condition } }) => {
    const number = (name: string, ours: number): ComparedNumber => {
      return { name: `${nameOf(cell)}: ${name}`, published: null, ours, spread: null };
    };
    return [
      number("share brought back", score.exact),
      number("1 − SSIM", score.fromStored.dissimilarity),
      number("MSE", score.fromStored.error),
      ...(condition === null ? [] : [number("condition of K", condition)]),
    ];
  });
}

function chartsOf(results: readonly KernelResult[]): BandChart[] {
  const at = (x: number, y: number) => ({ x, y, low: y, high: y });
  return [
    {
      title: "Pictures brought back by kernel memory networks",
      description: "By the kernel’s radius, for every exponent; dashed: softmax at β = 300.",
      ...{ xLabel: "radius r", yLabel: "share of the queries", yDomain: [0, 1] },
      panels: grouped(results, ({ cell }) => cell.codec).map((panel) => {
        const kernels = panel.filter(({ cell }) => cell.radius !== null);
        const softmax = panel.find(({ cell }) => cell.radius === null);
        const ends = [Math.min, Math.max].map((end) => end(...kernels.map(({ cell }) => cell.radius ?? 0)));
        return {
          title: panel[0].cell.codec,
          lines: [
            ...grouped(kernels, ({ cell }) => String(cell.exponent)).map((line) => ({
              name: `α = ${line[0].cell.exponent}`,
              points: line.map(({ cell, outcome }) => at(cell.radius ?? 0, outcome.score.exact)),
            })),
            {
              name: "softmax",
              kind: "baseline" as const,
              points: ends.map((x) => at(x, softmax?.outcome.score.exact ?? 0)),
            },
          ],
        };
      }),
    },
  ];
}
