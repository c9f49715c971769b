import { type Matrix, matrix, norm, type Partial, rowOf } from "../../math/index.ts";
import { payloadOf, requireCount, requireQueries } from "../new-items.ts";
import type { ScoredItem, SpreadOptions, StoreScore, StoreSnapshot, TopKOptions } from "../pattern-store.ts";
import { type ScoreBin, spreadOf } from "../score-spread.ts";
import { SCORE_KINDS } from "../store-score.ts";
import { mergeBuckets } from "./bucket.ts";
import { eachOf } from "./concurrent.ts";
import { type Connection, named } from "./connection.node.ts";
import { type FeatureSums, featureSumsOf, minus } from "./feature-sums.ts";
import type { RowBinaryReader } from "./row-binary.ts";
import { blocksOf, rowsOf, type ScannedRow } from "./row-stream.node.ts";
import {
  featureStatement,
  keptFeatureStatement,
  nearStatement,
  payloadsStatement,
  type Source,
  scanStatement,
  spreadStatement,
  stepStatement,
  supersededFeatureStatement,
  topStatement,
} from "./statements.ts";
import { ROW_STATE, type TableDescription } from "./tables.ts";

/** A snapshot that can also give the linear model's sums. */
export interface ClickHouseSnapshot extends StoreSnapshot {
  /** Σ φ(ξ) and Σ φ(ξ) ξᵀ: kept up to date by inserts where the store was made with `features=elu`, else summed now. */
  featureSums(): Promise<FeatureSums>;
}

/** What a snapshot is of. */
export interface SnapshotSource {
  readonly connection: Connection;
  readonly source: Source;
  readonly count: number;
  readonly description: TableDescription;
  /** The table of sums. */
  readonly features: string;
  /** Whether the server multiplies arrays by numbers. */
  readonly scales: boolean;
  /** @throws where the store is closed. */
  requireOpen(caller: string): void;
}

/** How many queries are computed at once: each uses all cores, but waits for its turn on the way. */
const AT_ONCE = 2;
/** So many more are asked for than wanted: ClickHouse adds in another order, and its last bits may differ. */
const SPARE = 8;
/** How many times more an index is asked for than wanted. */
const WIDER = 4;
/** Each shard's answer is its own; nothing is merged on the server that was asked. */
const BY_SHARD = { distributed_group_by_no_merge: 1 };

/** A view of what a store held when it was taken: rows are never changed, so that later ones need only be left out. */
export function openClickHouseSnapshot(given: SnapshotSource): ClickHouseSnapshot {
  const { source, count, description } = given;
  const { dimension } = description;
  let open = true;
  const requireReadable = (caller: string): void => {
    given.requireOpen(caller);
    if (!open) throw new Error(`${caller}: this snapshot is closed; take another one`);
  };
  return {
    dimension,
    count,
    async *scan({ blockSize = 1024 } = {}) {
      requireCount(blockSize, "scan: blockSize");
      requireReadable("scan");
      for await (const block of blocksOf(scannedRows(given), blockSize, dimension)) {
        requireReadable("scan");
        yield block;
      }
    },
    async topK(queries, k, options = {}) {
      requireReadable("topK");
      requireQueries(queries, dimension, "topK");
      requireCount(k, "topK: k");
      return named("topK", () => topOf(given, queries, { ...options, k }));
    },
    async reduce(queries, beta) {
      requireReadable("reduce");
      requireQueries(queries, dimension, "reduce");
      if (!Number.isFinite(beta)) throw new RangeError(`reduce: beta must be a number, got ${beta}`);
      return named("reduce", () => stepOf(given, queries, beta));
    },
    async spread(query, options = {}) {
      requireReadable("spread");
      requireQueries(matrix(query, 1, query.length), dimension, "spread");
      return named("spread", async () => spreadOf(await binsOf(given, query, options)));
    },
    async featureSums() {
      requireReadable("featureSums");
      return named("featureSums", async () => {
        if (source.visibility.top === 0n) return featureSumsOf(new Float64Array(), dimension);
        return featureSumsOf(await sumsOf(given), dimension);
      });
    },
    async close() {
      open = false;
    },
  };
}

interface Candidate {
  readonly id: string;
  readonly hasPayload: boolean;
  readonly vector: Float32Array;
  readonly score: number;
}

async function topOf(
  given: SnapshotSource,
  queries: Matrix,
  options: TopKOptions & { k: number },
): Promise<ScoredItem[][]> {
  const numbers = Array.from({ length: queries.rows }, (_, b) => b);
  const found = await eachOf(numbers, AT_ONCE, (b) => candidatesOf(given, rowOf(queries, b), options));
  const payloads = await payloadsOf(given, found.flat());
  return found.map((best) =>
    best.map(({ id, vector, score }) => ({ id, vector, payload: payloadOf(payloads.get(id)), score })),
  );
}

