import type { Connection } from "./connection.node.ts";
import { counting, countStatement, type Source, supersededStatement } from "./statements.ts";
import { ROW_STATE, type TableNames } from "./tables.ts";
import { type Superseded, seen, type Visibility } from "./visibility.ts";

/** What a snapshot is made of, and made of again as long as nothing has changed. */
export interface SnapshotBase {
  readonly source: Source;
  readonly count: number;
}

/** Up to so many rows that don't count are named; more are left to the shards. */
const NAMED_ROWS = 1000;

/** Finds which of the rows that are seen count, and how many. */
export async function snapshotBase(
  connection: Connection,
  { all, local }: Pick<TableNames, "all" | "local">,
  visibility: Visibility,
): Promise<SnapshotBase> {
  const superseded = visibility.top === 0n ? [] : await supersededRowsOf(connection, all, visibility);
  const source = { all, local, visibility, superseded };
  const named = superseded === "many" ? 0 : superseded.length;
  const condition = superseded === "many" ? counting(source) : seen(visibility);
  const [rows] = await connection.rows(countStatement(all, condition), (row) => Number(row.uint64()));
  return { source, count: rows - named };
}

async function supersededRowsOf(
  connection: Connection,
  all: string,
  visibility: Visibility,
): Promise<Superseded> {
  const sql = supersededStatement({ all }, visibility, NAMED_ROWS + 1);
  const settings = { distributed_group_by_no_merge: 1, optimize_aggregation_in_order: 1 };
  const found = await connection.rows(
    sql,
    (row) => {
      const [id, versions, state] = [row.text(), row.uint64s(), row.uint8()];
      const latest = versions.reduce((most, version) => (version > most ? version : most), 0n);
      const old = state === ROW_STATE.deleted ? versions : versions.filter((version) => version !== latest);
      return old.map((version) => [id, version] as const);
    },
    settings,
  );
  const rows = found.flat();
  return rows.length > NAMED_ROWS ? "many" : rows;
}
