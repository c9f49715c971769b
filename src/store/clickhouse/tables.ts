/** What a store's tables are, as far as their names and definitions go. */
export interface TableShape {
  readonly table: string;
  readonly dimension: number;
  readonly cluster: string | undefined;
  readonly features: boolean;
  readonly index: "cosine" | "squared-euclidean" | undefined;
}

/** The names that statements read and write: those over all shards where there is a cluster. */
export interface TableNames {
  /** Vectors, on this server. */
  readonly local: string;
  /** Vectors, everywhere. */
  readonly all: string;
  readonly log: string;
  readonly blobs: string;
  readonly features: string;
}

export function tableNames({ table, cluster }: Pick<TableShape, "table" | "cluster">): TableNames {
  const name = (part: string): string => `${table}${part}${cluster === undefined ? "" : "_all"}`;
  return {
    local: table,
    all: name(""),
    log: name("_log"),
    blobs: name("_blobs"),
    features: name("_features"),
  };
}

/** What `state` of a row means: the item is deleted, is kept, is kept with a payload. */
export const ROW_STATE = { deleted: 0, plain: 1, withPayload: 2 } as const;

/** Acknowledged means written to the disk, merges included. */
const DURABLE = [
  "fsync_after_insert = 1",
  "fsync_part_directory = 1",
  "min_rows_to_fsync_after_merge = 1",
  "min_compressed_bytes_to_fsync_after_merge = 1",
].join(", ");

/** By id, so that items are found by it; every version stays, so that snapshots stay. */
const vectorsTable = ({ table, dimension, index, cluster, features }: TableShape): string =>
  `CREATE TABLE IF NOT EXISTS ${table} (
  id String, version UInt64, state UInt8, vector Array(Float32) CODEC(NONE), payload String CODEC(ZSTD(1)),
  CONSTRAINT dimension CHECK state = ${ROW_STATE.deleted} OR length(vector) = ${dimension}${indexOf(index, dimension)}
) ENGINE = MergeTree ORDER BY (id, version) SETTINGS index_granularity = 1024, ${DURABLE}
COMMENT '${describe({ dimension, cluster, features, index })}'`;

function indexOf(index: TableShape["index"], dimension: number): string {
  if (index === undefined) return "";
  const distance = index === "cosine" ? "cosineDistance" : "L2Distance";
  return `,\n  INDEX near vector TYPE vector_similarity('hnsw', '${distance}', ${dimension}) GRANULARITY 100000000`;
}

/** Elements of the log all have place 0: they are on one shard, which puts them in order. */
const logTable = (table: string): string =>
  `CREATE TABLE IF NOT EXISTS ${table}_log (place UInt8, version UInt64, kept UInt8, writer String)
ENGINE = MergeTree ORDER BY (version, kept) SETTINGS ${DURABLE}`;

const blobsTable = (table: string): string =>
  `CREATE TABLE IF NOT EXISTS ${table}_blobs (name String, version UInt64, there UInt8, bytes String)
ENGINE = ReplacingMergeTree(version) ORDER BY name SETTINGS index_granularity = 1, ${DURABLE}`;

/** Sums over the rows of each version: Σ φ(ξ), then Σ φ(ξ) ξᵀ row by row. */
const featuresTable = (table: string): string =>
  `CREATE TABLE IF NOT EXISTS ${table}_features (version UInt64, sums AggregateFunction(sumForEach, Array(Float64)))
ENGINE = AggregatingMergeTree ORDER BY version SETTINGS ${DURABLE}`;

const featuresView = (table: string): string =>
  `CREATE MATERIALIZED VIEW IF NOT EXISTS ${table}_features_view TO ${table}_features AS
SELECT version, sumForEachState(${FEATURES}) AS sums FROM ${table}
WHERE state > ${ROW_STATE.deleted} GROUP BY version`;

/** φ(ξ)ᵢ = elu(ξᵢ) + 1, in float64, then φ(ξ)ᵢ ξⱼ: d + d² numbers. */
const PHI = "arrayMap(x -> if(x > 0, x + 1, exp(toFloat64(x))), vector)";
export const FEATURES: string = `arrayConcat(${PHI}, arrayFlatten(arrayMap(f -> arrayMap(x -> f * x, vector), ${PHI})))`;

/** The tables of one server. */
export function localTables(shape: TableShape): string[] {
  const { table, features } = shape;
  const own = [vectorsTable(shape), logTable(table), blobsTable(table)];
  return features ? [...own, featuresTable(table), featuresView(table)] : own;
}

/** The tables that reach over all shards: an item's versions are all on the same one. */
export function distributedTables({ table, cluster, features }: TableShape): string[] {
  if (cluster === undefined) return [];
  const over = (part: string, key: string): string =>
    `CREATE TABLE IF NOT EXISTS ${table}${part}_all AS ${table}${part}
ENGINE = Distributed('${cluster}', currentDatabase(), '${table}${part}', ${key})`;
  const all = [over("", "cityHash64(id)"), over("_log", "place"), over("_blobs", "cityHash64(name)")];
  return features ? [...all, over("_features", "version")] : all;
}

/** What the comment on the vectors' table says of the store. */
export interface TableDescription extends Omit<TableShape, "table"> {}

function describe({ dimension, cluster, features, index }: TableDescription): string {
  const parts = {
    dimension,
    cluster: cluster ?? "none",
    features: features ? "elu" : "none",
    index: index ?? "none",
  };
  const said = Object.entries(parts).map(([key, value]) => `${key} ${value}`);
  return `madeleine store, format 1, ${said.join(", ")}`;
}

/** Reads what {@link localTables} wrote; undefined where the table is something else. */
export function descriptionOf(comment: string): TableDescription | undefined {
  const found =
    /^madeleine store, format 1, dimension (\d+), cluster (\w+), features (\w+), index ([\w-]+)$/.exec(
      comment,
    );
  if (!found) return undefined;
  const [, dimension, cluster, features, index] = found;
  return {
    dimension: Number(dimension),
    cluster: cluster === "none" ? undefined : cluster,
    features: features === "elu",
    index: index === "cosine" || index === "squared-euclidean" ? index : undefined,
  };
}