async function candidatesOf(
  given: SnapshotSource,
  query: Float32Array,
  { k, score = "dot", mode = "exact" }: TopKOptions & { k: number },
): Promise<Candidate[]> {
  const { connection, source } = given;
  const among = mode === "exact" ? undefined : await nearIds(given, query, { k, score });
  const sql = topStatement(source, query, { k: k + SPARE, score, ...(among && { among }) });
  const [length, kind] = [norm(query), SCORE_KINDS[score]];
  const rows = await connection.rows(sql, (row) => {
    const [id, state, vector] = [row.text(), row.uint8(), row.floats()];
    const exact = kind.exact(query, vector, { query: length, vector: norm(vector) });
    return { id, hasPayload: state === ROW_STATE.withPayload, vector, score: exact };
  });
  return rows.sort((a, b) => b.score - a.score || byBytes(a.id, b.id)).slice(0, k);
}

/** The order of ids in ClickHouse. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

async function nearIds(
  { connection, source, description }: SnapshotSource,
  query: Float32Array,
  { k, score }: { k: number; score: StoreScore },
): Promise<string[]> {
  const { index } = description;
  const wanted = score === "overlap-cosine" ? "cosine" : score;
  if (index !== wanted) {
    const has = index === undefined ? "no index" : `an index for ${index}`;
    throw new Error(
      `topK: approximate search by ${score} needs an index for ${wanted === score ? "it" : wanted}, and this store has ${has}; make one with index=cosine or index=squared-euclidean in its address, or ask in exact mode`,
    );
  }
  const distance = index === "cosine" ? "cosineDistance" : "L2Distance";
  const sql = nearStatement(source.all, query, { k: WIDER * k, distance });
  return connection.rows(sql, (row) => row.text());
}

async function payloadsOf(
  { connection, source }: SnapshotSource,
  candidates: readonly Candidate[],
): Promise<Map<string, string>> {
  const ids = [...new Set(candidates.filter(({ hasPayload }) => hasPayload).map(({ id }) => id))];
  if (ids.length === 0) return new Map();
  const pairs = await connection.rows(
    payloadsStatement(source, ids),
    (row) => [row.text(), row.text()] as const,
  );
  return new Map(pairs);
}

async function stepOf(given: SnapshotSource, queries: Matrix, beta: number): Promise<Partial[]> {
  const { connection, source, scales, count, description } = given;
  const numbers = Array.from({ length: queries.rows }, (_, b) => b);
  return eachOf(numbers, AT_ONCE, async (b) => {
    const sql = stepStatement(source, rowOf(queries, b), { beta, scales });
    const buckets = await connection.rows(sql, bucketIn, BY_SHARD);
    return mergeBuckets(buckets, beta, { count, dimension: description.dimension });
  });
}

function binsOf(
  { connection, source }: SnapshotSource,
  query: Float32Array,
  options: SpreadOptions,
): Promise<ScoreBin[]> {
  const binIn = (row: RowBinaryReader): ScoreBin => {
    const [bin, count] = [row.float64(), Number(row.uint64())];
    return { bin, count, sum: row.float64(), squares: row.float64() };
  };
  return connection.rows(spreadStatement(source, query, options), binIn, BY_SHARD);
}

function bucketIn(row: RowBinaryReader): Parameters<typeof mergeBuckets>[0][number] {
  const [bucket, top, weight, count] = [row.float64(), row.float64(), row.float64(), Number(row.uint64())];
  return { bucket, top, weight, count, sums: row.doubles() };
}

/** All rows in order. Where the stream breaks off, it goes on after the last one. */
async function* scannedRows({ connection, source }: SnapshotSource): AsyncGenerator<ScannedRow> {
  let after: string | undefined;
  let ended = false;
  let waiting: AsyncGenerator<ScannedRow> | undefined;
  while (!ended) {
    const next = await named("scan", () =>
      connection.retrying(async () => {
        try {
          waiting ??= rowsOf(await connection.stream(scanStatement(source, { after })));
          return await waiting.next();
        } catch (error) {
          waiting = undefined;
          throw error;
        }
      }),
    );
    ended = next.done === true;
    if (next.done) continue;
    after = next.value.id;
    yield next.value;
  }
}

async function sumsOf({ connection, source, description, features }: SnapshotSource): Promise<Float64Array> {
  if (!description.features) {
    const [sums] = await connection.rows(featureStatement(source), (row) => row.doubles());
    return sums;
  }
  const sums = (sql: string): Promise<Float64Array[]> => connection.rows(sql, (row) => row.doubles());
  const [kept] = await sums(keptFeatureStatement(features, source.visibility));
  if (source.superseded.length === 0) return kept;
  const [old] = await sums(supersededFeatureStatement(source));
  return minus(kept, old);
}
