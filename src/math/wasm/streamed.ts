import type { Attention } from "../held.ts";
import { type Matrix, matrix } from "../matrix.ts";
import { type Holding, makeScales, productsFor } from "./holding.ts";
import { jobBytes, SCORE_KINDS, shared } from "./job.ts";
import { blockSize, putQueries } from "./scanned.ts";
import type { Settled } from "./settled.ts";

/** Bytes of partial results per thread. */
const PARTIAL_BYTES = 2 ** 23;

/** Numbers before the totals of a partial: top, Z, skipped weight, and one unused. */
const HEAD = 4;

/** Numbers of a partial; kernels add up a little past its last total. */
function partialSize({ valueSize: v }: Holding): number {
  return HEAD + v + 24;
}

/** How many queries pass the patterns together. */
export function queriesInStream(holding: Holding): number {
  return Math.max(1, Math.min(1024, Math.floor(PARTIAL_BYTES / (8 * partialSize(holding)))));
}

/** Softmax in one pass, nothing screened: threads take ranges of patterns, and their partial results are merged. */
export async function streamed(holding: Holding, queries: Matrix, attention: Attention): Promise<Settled[]> {
  const { space, team, patternCount: N, dimension: d, valueSize: v } = holding;
  if (attention.score === "cosine") makeScales(holding);
  const B = queries.rows;
  const R = blockSize(Math.max(d, v), B);
  const size = partialSize(holding);
  const [partial, packed, work] = [8 * size * B, 4 * B * d, 4 * (B * R + v + 4) + B];
  const sizes = [partial, packed, work].map((bytes) => Math.ceil(bytes / 64) * 64);
  const [jobsAt, queriesAt, queryScalesAt, outAt, partialsAt, packedAt, workAt] = space.work(
    ...[jobBytes(team), 4 * B * d, 4 * B, 4 * B * v],
    ...sizes.map((bytes) => bytes * team.size),
  );
  putQueries(holding, queries, attention, { queriesAt, queryScalesAt });
  const fits = attention.score === "dot" && attention.readout !== "values";
  const products = fits ? await productsFor(holding, "softmax", B) : undefined;
  if (products) {
    const out = new Float32Array(space.memory.buffer, outAt, B * v);
    const given = matrix(new Float32Array(space.memory.buffer, queriesAt, B * d), B, d);
    await products.softmaxSums(out, given, attention.beta);
    return Array.from({ length: B }, (_, b) => whole(out.subarray(b * v, (b + 1) * v), Number.NaN, 0, N));
  }
  const { beta, epsilon = 1e-7 } = attention;
  const fields = (thread: number): number[] => [
    ...[SCORE_KINDS[attention.score], queriesAt, packedAt + sizes[1] * thread, B],
    ...[holding.patternsAt, holding.valuesAt, d, v, partialsAt + sizes[0] * thread, 8 * size, R],
    ...[workAt + sizes[2] * thread, holding.scales.at, queryScalesAt, beta],
    Math.min(0, Math.log(epsilon / N)),
  ];
  const shares = shared(holding, jobsAt, { count: N, grain: 4, fields });
  team.run("stream", shares);
  const partials = shares.flatMap(({ from, to }, thread) =>
    from < to ? [new Float64Array(space.memory.buffer, partialsAt + sizes[0] * thread, size * B)] : [],
  );
  return Array.from({ length: B }, (_, b) =>
    merged(
      partials.map((all) => all.subarray(b * size, (b + 1) * size)),
      { beta, v, N },
    ),
  );
}

/**
 * Partials { top, Z, skipped, totals } of different patterns as one, and from that the answer: each is scaled by
 * exp(β (top − largest top)) and added. The order doesn't matter.
 */
function merged(parts: Float64Array[], { beta, v, N }: { beta: number; v: number; N: number }): Settled {
  const top = Math.max(...parts.map(([own]) => own));
  const factors = parts.map(([own]) => Math.exp(beta * (own - top)));
  const sum = (i: number): number => parts.reduce((all, part, t) => all + factors[t] * part[i], 0);
  const Z = sum(1);
  const sums = new Float32Array(v);
  const [first, ...others] = parts;
  const scales = factors.map((factor) => factor / Z);
  for (let i = 0; i < v; i++) {
    let total = scales[0] * first[HEAD + i];
    for (let t = 0; t < others.length; t++) total += scales[t + 1] * others[t][HEAD + i];
    sums[i] = total;
  }
  return whole(sums, beta * top + Math.log(Z), sum(2) / Z, N);
}

function whole(sums: Float32Array, potential: number, droppedMass: number, N: number): Settled {
  return { sums, potential, droppedMass, finished: N, support: undefined };
}
