import { isClickHouseUrl } from "./clickhouse/address.node.ts";
import type { ClickHouseStore, ClickHouseStoreOptions } from "./clickhouse/clickhouse-store.node.ts";
import type { FileStoreOptions } from "./file-store.node.ts";
import type { PatternStore } from "./pattern-store.ts";

/** What both kinds of store understand. */
export type OpenStoreOptions = Pick<FileStoreOptions & ClickHouseStoreOptions, "dimension" | "create">;

/**
 * Opens the store at `clickhouse://…`, or in a `.memory` file for anything else.
 * @throws what `openClickHouseStore` and `openFileStore` throw.
 */
export async function openStore(urlOrPath: string, options: OpenStoreOptions = {}): Promise<PatternStore> {
  if (isClickHouseUrl(urlOrPath)) {
    return openClickHouseStore(urlOrPath, options);
  }
  const { openFileStore } = await import("./file-store.node.ts");
  return openFileStore(urlOrPath, options);
}

/**
 * Opens a store on a ClickHouse server or cluster: `clickhouse://user:password@host:port/database?cluster=…&table=…`;
 * see `parseClickHouseUrl` for all parameters. Vectors are spread over the shards by id, and computed with there.
 * A change is seen whole or not at all, on all shards; once acknowledged it is on their disks (fsync). A snapshot sees
 * the changes kept when it was taken. What fails because of a lost connection is tried again.
 * @throws Error (rejects) in one plain line: a server or shard that can't be reached, named; no such tables; RangeError
 * for an address that can't be read, or a dimension that isn't the tables'.
 */
export async function openClickHouseStore(
  url: string,
  options: ClickHouseStoreOptions = {},
): Promise<ClickHouseStore> {
  const { openClusterStore } = await import("./clickhouse/clickhouse-store.node.ts");
  return openClusterStore(url, options);
}
