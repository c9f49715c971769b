import type { Attention } from "../held.ts";
import { type Matrix, matrix } from "../matrix.ts";
import { mergePartials, type Partial } from "../partial.ts";
import { type Holding, makeScales, productsFor } from "./holding.ts";
import { jobBytes, SCORE_KINDS, shared } from "./job.ts";
import { blockSize, putQueries } from "./scanned.ts";
import type { Settled } from "./settled.ts";

/** Bytes of partial results per chunk of patterns. */
const PARTIAL_BYTES = 2 ** 22;

/**
 * Threads share the patterns in so many chunks, whoever takes which. One thread takes them all as one: the largest score
 * so far then says of all that follows what can be passed over.
 */
const CHUNKS = 8;
const GRAIN = 64;

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

/** Softmax in one pass, nothing screened: threads take chunks of patterns, whose partial results are merged. */
export async function streamed(holding: Holding, queries: Matrix, attention: Attention): Promise<Settled[]> {
  const { space, team, patternCount: N, dimension: d, valueSize: v } = holding;
  if (attention.score === "cosine") makeScales(holding);
  const B = queries.rows;
  const R = blockSize(Math.max(d, v), B);
  const size = partialSize(holding);
  const chunks = team.size === 1 ? 1 : CHUNKS;
  const [partial, packed, work] = [8 * size * B, 4 * B * d, 4 * (B * R + v + 4) + B];
  const sizes = [packed, work].map((bytes) => Math.ceil(bytes / 64) * 64);
  const [jobsAt, queriesAt, outAt, partialsAt, packedAt, workAt] = space.work(
    ...[jobBytes(team), 4 * B * d, 4 * B * v, partial * chunks],
    ...sizes.map((bytes) => bytes * team.size),
  );
  putQueries(holding, queries, queriesAt);
  const fits = attention.score === "dot" && attention.readout !== "values";
  const products = fits ? await productsFor(holding, "softmax", B) : undefined;
  if (products) {
    const out = new Float32Array(space.memory.buffer, outAt, B * v);
    const given = matrix(new Float32Array(space.memory.buffer, queriesAt, B * d), B, d);
    await products.softmaxSums(out, given, attention.beta);
    return Array.from({ length: B }, (_, b) => whole(out.subarray(b * v, (b + 1) * v), Number.NaN, 0, N));
  }
  const { beta, epsilon = 1e-7 } = attention;
  const chunk = Math.max(1, Math.ceil(N / chunks / GRAIN)) * GRAIN;
  const fields = (thread: number): number[] => [
    ...[SCORE_KINDS[attention.score], queriesAt, packedAt + sizes[0] * thread, B],
    ...[holding.patternsAt, holding.valuesAt, d, v, partialsAt, 8 * size, R],
    ...[workAt + sizes[1] * thread, holding.scales.at, beta, Math.min(0, Math.log(epsilon / N)), chunk],
  ];
  team.run("stream", shared(holding, jobsAt, { count: N, grain: GRAIN, chunks, fields }));
  const partials = Array.from({ length: Math.ceil(N / chunk) }, (_, c) => partialsAt + partial * c);
  return Array.from({ length: B }, (_, b) => {
    const parts = partials.map((at) => partialAt(holding, at + 8 * size * b));
    return answerOf(parts.length === 1 ? parts[0] : mergePartials(parts, beta), beta, N);
  });
}

/** A partial as the kernel leaves it: top, Z, skipped, one unused, totals. */
function partialAt({ space, valueSize: v }: Holding, at: number): Partial {
  const [top, weight, skipped] = new Float64Array(space.memory.buffer, at, HEAD);
  return { top, weight, skipped, sums: new Float64Array(space.memory.buffer, at + 8 * HEAD, v) };
}

function answerOf({ top, weight, skipped, sums }: Partial, beta: number, N: number): Settled {
  const answer = new Float32Array(sums.length);
  const scale = 1 / weight;
  for (let i = 0; i < sums.length; i++) answer[i] = scale * sums[i];
  return whole(answer, beta * top + Math.log(weight), skipped / weight, N);
}

function whole(sums: Float32Array, potential: number, droppedMass: number, N: number): Settled {
  return { sums, potential, droppedMass, finished: N, support: undefined };
}
