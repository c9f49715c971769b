import type { Attention } from "../held.ts";
import type { Matrix } from "../matrix.ts";
import { factBytes, type Holding, makeScales, productsFor } from "./holding.ts";
import { SCORE_KINDS, shared } from "./job.ts";
import { putQueries, rowsBlock, spread } from "./scanned.ts";
import { type Settled, settle, windowOf } from "./settled.ts";
import { FACTS, inShorts, inUnsignedBytes } from "./whole-queries.ts";

/** Where more than this share of the patterns survives, scoring them all is faster: alone, in a batch, done elsewhere. */
const LARGEST_SHARE = { alone: 1 / 64, batch: 1 / 40, elsewhere: 1 / 100 };

/**
 * Whether screening can leave anything out: not where even the two most different scores possible lie closer than
 * what still has a weight.
 */
export function canScreen(holding: Holding, queries: Matrix, attention: Attention): boolean {
  if (holding.bytesAt === undefined || attention.screening === false || attention.score === "manhattan") {
    return false;
  }
  if (attention.screening === true) return true;
  const window = windowOf(attention, holding.patternCount);
  let size = 0;
  for (let i = 0; i < queries.data.length; i++) size += queries.data[i] ** 2;
  const length = Math.sqrt(size);
  const reach = { dot: 2 * length * holding.largestNorm, cosine: 2 }[attention.score as "dot" | "cosine"];
  return window < (reach ?? 2 * (length + holding.largestNorm) ** 2);
}

/** Attention by bounds of scores first; queries of which too many patterns survive have no sums. */
export async function screened(holding: Holding, queries: Matrix, attention: Attention): Promise<Settled[]> {
  const { space, team, patternCount: N, dimension: d } = holding;
  if (attention.score === "cosine") makeScales(holding);
  const B = queries.rows;
  const padded = (d + 7) & ~7;
  const [block, [wholeAt, factsAt]] = rowsBlock(holding, B, [2 * B * padded, 8 * FACTS * B]);
  putQueries(holding, queries, block.queriesAt);
  const facts = new Float64Array(space.memory.buffer, factsAt, FACTS * B);
  const elsewhere = await productsFor(holding, "bytes", B);
  const fields = (): number[] => [
    ...[holding.bytesAt ?? 0, d, holding.factsAt, B, wholeAt, block.rowsAt, block.stride],
    ...[SCORE_KINDS[attention.score], factsAt, (72 + d / 256) * 2 ** -24, holding.scales.at, N, factBytes(N)],
  ];
  if (elsewhere) {
    const whole = new Uint8Array(space.memory.buffer, wholeAt, B * d);
    inUnsignedBytes(whole, queries, facts);
    await elsewhere.byteScores(new Int32Array(space.memory.buffer, block.rowsAt, B * N), whole);
    spread(holding, block);
    team.run("boundsOfBytes", shared(holding, block.jobsAt, { count: B, grain: 1, fields }));
  } else {
    inShorts(new Int16Array(space.memory.buffer, wholeAt, B * padded), queries, facts);
    team.run("screen", shared(holding, block.jobsAt, { count: N, grain: 64, fields }));
  }
  const share = LARGEST_SHARE[elsewhere ? "elsewhere" : B < 4 ? "alone" : "batch"];
  const limit = attention.screening === true ? N : Math.max(64, Math.floor(N * share));
  return settle(holding, { ...block, bounded: true, limit }, attention);
}
