import type { TestProject } from "vitest/node";
import { startCluster } from "./cluster.ts";
import { installedClickHouse } from "./install.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where ClickHouse is installed. */
    clickHouseHome: string;
  }
}

/** Installs ClickHouse where it is missing, and runs three shards for all tests to use; they end with the tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = installedClickHouse((line) => process.stderr.write(`${line}\n`));
  project.provide("clickHouseHome", home);
  if (process.env.MADELEINE_CLICKHOUSE !== undefined) return async () => {};
  const cluster = await startCluster(home);
  process.env.MADELEINE_CLICKHOUSE = cluster.url;
  return () => cluster.stop();
}
