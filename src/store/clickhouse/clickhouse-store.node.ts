import { payloadOf, prepareItems, requireCount } from "../new-items.ts";
import type { KeptItem, NewItem, PatternStore } from "../pattern-store.ts";
import { requireText } from "../storable.ts";
import { type ClickHouseAddress, parseClickHouseUrl } from "./address.node.ts";
import { type ClickHouseSnapshot, openClickHouseSnapshot } from "./clickhouse-snapshot.node.ts";
import { ClickHouseFailure, type Connection, connect, named } from "./connection.node.ts";
import { textLiteral } from "./literal.ts";
import { encodedRows, type NewRow, rowOfItem } from "./new-rows.ts";
import { openTables } from "./open-tables.node.ts";
import type { RetryOptions } from "./retry.ts";
import { rowBinaryWriter } from "./row-binary.ts";
import { type SnapshotBase, snapshotBase } from "./snapshot-base.node.ts";
import { keptIdsStatement, rowsStatement } from "./statements.ts";
import { ROW_STATE, type TableDescription, type TableNames, tableNames } from "./tables.ts";
import { sameVisibility } from "./visibility.ts";
import { nextVersion, openWriteLog, type WriteLog } from "./write-log.node.ts";

export interface ClickHouseStoreOptions {
  /** d; must be that of the tables where there are some. Needed to make them. */
  readonly dimension?: number;
  /** Whether tables are made where there are none. Default: where the dimension is given. */
  readonly create?: boolean;
  /** How patiently what fails for a reason that may pass is tried again. */
  readonly retry?: RetryOptions;
}

/** A store on ClickHouse; its snapshots also give the linear model's sums. */
export interface ClickHouseStore extends PatternStore {
  snapshot(): Promise<ClickHouseSnapshot>;
}

