import { norm } from "../../math/index.ts";
import type { SpreadOptions, StoreScore } from "../pattern-store.ts";
import { BINS } from "../score-spread.ts";
import { OVERLAP_FLOOR } from "../store-score.ts";
import { BUCKETS, WIDTH } from "./bucket.ts";
import { idRows, rowKeys, vectorLiteral } from "./literal.ts";
import { FEATURES, ROW_STATE } from "./tables.ts";
import { type Superseded, seen, supersededRows, type Visibility } from "./visibility.ts";

/** The rows of a snapshot: from which tables, and which of them count. */
export interface Source {
  /** Over all shards. */
  readonly all: string;
  /** On one. */
  readonly local: string;
  readonly visibility: Visibility;
  readonly superseded: Superseded;
}

/** The condition for a row to count. */
export function counting({ local, visibility, superseded }: Source): string {
  const rows = seen(visibility);
  if (superseded.length === 0) return rows;
  const old = superseded === "many" ? supersededRows(local, visibility) : rowKeys(superseded);
  return `${rows} AND (id, version) NOT IN (${old})`;
}

const COSINE = "ifNotFinite(1 - cosineDistance(vector, q), 0)";

/** The score of a row by a query, in float64, as an expression of `vector` and `q`. */
function scoreOf(score: StoreScore, query: Float32Array): string {
  if (score === "dot") return "dotProduct(vector, q)";
  if (score === "squared-euclidean") return "-L2SquaredDistance(vector, q)";
  return score === "cosine" || !query.includes(0) ? COSINE : overlapOf(query);
}

/** ⟨q, ξ⟩ / (|q| |ξ_K|), |ξ_K|² at least a share of |ξ|². */
function overlapOf(query: Float32Array): string {
  const known = vectorLiteral(query.map((value) => (value === 0 ? 0 : 1)));
  const squares = "arrayMap(x -> toFloat64(x) * x, vector) AS squares";
  const overlap = `greatest(dotProduct(${squares}, ${known}), ${OVERLAP_FLOOR} * arraySum(squares))`;
  return `ifNotFinite(dotProduct(vector, q) / (${norm(query)} * sqrt(${overlap})), 0)`;
}

/** The k best rows for a query, by scores in float64; ties by id. Each shard gives its k best. */
export function topStatement(
  source: Source,
  query: Float32Array,
  { k, score, among }: { k: number; score: StoreScore; among?: readonly string[] },
): string {
  const some = among === undefined ? "" : ` AND id IN (${idRows(among)})`;
  return `WITH ${vectorLiteral(query)} AS q SELECT id, state, vector FROM ${source.all}
WHERE ${counting(source)}${some} ORDER BY ${scoreOf(score, query)} DESC, id LIMIT ${k}`;
}

/** The ids of about k rows that a vector index finds near a query. */
export function nearStatement(
  all: string,
  query: Float32Array,
  { k, distance }: { k: number; distance: string },
): string {
  return `WITH ${vectorLiteral(query)} AS q SELECT id FROM ${all} ORDER BY ${distance}(vector, q) LIMIT ${k}`;
}

/** How many scores lie in each of the bins of a spread, their sum and sum of squares, by shard. */
export function spreadStatement(
  source: Source,
  query: Float32Array,
  { score = "cosine", without }: SpreadOptions,
): string {
  const alike = without && `dotProduct(vector, ${vectorLiteral(without.vector)}) >= ${without.alike}`;
  const rest = without ? ` AND NOT (s >= ${without.from} AND ${alike})` : "";
  return `WITH ${vectorLiteral(query)} AS q, ${scoreOf(score, query)} AS s
SELECT floor(s * ${BINS}) AS b, count(), sum(s), sum(s * s) FROM ${source.all}
WHERE ${counting(source)}${rest} GROUP BY b`;
}

/**
 * The dense step in buckets, each shard its highest ones. Flat, over the table itself: over a subquery the vectors
 * would come here.
 * @param scales whether the server multiplies arrays by numbers, which is faster than doing so by arrayMap
 */
export function stepStatement(
  source: Source,
  query: Float32Array,
  { beta, scales }: { beta: number; scales: boolean },
): string {
  const scaled = scales ? "vector * w" : "arrayMap(x -> x * w, vector)";
  return `WITH ${vectorLiteral(query)} AS q, dotProduct(vector, q) AS s, ${beta} * s AS l,
floor(l / ${WIDTH}) AS b, exp(l - ${WIDTH} * b) AS w
SELECT b, max(s), sum(w), count(), sumForEach(${scaled}) FROM ${source.all}
WHERE ${counting(source)} GROUP BY b ORDER BY b DESC LIMIT ${BUCKETS}`;
}

/** Every row that counts, in order; each begins with a number that nothing else begins with. */
export function scanStatement(source: Source, { after }: { after: string | undefined }): string {
  const rest = after === undefined ? "" : ` AND id > ${idLiteral(after)}`;
  return `SELECT toUInt32(${ROW_MARK}), id, state, vector, payload FROM ${source.all} WHERE ${counting(source)}${rest} ORDER BY id`;
}

const idLiteral = (id: string): string => `(${idRows([id])})`;

/** Where a stream of rows breaks off, an error's text follows: it doesn't begin so. */
export const ROW_MARK = 0x52574f21;

/** The latest rows of ids, deletions included. */
export function rowsStatement(all: string, visibility: Visibility, ids: readonly string[]): string {
  return `SELECT id, state, vector, payload FROM ${all} WHERE ${seen(visibility)} AND id IN (${idRows(ids)})
ORDER BY id, version DESC LIMIT 1 BY id`;
}

/** Which of the ids are kept. */
export function keptIdsStatement(all: string, visibility: Visibility, ids: readonly string[]): string {
  return `SELECT id FROM ${all} WHERE ${seen(visibility)} AND id IN (${idRows(ids)})
GROUP BY id HAVING argMax(state, version) > ${ROW_STATE.deleted}`;
}

export function payloadsStatement(source: Source, ids: readonly string[]): string {
  return `SELECT id, payload FROM ${source.all} WHERE ${counting(source)} AND id IN (${idRows(ids)})`;
}

/** Rows that are seen but don't count, as far as the limit goes on each shard. */
export function supersededStatement(
  { all }: Pick<Source, "all">,
  visibility: Visibility,
  limit: number,
): string {
  return `SELECT id, groupArray(version), argMax(state, version) FROM ${all} WHERE ${seen(visibility)}
GROUP BY id HAVING count() > 1 OR min(state) = ${ROW_STATE.deleted} LIMIT ${limit}`;
}

export function countStatement(all: string, condition: string): string {
  return `SELECT count() FROM ${all} WHERE ${condition}`;
}

/** Σ φ(ξ) and Σ φ(ξ) ξᵀ over the rows that count, computed anew. */
export function featureStatement(source: Source): string {
  return `SELECT sumForEach(${FEATURES}) FROM ${source.all} WHERE ${counting(source)}`;
}

/** The sums that inserts have kept up to date, over all rows seen that aren't deletions. */
export function keptFeatureStatement(features: string, visibility: Visibility): string {
  return `SELECT sumForEachMerge(sums) FROM ${features} WHERE ${seen(visibility)}`;
}

/** What of them belongs to rows that don't count. */
export function supersededFeatureStatement({ all, local, visibility, superseded }: Source): string {
  const old = superseded === "many" ? supersededRows(local, visibility) : rowKeys(superseded);
  return `SELECT sumForEach(${FEATURES}) FROM ${all}
WHERE ${seen(visibility)} AND state > ${ROW_STATE.deleted} AND (id, version) IN (${old})`;
}
