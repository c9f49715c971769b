import { randomUUID } from "node:crypto";
import { openClickHouseStore } from "madeleine/store/node";
import type { StoreUnderTest } from "./stores.ts";

/** Stores on the ClickHouse server or cluster of this address, each in tables of its own, which are dropped at the end. */
export function clickHouseStores(address: string | undefined): StoreUnderTest {
  const name = "ClickHouse";
  if (address === undefined) {
    const none = async (): Promise<never> => Promise.reject(new Error("no address"));
    return {
      name,
      skipped: "MADELEINE_CLICKHOUSE is not set; npm run test:cluster",
      create: none,
      end: () => {},
    };
  }
  const tables: string[] = [];
  const suite = randomUUID().slice(0, 8);
  const urlOf = (table: string): string => `${address}${address.includes("?") ? "&" : "?"}table=${table}`;
  const tableOf = (store: { name: string }): string => String(new URL(store.name).searchParams.get("table"));
  return {
    name,
    create(dimension) {
      const table = `test_${suite}_${tables.length}`;
      tables.push(table);
      return openClickHouseStore(urlOf(table), { dimension });
    },
    placeOf: (store) => ({ kind: "clickhouse", path: urlOf(tableOf(store)), dimension: store.dimension }),
    reopen: (store) => openClickHouseStore(urlOf(tableOf(store))),
    end: () => dropTables(address, tables),
  };
}

/** Drops all tables of stores, on every node of the address. */
export async function dropTables(address: string, tables: readonly string[]): Promise<void> {
  const url = new URL(address.replace("clickhouse:", "http:"));
  const nodes = [url.host, ...(url.searchParams.get("nodes") ?? "").split(",").filter(Boolean)];
  const headers = {
    "X-ClickHouse-User": decodeURIComponent(url.username) || "default",
    "X-ClickHouse-Key": decodeURIComponent(url.password),
  };
  const names = tables.flatMap((table) => [
    `${table}_features_view`,
    ...["", "_log", "_blobs", "_features"].flatMap((part) => [`${table}${part}_all`, `${table}${part}`]),
  ]);
  if (names.length === 0) return;
  const body = `DROP TABLE IF EXISTS ${names.join()}`;
  const database = url.pathname.slice(1) || "default";
  await Promise.all(
    nodes.map((node) => fetch(`http://${node}/?database=${database}`, { method: "POST", headers, body })),
  );
}
