import type { Attended, Attention, Held, HoldOptions } from "../held.ts";
import { type Matrix, rowsOf, shapeOf } from "../matrix.ts";
import { unitRows } from "../vector.ts";
import { copied, type Holding, inBytes, place } from "./holding.ts";
import { queriesAtOnce, scanned } from "./scanned.ts";
import { canScreen, screened } from "./screened.ts";
import { emptyOutcome, note, type Outcome, type Settled } from "./settled.ts";
import type { Placed, Space } from "./space.ts";
import { queriesInStream, streamed } from "./streamed.ts";
import { openTeam, type Team } from "./team.ts";

/**
 * Holds patterns `[N, d]` where the kernels read them: a copy, or the matrix itself where it comes from
 * `allocatePatterns` and nobody else holds it. Patterns that are `changing` are looked at afresh by each call, and never
 * in bytes.
 * @throws RangeError where they have more than 4 GiB; Error where WebAssembly is missing or forbidden.
 */
export async function hold(patterns: Matrix, options: HoldOptions = {}): Promise<Held> {
  const placed = place(patterns);
  const team = await openTeam(placed.space, options.threads ?? 1);
  try {
    return heldBy(...holdingsOf(patterns, placed, team, options), placed);
  } catch (error) {
    // There may be no room for what is to be made of the patterns; they themselves can be held again.
    team.close();
    placed.taken = false;
    throw error;
  }
}

/** What reads out the patterns, and what reads out the values; they are one where there are no values. */
function holdingsOf(
  patterns: Matrix,
  placed: Placed,
  team: Team,
  { values, changing = false, screening = !changing, products }: HoldOptions,
): [Holding, Holding] {
  const { space, at: patternsAt } = placed;
  const [patternCount, dimension] = [patterns.rows, patterns.columns];
  const base = { space, team, patternCount, dimension, patternsAt };
  const bytes = screening ? inBytes(base, placed, base) : { bytesAt: undefined, factsAt: 0, largestNorm: 0 };
  const helper = products && { wanted: products, opened: undefined, used: false };
  const readPatterns: Holding = {
    ...{ ...base, ...bytes, helper },
    ...{ valuesAt: patternsAt, valueSize: dimension, scales: { at: 0, made: false } },
    refresh: changing ? refreshing(space, patternsAt, patterns) : undefined,
  };
  if (!values) return [readPatterns, readPatterns];
  const valuesAt = copied(space, values);
  const readValues = { ...readPatterns, valuesAt, valueSize: values.columns };
  if (!changing) return [readPatterns, readValues];
  const refreshValues = refreshing(space, valuesAt, values);
  const refresh = (): void => {
    readPatterns.refresh?.();
    refreshValues();
  };
  return [readPatterns, { ...readValues, refresh }];
}

/** Copies a matrix to where it is held, unless it lies there. */
function refreshing(space: Space, at: number, { data }: Matrix): () => void {
  return () => {
    const { buffer } = space.memory;
    if (data.buffer !== buffer || data.byteOffset !== at) new Float32Array(buffer, at, data.length).set(data);
  };
}

function heldBy(readPatterns: Holding, readValues: Holding, placed: Placed): Held {
  const { patternCount, team, helper } = readPatterns;
  let running: Promise<unknown> = Promise.resolve();
  let open = true;
  return {
    patternCount,
    threads: team.size,
    attend(queries, attention) {
      // One at a time: calls share the work space.
      const answer = running.then(() => {
        if (!open) throw new Error("attend: this memory was closed");
        requireFit(readPatterns, queries, attention);
        return attend(attention.readout === "values" ? readValues : readPatterns, queries, attention);
      });
      running = answer.catch(() => undefined);
      return answer;
    },
    async close() {
      await running;
      if (!open) return;
      open = false;
      team.close();
      placed.taken = false;
      const products = await helper?.opened?.catch(() => undefined);
      await products?.close();
    },
  };
}

function requireFit(
  { patternCount: N, dimension: d }: Holding,
  queries: Matrix,
  { separation }: Attention,
): void {
  if (queries.rows > 0 && queries.columns !== d) {
    throw new RangeError(`attend: queries are ${shapeOf(queries)}, but patterns have ${d} columns`);
  }
  if (separation.kind === "top-k" && separation.k > N) {
    throw new RangeError(
      `attend: k = ${separation.k} but there are only ${N} patterns; use a k of at most that`,
    );
  }
}

async function attend(holding: Holding, given: Matrix, attention: Attention): Promise<Attended> {
  const queries = attention.score === "cosine" ? unitRows(given) : given;
  const { helper, scales, refresh } = holding;
  if (refresh) {
    refresh();
    scales.made = false;
  }
  const outcome = emptyOutcome(queries.rows, holding.valueSize, attention.support ?? false);
  if (helper) helper.used = false;
  const all = Array.from({ length: queries.rows }, (_, b) => b);
  const left = canScreen(holding, queries, attention)
    ? await screenAll(holding, queries, attention, { all, outcome })
    : all;
  const rows =
    attention.separation.kind !== "softmax" || attention.support || (attention.potentials && helper);
  const [way, size] = rows ? [scanned, queriesAtOnce(holding)] : [streamed, queriesInStream(holding)];
  await inBlocks(queries, left, size, async (some, block) => {
    noteAll(outcome, some, await way(holding, block, attention));
    return true;
  });
  const elsewhere = helper?.used ? (await helper.opened)?.name : undefined;
  return { ...outcome, by: elsewhere ?? "wasm" };
}

/** How many queries are screened before it is decided whether that pays for the others. */
const TRIED = 8;

/** Screens queries; those that are left to be done otherwise. */
async function screenAll(
  holding: Holding,
  queries: Matrix,
  attention: Attention,
  { all, outcome }: { all: number[]; outcome: Outcome },
): Promise<number[]> {
  const left: number[] = [];
  const one = async (some: number[], block: Matrix): Promise<boolean> => {
    const failed = noteAll(outcome, some, await screened(holding, block, attention));
    left.push(...failed);
    return 2 * failed.length < some.length;
  };
  const first = attention.screening === true ? 0 : Math.min(TRIED, all.length);
  const pays = await inBlocks(queries, all.slice(0, first), first, one);
  const others = all.slice(first);
  if (!pays) return [...left, ...others];
  await inBlocks(queries, others, queriesAtOnce(holding), async (some, block) => {
    await one(some, block);
    return true;
  });
  return left;
}

/** Calls `each` for so many queries at a time until it says false. */
async function inBlocks(
  queries: Matrix,
  chosen: number[],
  size: number,
  each: (some: number[], block: Matrix) => Promise<boolean>,
): Promise<boolean> {
  for (let from = 0; from < chosen.length; from += size) {
    const some = chosen.slice(from, from + size);
    if (!(await each(some, rowsOf(queries, some)))) return false;
  }
  return true;
}

/** Notes what is settled; the queries that aren't. */
function noteAll(outcome: Outcome, some: number[], settled: Settled[]): number[] {
  return some.filter((b, i) => {
    if (settled[i].sums) note(outcome, b, settled[i]);
    return !settled[i].sums;
  });
}
