import { isClickHouseUrl, parseClickHouseUrl } from "../store/index.node.ts";
import { asUsage, UsageError } from "./usage.ts";

export const STORE_FLAG = "--store <address>";
export const storeHelp = "clickhouse://user@host:8123/database?cluster=name&table=memory";

/**
 * Passes the address of a store on, which may hold a password and is never shown.
 * @throws UsageError where it can't be read.
 */
export function storeAddress(text: string): string {
  if (!isClickHouseUrl(text))
    throw new UsageError(`--store takes an address like ${storeHelp}; a folder or file goes without it`);
  asUsage(() => parseClickHouseUrl(text));
  return text;
}

/** @throws UsageError for an address of a store in place of a folder or file; it may hold a password and is not shown. */
export function requireNoAddress(path: string): void {
  if (isClickHouseUrl(path)) throw new UsageError("an address of a store goes with --store");
}

/** @throws UsageError unless exactly one of two ways to name a memory is taken. */
export function requireOne(ways: Readonly<Record<string, string | undefined>>): void {
  const names = Object.keys(ways);
  const given = names.filter((name) => ways[name] !== undefined);
  if (given.length === 1) return;
  throw new UsageError(
    given.length === 0
      ? `give a memory: ${names.join(" or ")}`
      : `give one of ${names.join(" and ")}, not both`,
  );
}
