import type { Attention } from "../held.ts";
import { type Matrix, matrix } from "../matrix.ts";
import { type Holding, makeScales, productsFor } from "./holding.ts";
import { jobBytes, SCORE_KINDS, shared } from "./job.ts";
import { RESULT_BYTES, type RowsBlock, type Settled, settle, settleWorkBytes } from "./settled.ts";

/** Bytes of scores that may exist at once. */
const ROWS_BYTES = 2 ** 25;

/** Bytes of patterns that queries pass before the next ones are read: they stay in the second cache. */
export const BLOCK_BYTES: number = 2 ** 18;

/** How many queries to score at once, so that their rows of scores fit. */
export function queriesAtOnce({ patternCount: N }: Holding): number {
  return Math.max(1, Math.min(1024, Math.floor(ROWS_BYTES / (4 * N))));
}

/** How many patterns make a block: a multiple of 4, few enough for their bytes and for their scores. */
export function blockSize(rowSize: number, B: number): number {
  const most = Math.min(BLOCK_BYTES / (4 * rowSize), BLOCK_BYTES / (4 * B), 1024);
  return Math.max(8, Math.floor(most / 4) * 4);
}

/** Queries in a space. */
export function putQueries({ space }: Holding, { data }: Matrix, at: number): void {
  new Float32Array(space.memory.buffer, at, data.length).set(data);
}

/** Room for rows of scores of B queries and all that settling them takes. */
export function rowsBlock(holding: Holding, B: number, extra: readonly number[]): [RowsBlock, number[]] {
  const { space, team, patternCount: N, dimension: d, valueSize: v } = holding;
  const stride = 4 * (Math.ceil(N / 4) * 4);
  const [jobsAt, rowsAt, queriesAt, resultsAt, outAt, workAt, ...more] = space.work(
    ...[jobBytes(team), B * stride, 4 * B * d, RESULT_BYTES * B, 4 * B * v],
    ...[settleWorkBytes(holding) * team.size, ...extra],
  );
  const block = {
    B,
    jobsAt,
    rowsAt,
    stride,
    bounded: false,
    queriesAt,
    resultsAt,
    outAt,
    workAt,
  };
  return [{ ...block, limit: N }, more];
}

/** Attention by whole rows of exact scores. */
export async function scanned(holding: Holding, queries: Matrix, attention: Attention): Promise<Settled[]> {
  const { space, team, patternCount: N, dimension: d } = holding;
  if (attention.score === "cosine") makeScales(holding);
  const B = queries.rows;
  const R = blockSize(d, B);
  const [packed, scores] = [4 * B * d, 4 * B * R];
  const [block, [packedAt, scoresAt]] = rowsBlock(holding, B, [packed * team.size, scores * team.size]);
  putQueries(holding, queries, block.queriesAt);
  const products = attention.score === "dot" ? await productsFor(holding, "scores", B) : undefined;
  if (products) {
    const out = new Float32Array(space.memory.buffer, block.rowsAt, B * N);
    await products.scores(out, queriesAt(holding, block, d));
    spread(holding, block);
  } else {
    const fields = (thread: number): number[] => [
      ...[
        SCORE_KINDS[attention.score],
        block.queriesAt,
        packedAt + packed * thread,
        B,
        holding.patternsAt,
        d,
      ],
      ...[block.rowsAt, block.stride, R, scoresAt + scores * thread],
      holding.scales.at,
    ];
    team.run("scan", shared(holding, block.jobsAt, { count: N, grain: 4, fields }));
  }
  return settle(holding, block, attention);
}

/** Moves rows of N numbers that follow each other to where rows begin. */
export function spread({ space, patternCount: N }: Holding, { rowsAt, stride, B }: RowsBlock): void {
  if (stride === 4 * N) return;
  const bytes = new Uint8Array(space.memory.buffer, rowsAt, stride * B);
  for (let b = B - 1; b > 0; b--) bytes.copyWithin(b * stride, 4 * b * N, 4 * (b + 1) * N);
}

/** The queries as they lie in the space. */
function queriesAt({ space }: Holding, { queriesAt: at, B }: RowsBlock, d: number): Matrix {
  return matrix(new Float32Array(space.memory.buffer, at, B * d), B, d);
}
