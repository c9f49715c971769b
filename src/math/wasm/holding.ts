import type { ProductsWanted } from "../held.ts";
import type { Matrix } from "../matrix.ts";
import type { Products } from "../products.ts";
import { jobBytes, shared } from "./job.ts";
import { createSpace, type Placed, placeOf, type Space } from "./space.ts";
import type { Team } from "./team.ts";

/** Patterns and what was made of them, in a space. */
export interface Holding {
  readonly space: Space;
  readonly team: Team;
  /** N, d and v. */
  readonly patternCount: number;
  readonly dimension: number;
  readonly valueSize: number;
  readonly patternsAt: number;
  readonly valuesAt: number;
  /** Where 1/|ξ| lies, once it was needed, and whether it is that of the patterns as they are. */
  readonly scales: { at: number; made: boolean };
  /** The patterns in bytes, and of each what its bounds need. */
  readonly bytesAt: number | undefined;
  readonly factsAt: number;
  /** The largest |ξ|; no two scores lie further apart than this allows. */
  readonly largestNorm: number;
  readonly helper: Helper | undefined;
  /** Copies what may have changed; absent where nothing does. */
  readonly refresh: (() => void) | undefined;
}

/** Products done elsewhere: opened when they first pay, and forgotten where that fails. */
export interface Helper {
  readonly wanted: ProductsWanted;
  opened: Promise<Products | undefined> | undefined;
  /** Whether they did any part of the call that runs. */
  used: boolean;
}

/** The products, where they pay for that many queries; undefined where the kernels are to do it. */
export async function productsFor(
  { helper, space, bytesAt, patternCount: N, dimension: d }: Holding,
  what: "scores" | "bytes" | "softmax",
  B: number,
): Promise<Products | undefined> {
  if (!helper) return undefined;
  const { [what]: work, queries, largest } = helper.wanted.crossover;
  if (B < queries || B * N * d < work || N * d > largest) return undefined;
  const bytes = bytesAt === undefined ? undefined : new Int8Array(space.memory.buffer, bytesAt, N * d);
  helper.opened ??= helper.wanted.open(bytes).catch((error: unknown) => {
    if (helper.wanted.required) throw error;
    return undefined;
  });
  const products = await helper.opened;
  helper.used ||= products !== undefined;
  return products;
}

/** Bytes of a list of facts about patterns in bytes; there are five: scale, |ξ̂|, |ξ − ξ̂|, |ξ|² and 128 Σ bytes. */
export function factBytes(N: number): number {
  return 4 * (Math.ceil(N / 16) * 16);
}

/** The patterns' space, or a new one that holds a copy. Zeros follow: kernels read a little past the last row. */
export function place(patterns: Matrix): Placed {
  const found = placeOf(patterns) ?? copyOf(patterns);
  found.taken = true;
  return found;
}

function copyOf(patterns: Matrix): Placed {
  const space = createSpace(4 * patterns.rows * patterns.columns);
  return { space, at: copied(space, patterns), taken: false };
}

/** The address of a copy; three rows of zeros follow. */
export function copied(space: Space, source: Matrix): number {
  const size = source.data.length + 3 * source.columns;
  const at = space.allocate(4 * size);
  const copy = new Float32Array(space.memory.buffer, at, size);
  copy.fill(0, source.data.length);
  copy.set(source.data);
  return at;
}

/** Makes the patterns in bytes; the largest norm of a pattern. */
export function inBytes(
  where: { space: Space; team: Team },
  kept: Placed,
  { patternsAt, patternCount: N, dimension: d }: Pick<Holding, "patternsAt" | "patternCount" | "dimension">,
): { bytesAt: number; factsAt: number; largestNorm: number } {
  const { space, team } = where;
  kept.bytesAt ??= space.allocate((N + 4) * d);
  kept.factsAt ??= space.allocate(5 * factBytes(N));
  const { bytesAt, factsAt } = kept;
  const [jobsAt] = space.work(jobBytes(team));
  const fields = (): number[] => [patternsAt, d, bytesAt, factsAt, factBytes(N)];
  team.run("quantise", shared(where, jobsAt, { count: N, grain: 1, fields }));
  const squares = new Float32Array(space.memory.buffer, factsAt + 3 * factBytes(N), N);
  const largest = squares.reduce((most, square) => Math.max(most, square), 0);
  return { bytesAt, factsAt, largestNorm: Math.sqrt(largest) * 1.000001 };
}

/** Makes 1/|ξ| of every pattern unless that was done. */
export function makeScales(holding: Holding): void {
  const { space, team, patternCount: N, dimension: d, patternsAt, scales } = holding;
  if (scales.made) return;
  scales.at ||= space.allocate(4 * N);
  scales.made = true;
  const [jobsAt] = space.work(jobBytes(team));
  const fields = (): number[] => [patternsAt, d, scales.at];
  team.run("inverseNorms", shared(holding, jobsAt, { count: N, grain: 1, fields }));
}
