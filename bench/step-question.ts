import type { Matrix } from "madeleine/math";
import type { Separation } from "madeleine/memory";
import { exactStep } from "./exact.ts";
import type { Goal } from "./goal.ts";
import type { Question } from "./harness.ts";
import { spread } from "./patterns.ts";
import { type Opened, retrieverContender } from "./retriever-contender.ts";
import type { Torch } from "./torch.ts";
import { type TorchWay, torchContenders } from "./torch-contender.ts";

/** One step of retrieval, x = sep(β q Ξᵀ) Ξ, as a question to our retrievers and to PyTorch. */
export interface StepQuestion {
  readonly name: string;
  readonly queries: Matrix;
  readonly patterns: Matrix;
  readonly separation: Separation;
  readonly beta: number;
  /** See `difference`. Default: 1e-4. */
  readonly tolerance?: number;
  /** How many queries are checked; float64 takes a while. Default: all. */
  readonly checked?: number;
  readonly opened: readonly Opened[];
  /** PyTorch, into which `queries` and `patterns` have been loaded under these names, and its ways to answer. */
  readonly torch?: Torch | undefined;
  readonly ways?: readonly TorchWay[];
  readonly goals?: readonly Goal[];
}

/** The question, with its answer in float64. Its name tells how many patterns hold the weight. */
export function stepQuestion(step: StepQuestion): Question {
  const { queries, patterns, separation, beta, opened, torch, ways = [], goals = [] } = step;
  const { tolerance = 1e-4, checked = queries.rows } = step;
  const rows = spread(queries.rows, checked);
  const { states, holders } = exactStep(queries, patterns, { separation, beta, rows });
  const values = { queries: "queries", patterns: "patterns", beta };
  const theirs = torchContenders(torch, ways, { values, tolerance, rows });
  const ours = opened.map((one) => retrieverContender(one, queries, { separation, beta, tolerance, rows }));
  return {
    name: `${step.name}; patterns that matter: ${holders.toFixed(0)}`,
    reference: states,
    contenders: [...ours, ...theirs],
    peer: theirs.map(({ name }) => name),
    goals,
  };
}
