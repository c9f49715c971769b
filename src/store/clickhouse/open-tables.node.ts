import type { ClickHouseAddress } from "./address.node.ts";
import { ClickHouseFailure, type Connection, connect } from "./connection.node.ts";
import { descriptionOf, distributedTables, localTables, type TableDescription } from "./tables.ts";

/** What is known of a store's tables once they are open. */
export interface OpenedTables {
  readonly description: TableDescription;
  /** Whether the server multiplies arrays by numbers. */
  readonly scales: boolean;
}

/**
 * Finds the tables of an address, or makes them: on this server, on the `nodes` of the address, or by `ON CLUSTER` where
 * the address names a cluster without nodes.
 * @throws Error where there are none, or something else has their name; RangeError for another dimension.
 */
export async function openTables(
  connection: Connection,
  address: ClickHouseAddress,
  { dimension, create = dimension !== undefined }: { dimension?: number; create?: boolean },
): Promise<OpenedTables> {
  let description = await describedTables(connection, address);
  if (!description && create) {
    if (dimension === undefined) {
      throw new RangeError(`openClickHouseStore: give the dimension to make ${address.name}`);
    }
    await makeTables(connection, address, dimension);
    description = await describedTables(connection, address);
  }
  if (!description) {
    throw new Error(
      `openClickHouseStore: there is no ${address.name}; give the dimension to make it, or keep a memory there with \`madeleine remember --store\``,
    );
  }
  if (dimension !== undefined && dimension !== description.dimension) {
    throw new RangeError(
      `openClickHouseStore: ${address.name} holds vectors of ${description.dimension} numbers, not ${dimension}; choose another with table=…`,
    );
  }
  return { description, scales: await multipliesArrays(connection) };
}

async function describedTables(
  connection: Connection,
  { table, name }: ClickHouseAddress,
): Promise<TableDescription | undefined> {
  const sql = `SELECT comment FROM system.tables WHERE database = currentDatabase() AND name = '${table}'`;
  const [comment] = await connection.rows(sql, (row) => row.text());
  if (comment === undefined) return undefined;
  const description = descriptionOf(comment);
  if (description) return description;
  throw new Error(`openClickHouseStore: the table of ${name} is not a store's; choose another with table=…`);
}

async function makeTables(
  connection: Connection,
  address: ClickHouseAddress,
  dimension: number,
): Promise<void> {
  const shape = { ...address, dimension };
  const statements = [...localTables(shape), ...distributedTables(shape)];
  if (address.cluster !== undefined && address.nodes.length === 0) {
    for (const sql of statements) await connection.run(onCluster(sql, address.cluster));
    return;
  }
  // This server last: its table says that the store is there.
  for (const endpoint of address.nodes) {
    const node = connect(address, {}, { endpoint });
    try {
      for (const sql of statements) await node.run(sql);
    } finally {
      await node.close();
    }
  }
  for (const sql of statements) await connection.run(sql);
}

const onCluster = (sql: string, cluster: string): string =>
  sql.replace(/^(CREATE (?:TABLE|MATERIALIZED VIEW) IF NOT EXISTS \w+)/, `$1 ON CLUSTER '${cluster}'`);

/** ClickHouse 25 and later do. */
async function multipliesArrays(connection: Connection): Promise<boolean> {
  try {
    await connection.rows("SELECT CAST('[1]', 'Array(Float32)') * toFloat64(2)", (row) => row.doubles());
    return true;
  } catch (error) {
    if (error instanceof ClickHouseFailure && !error.passing) return false;
    throw error;
  }
}
