import { randomBytes, randomInt } from "node:crypto";
import type { Connection } from "./connection.node.ts";
import { rowBinaryWriter } from "./row-binary.ts";
import type { Visibility } from "./visibility.ts";

/**
 * The order of changes, in a table on one shard. A change takes a version, says that it begins, writes its rows with
 * that version wherever they belong, and says that it is kept: from then on all of them are seen, and never some.
 */
export interface WriteLog {
  /**
   * Begins a change; its version is above that of every change kept so far, and no other change has it.
   *
   * Whoever looks meanwhile either sees that the version is begun and leaves it out, or looked before that and sees
   * only what was kept by then; should something later be among that already, the version is given up for another.
   * Where it fails, it may be done again.
   */
  begin(): Promise<bigint>;
  /** Keeps a change. May be done again. */
  keep(version: bigint): Promise<void>;
  /** What is seen now. */
  visibility(): Promise<Visibility>;
}

/** Versions are a counter, and below it bits by chance that keep writers apart. */
const CHANCE_BITS = 20n;
const ATTEMPTS = 50;
/** Other shards hold nothing of the log. */
const HERE = "place = 0";
const ONE_SHARD = { optimize_skip_unused_shards: 1 };

export function openWriteLog(connection: Connection, table: string): WriteLog {
  let latest = 0n;
  const write = async (version: bigint, kept: 0 | 1, writer: string): Promise<void> => {
    const row = rowBinaryWriter(64);
    row.uint8(0);
    row.uint64(version);
    row.uint8(kept);
    row.text(writer);
    await connection.insert(table, row.done());
  };
  return {
    async begin() {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const version = nextVersion(latest);
        const writer = randomBytes(12).toString("hex");
        await write(version, 0, writer);
        const { alone, kept, begun } = await standing(connection, table, version);
        latest = begun;
        if (alone && kept < version) return version;
        // Nothing has this version: kept, it needn't be left out for ever. Two that took the same one can't know.
        if (alone) await write(version, 1, writer);
      }
      throw new Error(`${ATTEMPTS} other changes came first each time; try again when fewer write`);
    },
    keep: (version) => connection.retrying(() => write(version, 1, "")),
    visibility: () => currentVisibility(connection, table),
  };
}

/** The next count, with new bits by chance. */
export function nextVersion(version: bigint): bigint {
  return (((version >> CHANCE_BITS) + 1n) << CHANCE_BITS) + BigInt(randomInt(2 ** Number(CHANCE_BITS)));
}

/** Whether nobody else has begun a version, and the latest kept and begun ones. */
async function standing(
  connection: Connection,
  table: string,
  version: bigint,
): Promise<{ alone: boolean; kept: bigint; begun: bigint }> {
  const [found] = await connection.rows(
    `SELECT uniqExactIf(writer, version = ${version} AND kept = 0), maxIf(version, kept = 1), max(version)
FROM ${table} WHERE ${HERE}`,
    (row) => ({ alone: row.uint64() === 1n, kept: row.uint64(), begun: row.uint64() }),
    ONE_SHARD,
  );
  return found;
}

/**
 * The latest version kept is looked up before the versions not kept: one that begins in between finds it above its own
 * and is given up.
 */
async function currentVisibility(connection: Connection, table: string): Promise<Visibility> {
  const [top] = await connection.rows(
    `SELECT max(version) FROM ${table} WHERE ${HERE} AND kept = 1`,
    (row) => row.uint64(),
    ONE_SHARD,
  );
  if (top === 0n) return { top, open: [] };
  const open = await connection.rows(
    `SELECT version FROM ${table} WHERE ${HERE} AND version < ${top}
GROUP BY version HAVING max(kept) = 0 ORDER BY version`,
    (row) => row.uint64(),
    { ...ONE_SHARD, distributed_group_by_no_merge: 1 },
  );
  return { top, open };
}
