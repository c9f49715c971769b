import { Readable } from "node:stream";
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import type { ClickHouseAddress } from "./address.node.ts";
import { type ClusterServer, failureLine, failureOf, isPassing } from "./failure.ts";
import { type RetryOptions, retrying } from "./retry.ts";
import { type RowBinaryReader, rowBinaryReader } from "./row-binary.ts";

/** A failure of the cluster or of the way to it, in one plain line. */
export class ClickHouseFailure extends Error {
  /** Whether the same may work later. */
  readonly passing: boolean;

  constructor(message: string, passing: boolean) {
    super(message);
    this.passing = passing;
  }
}

/** Names the function in a failure of the cluster. */
export async function named<T>(caller: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof ClickHouseFailure)) throw error;
    throw new ClickHouseFailure(`${caller}: ${error.message}`, error.passing);
  }
}

export type Settings = Readonly<Record<string, string | number>>;

/** A server, spoken to in statements. What fails for a reason that may pass is tried again, unless it says otherwise. */
export interface Connection {
  /** Runs a statement and reads its rows (RowBinary), all of them; the server sends nothing before it has them all. */
  rows<T>(sql: string, read: (reader: RowBinaryReader) => T, settings?: Settings): Promise<T[]>;
  /** Runs a statement without rows. */
  run(sql: string, settings?: Settings): Promise<void>;
  /** Inserts rows in RowBinary, once: whether they were kept is unknown where it fails. */
  insert(into: string, rows: Uint8Array): Promise<void>;
  /** A statement's rows as they come, in pieces of bytes. */
  stream(sql: string, settings?: Settings): Promise<AsyncIterable<Uint8Array>>;
  /** Tries again what `attempt` does, as long as it fails with what may pass. */
  retrying<T>(attempt: () => Promise<T>): Promise<T>;
  /** An error as one plain line. */
  failure(error: unknown): ClickHouseFailure;
  close(): Promise<void>;
}

/** Sent with every statement. */
const ALWAYS: Settings = {
  max_query_size: 1 << 30,
  // Failing beats leaving a shard out.
  skip_unavailable_shards: 0,
};

/** Sent with every insert. */
const INSERT: Settings = {
  distributed_foreground_insert: 1,
  async_insert: 0,
  // A statement's rows become one part, whole or not at all.
  max_insert_block_size: 1 << 20,
  min_insert_block_size_bytes: 1 << 30,
};

/** Connects to one address of a store; nothing is sent yet. */
export function connect(
  address: ClickHouseAddress,
  retry: RetryOptions,
  { endpoint = address.endpoint }: { endpoint?: string } = {},
): Connection {
  const { user, password, database, quorum, timeoutMs } = address;
  const client: ClickHouseClient = createClient({
    url: endpoint,
    username: user,
    password,
    database,
    request_timeout: timeoutMs,
    application: "madeleine",
    log: { level: ClickHouseLogLevel.OFF },
    clickhouse_settings: {
      ...ALWAYS,
      max_execution_time: Math.ceil(timeoutMs / 1000),
      ...(quorum !== undefined && { select_sequential_consistency: "1" }),
    },
  });
  return new HttpConnection(client, address, { endpoint, retry });
}

class HttpConnection implements Connection {
  readonly #client: ClickHouseClient;
  readonly #address: ClickHouseAddress;
  readonly #endpoint: string;
  readonly #retry: RetryOptions;
  #servers: readonly ClusterServer[] | undefined;

  constructor(
    client: ClickHouseClient,
    address: ClickHouseAddress,
    { endpoint, retry }: { endpoint: string; retry: RetryOptions },
  ) {
    [this.#client, this.#address, this.#endpoint, this.#retry] = [client, address, endpoint, retry];
  }

  rows<T>(sql: string, read: (reader: RowBinaryReader) => T, settings: Settings = {}): Promise<T[]> {
    return this.retrying(async () => {
      const bytes = await this.#send(sql, { ...settings, wait_end_of_query: 1 });
      const reader = rowBinaryReader(bytes);
      const rows: T[] = [];
      while (!reader.atEnd()) rows.push(read(reader));
      return rows;
    });
  }

  async run(sql: string, settings: Settings = {}): Promise<void> {
    await this.retrying(() => this.#send(sql, settings));
  }

  async insert(into: string, rows: Uint8Array): Promise<void> {
    const { quorum } = this.#address;
    const settings = { ...INSERT, ...(quorum !== undefined && { insert_quorum: quorum }) };
    await this.#attempt(() => this.#send(`INSERT INTO ${into} FORMAT RowBinary`, settings, rows));
  }

  stream(sql: string, settings: Settings = {}): Promise<AsyncIterable<Uint8Array>> {
    return this.#attempt(async () => {
      const { stream } = await this.#client.exec({
        query: `${sql} FORMAT RowBinary`,
        clickhouse_settings: { ...settings },
      });
      return stream;
    });
  }

  retrying<T>(attempt: () => Promise<T>): Promise<T> {
    return retrying(
      () => this.#attempt(attempt),
      (error) => error instanceof ClickHouseFailure && error.passing,
      this.#retry,
    );
  }

  failure(error: unknown): ClickHouseFailure {
    if (error instanceof ClickHouseFailure) return error;
    const failure = failureOf(error);
    const { user, password } = this.#address;
    const secrets = [password, user === "default" ? "" : user];
    const where = { endpoint: this.#endpoint, secrets };
    return new ClickHouseFailure(failureLine(failure, this.#servers ?? [], where), isPassing(failure));
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async #attempt<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof ClickHouseFailure) throw error;
      await this.#learnServers();
      throw this.failure(error);
    }
  }

  async #send(sql: string, settings: Settings, values?: Uint8Array): Promise<Uint8Array> {
    const clickhouse_settings = { ...settings };
    const { stream } = values
      ? await this.#client.exec({ query: sql, clickhouse_settings, values: Readable.from([values]) })
      : await this.#client.exec({
          query: isQuestion(sql) ? `${sql} FORMAT RowBinary` : sql,
          clickhouse_settings,
        });
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** Which servers there are, to be able to name one that is down: asked once something has failed. */
  async #learnServers(): Promise<void> {
    const { cluster } = this.#address;
    if (this.#servers || cluster === undefined) return;
    try {
      const sql = `SELECT toUInt32(shard_num), host_name, host_address, toUInt32(port) FROM system.clusters WHERE cluster = '${cluster}'`;
      const reader = rowBinaryReader(await this.#send(sql, {}));
      const servers: ClusterServer[] = [];
      while (!reader.atEnd()) {
        servers.push({
          shard: reader.uint32(),
          host: reader.text(),
          address: reader.text(),
          port: reader.uint32(),
        });
      }
      this.#servers = servers;
    } catch {
      // This server doesn't answer either: the first error says so.
    }
  }
}

const isQuestion = (sql: string): boolean => /^(SELECT|WITH)\b/.test(sql);
