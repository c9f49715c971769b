/** Which changes are seen: all those kept up to a version, in the order of versions. */
export interface Visibility {
  /** The latest version kept. */
  readonly top: bigint;
  /** Versions up to it that were begun but not kept, ascending: being written, or given up. */
  readonly open: readonly bigint[];
}

/** The condition for a row to be seen. */
export function seen({ top, open }: Visibility): string {
  const upTo = `version <= ${top}`;
  return open.length === 0 ? upTo : `${upTo} AND version NOT IN (${open.join()})`;
}

export function sameVisibility(one: Visibility, other: Visibility): boolean {
  return one.top === other.top && one.open.join() === other.open.join();
}

/**
 * The condition for a row that is seen to be the one that counts: the latest of its id, and not a deletion. Which rows
 * don't count is known by id and version where they are few, else each shard finds them, along its order of ids.
 */
export type Superseded = readonly (readonly [id: string, version: bigint])[] | "many";

/** The rows that are seen but don't count, on the shard that runs it. */
export function supersededRows(table: string, visibility: Visibility): string {
  const old = "arraySort(groupArray(version))";
  return `SELECT id, arrayJoin(if(argMax(state, version) = 0, ${old}, arrayPopBack(${old}))) FROM ${table}
WHERE ${seen(visibility)} GROUP BY id HAVING count() > 1 OR min(state) = 0 SETTINGS optimize_aggregation_in_order = 1`;
}
