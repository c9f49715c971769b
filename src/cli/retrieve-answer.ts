import { argmaxOf, type Matrix, rowOf, shapeOf, zeros } from "../math/index.ts";
import type { RetrieverResult } from "../memory/index.ts";
import type { StoredModel } from "../zoo/index.ts";
import { table } from "./output.ts";
import type { Choice, RetrieveFlags } from "./retrieve-choice.ts";

/** What was retrieved; without support by models that form no weights. */
export interface Found extends RetrieverResult {
  readonly threads: number;
  /** What a model found out when the patterns were stored. */
  readonly facts?: StoredModel["facts"];
}

/** The listed weights as a matrix, `[B, N]`. */
export function weightsOf({ support = [] }: Found, N: number): Matrix {
  const weights = zeros(support.length, N);
  support.forEach(({ indices, weights: listed }, b) => {
    indices.forEach((n, i) => {
      rowOf(weights, b)[n] = listed[i];
    });
  });
  return weights;
}

/** The document of `--json`. */
export function documentOf(
  { out, weights }: RetrieveFlags,
  { choice, patterns }: { choice: Choice; patterns: Matrix },
  found: Found,
): object {
  return {
    model: choice.description,
    backend: found.backend,
    threads: found.threads,
    ...(found.facts && { facts: found.facts }),
    shapes: {
      patterns: [patterns.rows, patterns.columns],
      queries: [found.states.rows, found.states.columns],
      outputs: [found.outputs.rows, found.outputs.columns],
    },
    out: out ?? null,
    weights: weights ?? null,
    results: resultsOf(found),
  };
}

const shown = 20;

/** The summary without `--json`. */
export function summaryOf(flags: RetrieveFlags, patternCount: number, found: Found): string {
  const results = resultsOf(found);
  const weighed = found.support !== undefined;
  const rows = results.slice(0, shown).map(({ query, best, weight, support, steps, termination }) => {
    const weights = weighed ? [best, weight?.toPrecision(6), support] : [];
    return [query, ...weights, steps, termination].map(String);
  });
  const head = ["query", ...(weighed ? ["best pattern", "weight", "support"] : []), "steps", "ended"];
  const lines = [table([head, ...rows])];
  if (results.length > shown) lines.push(`… and ${results.length - shown} more (--json has them all)`);
  if (found.facts) {
    const told = Object.entries(found.facts).map(([name, value]) => `${name} ${value}`);
    lines.push(`stored with ${told.join(", ")}`);
  }
  if (flags.out) lines.push(`${flags.out}: what was retrieved, ${shapeOf(found.outputs)}`);
  if (flags.weights) lines.push(`${flags.weights}: the weights, [${found.states.rows}, ${patternCount}]`);
  return lines.join("\n");
}

interface QueryResult {
  query: number;
  best: number | null;
  weight: number | null;
  support: number | null;
  steps: number;
  termination: string;
  energies: number[] | null;
}

function resultsOf({ support, steps, termination, energies }: Found): QueryResult[] {
  return steps.map((taken, query) => {
    const weighed = support?.[query];
    const best = weighed ? argmaxOf(weighed.weights) : 0;
    return {
      query,
      best: weighed ? weighed.indices[best] : null,
      weight: weighed ? weighed.weights[best] : null,
      support: weighed ? weighed.indices.length : null,
      steps: taken,
      termination: termination[query],
      energies: energies?.[query] ?? null,
    };
  });
}