/** See `openClickHouseStore`, which loads this when it is called. */
export async function openClusterStore(
  url: string,
  options: ClickHouseStoreOptions = {},
): Promise<ClickHouseStore> {
  const address = parseClickHouseUrl(url);
  const { dimension, retry = {} } = options;
  if (dimension !== undefined) requireCount(dimension, "openClickHouseStore: dimension");
  const connection = connect(address, retry);
  try {
    const opened = await named("openClickHouseStore", () => openTables(connection, address, options));
    return new ClusterStore(address, connection, opened);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Ids are asked for in pieces of so many. */
const PIECE_IDS = 5000;
/** Its square, d times, is still a number of float32. */
const FAR = -1e15;

class ClusterStore implements ClickHouseStore {
  readonly name: string;
  readonly dimension: number;
  readonly capabilities = { durable: true, shared: true, pushDown: true } as const;
  readonly #connection: Connection;
  readonly #description: TableDescription;
  readonly #scales: boolean;
  readonly #tables: TableNames;
  readonly #log: WriteLog;
  #base: SnapshotBase | undefined;
  #open = true;

  constructor(
    address: ClickHouseAddress,
    connection: Connection,
    { description, scales }: { description: TableDescription; scales: boolean },
  ) {
    [this.name, this.dimension, this.#connection] = [address.name, description.dimension, connection];
    [this.#description, this.#scales] = [description, scales];
    this.#tables = tableNames({ table: address.table, cluster: description.cluster });
    this.#log = openWriteLog(connection, this.#tables.log);
  }

  async append(items: readonly NewItem[]): Promise<void> {
    this.#requireOpen("append");
    const prepared = prepareItems(items, this.dimension, "append");
    if (prepared.length > 0) await this.#change("append", prepared.map(rowOfItem));
  }

  async delete(ids: readonly string[]): Promise<number> {
    this.#requireOpen("delete");
    const there = await named("delete", () => this.#keptIds([...new Set(ids)]));
    if (there.length > 0)
      await this.#change(
        "delete",
        there.map((id) => this.#rowOfDeletion(id)),
      );
    return there.length;
  }

  async get(ids: readonly string[]): Promise<(KeptItem | undefined)[]> {
    this.#requireOpen("get");
    return named("get", async () => {
      const visibility = await this.#log.visibility();
      const items = new Map<string, KeptItem>();
      for (const piece of piecesOf([...new Set(ids)], PIECE_IDS)) {
        const sql = rowsStatement(this.#tables.all, visibility, piece);
        await this.#connection.rows(sql, (row) => {
          const [id, state, vector, json] = [row.text(), row.uint8(), row.floats(), row.text()];
          const payload = payloadOf(state === ROW_STATE.withPayload ? json : undefined);
          if (state !== ROW_STATE.deleted) items.set(id, { id, vector, payload });
        });
      }
      return ids.map((id) => items.get(id));
    });
  }

  async count(): Promise<number> {
    this.#requireOpen("count");
    return named("count", async () => (await this.#currentBase()).count);
  }

  async snapshot(): Promise<ClickHouseSnapshot> {
    this.#requireOpen("snapshot");
    const base = await named("snapshot", () => this.#currentBase());
    return openClickHouseSnapshot({
      ...base,
      connection: this.#connection,
      description: this.#description,
      features: this.#tables.features,
      scales: this.#scales,
      requireOpen: (caller) => this.#requireOpen(caller),
    });
  }

  async blob(name: string): Promise<Uint8Array | undefined> {
    this.#requireOpen("blob");
    const sql = `SELECT there, bytes FROM ${this.#tables.blobs} WHERE name = ${textLiteral(name)} ORDER BY version DESC LIMIT 1`;
    const read = (row: { uint8(): number; bytes(): Uint8Array }): Uint8Array | undefined => {
      const [there, bytes] = [row.uint8(), row.bytes()];
      return there ? Uint8Array.from(bytes) : undefined;
    };
    const [found] = await named("blob", () => this.#connection.rows(sql, read, ONE_SHARD));
    return found;
  }

  async setBlob(name: string, bytes: Uint8Array | undefined): Promise<void> {
    this.#requireOpen("setBlob");
    requireText(name, "a blob", "setBlob");
    const sql = `SELECT max(version) FROM ${this.#tables.blobs} WHERE name = ${textLiteral(name)}`;
    await named("setBlob", async () => {
      const [latest] = await this.#connection.rows(sql, (row) => row.uint64(), ONE_SHARD);
      const row = rowBinaryWriter(64 + (bytes?.length ?? 0));
      row.text(name);
      row.uint64(nextVersion(latest));
      row.uint8(bytes ? 1 : 0);
      row.bytes(bytes ?? new Uint8Array());
      await this.#connection.retrying(() => this.#connection.insert(this.#tables.blobs, row.done()));
    });
  }

  async blobNames(): Promise<string[]> {
    this.#requireOpen("blobNames");
    const sql = `SELECT name FROM ${this.#tables.blobs} GROUP BY name HAVING argMax(there, version) = 1`;
    const names = await named("blobNames", () => this.#connection.rows(sql, (row) => row.text()));
    return names.sort();
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#connection.close();
  }

  async #currentBase(): Promise<SnapshotBase> {
    const visibility = await this.#log.visibility();
    if (!this.#base || !sameVisibility(this.#base.source.visibility, visibility)) {
      this.#base = await snapshotBase(this.#connection, this.#tables, visibility);
    }
    return this.#base;
  }

  #requireOpen(caller: string): void {
    if (!this.#open) throw new Error(`${caller}: this store is closed; open it again`);
  }

  /** Writes rows under one version. Where that fails midway, all of them are written again under another one. */
  async #change(caller: string, rows: readonly NewRow[]): Promise<void> {
    try {
      const version = await this.#connection.retrying(async () => {
        const version = await this.#log.begin();
        for (const bytes of encodedRows(rows, version))
          await this.#connection.insert(this.#tables.all, bytes);
        return version;
      });
      await this.#log.keep(version);
    } catch (error) {
      if (!(error instanceof ClickHouseFailure)) throw error;
      const what =
        caller === "append"
          ? "none of it is kept unless it is seen later"
          : "nothing is deleted unless it is seen later";
      throw new ClickHouseFailure(`${caller}: ${error.message}; ${what}: ${caller} again`, error.passing);
    }
  }

  /** A vector index takes no empty vectors; where there is one, a deletion's is far from any other. */
  #rowOfDeletion(id: string): NewRow {
    const vector = new Float32Array(this.#description.index === undefined ? 0 : this.dimension).fill(FAR);
    return { id, state: ROW_STATE.deleted, vector, json: "" };
  }

  async #keptIds(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const visibility = await this.#log.visibility();
    const found: string[] = [];
    for (const piece of piecesOf(ids, PIECE_IDS)) {
      const sql = keptIdsStatement(this.#tables.all, visibility, piece);
      found.push(...(await this.#connection.rows(sql, (row) => row.text())));
    }
    return found;
  }
}

const ONE_SHARD = { optimize_skip_unused_shards: 1 };

function* piecesOf<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let first = 0; first < list.length; first += size) yield list.slice(first, first + size);
}
