import { type Matrix, separateRows, zeros } from "madeleine/math";
import { fullAndScreened } from "./batch.bench.ts";
import { exactWeights } from "./exact.ts";
import { type Contender, difference } from "./harness.ts";
import { normals, spread } from "./patterns.ts";
import { withRetrievers } from "./retrievers.ts";
import { RULES, type Rule } from "./rules.ts";
import type { Run } from "./run.ts";
import { stepQuestion } from "./step-question.ts";
import { betaForSupport } from "./support.ts";
import { threadsText } from "./table.ts";
import { torchContenders } from "./torch-contender.ts";

const [B, N, d] = [256, 10_000, 784];
const TOLERANCE = 1e-4;

/** How many weights are above zero, about. Top-32 has 32 at any β. */
const SUPPORTS = { small: 10, medium: 60 };

/** A separation at a β for scores of deviation 1. */
interface Case {
  readonly rule: Rule;
  readonly support: string;
  readonly beta: number;
}

/**
 * Sparse separations of normal scores: the step alone, and whole retrievals whose scores are distributed like these,
 * by queries that resemble no pattern more than others.
 */
export async function separationBench(run: Run): Promise<void> {
  const scores = normals(B, N, "scores");
  const [patterns, queries] = [normals(N, d, "patterns"), normals(B, d, "blends")];
  const cases = RULES.flatMap((rule) => casesOf(rule, scores));
  for (const threads of run.threads) {
    const torch = await run.torch(threads);
    for (const [name, source] of Object.entries({ scores, patterns, queries }))
      await torch?.load(name, source);
    for (const one of cases) await askAlone(run, { ...one, scores, threads });
    await withRetrievers({ patterns, setups: fullAndScreened(threads), note: run.note }, async (opened) => {
      for (const { rule, support, beta } of cases) {
        const where = `${rule.name}, ${threadsText(threads)}`;
        const question = stepQuestion({
          name: `retrieval: ${B} queries, N=${N}, d=${d}, ${where}, ${support}`,
          ...{ queries, patterns, opened, torch, ways: rule.whole },
          separation: rule.separation,
          // Inner products of normal vectors have a deviation of √d.
          beta: beta / Math.sqrt(d),
          tolerance: 10 * TOLERANCE,
          goals: [
            { name: `batch: ${where}`, atLeast: 1.3, ours: ["native", "wasm"] },
            { name: `batch, screened: ${where}`, atLeast: 2, ours: ["native, screened", "wasm, screened"] },
          ],
        });
        await run.measure(question, { threads, mostRounds: 15 });
      }
    });
  }
}

function casesOf(rule: Rule, scores: Matrix): Case[] {
  const { kind, separation } = rule;
  if (kind.kind === "top-k") return [{ rule, support: `${kind.k} weights`, beta: 1 }];
  return Object.values(SUPPORTS).map((support) => {
    const beta = betaForSupport(scores, separation, support);
    return { rule, support: `about ${support} weights`, beta };
  });
}

interface Alone extends Case {
  readonly scores: Matrix;
  readonly threads: number;
}

async function askAlone(run: Run, { rule, support, beta, scores, threads }: Alone): Promise<void> {
  const { name, separation, kind, alone, atLeast } = rule;
  const check = { tolerance: TOLERANCE, rows: spread(B, B) };
  const values = { scores: "scores", beta };
  const theirs = torchContenders(await run.torch(threads), alone, { values, ...check });
  const out = zeros(B, N);
  const ours: Contender = {
    name: "separateRows",
    run: () => void separateRows(out, scores, kind, beta),
    check: (expected) => difference(out.data, expected, TOLERANCE),
  };
  const torch = `torch with ${threadsText(threads)}`;
  const question = {
    name: `separation: ${name} of scores [${B}, ${N}], ${support}, ${torch}`,
    reference: exactWeights(scores, separation, beta),
    contenders: [ours, ...theirs],
    peer: theirs.map((one) => one.name),
    goals: [{ name: `separation step: ${name}, ${torch}`, atLeast, ours: [ours.name] }],
  };
  await run.measure(question, { threads });
}
