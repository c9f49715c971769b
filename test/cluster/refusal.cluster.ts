import { openClickHouseStore } from "madeleine/store/node";
import { afterAll, expect, test } from "vitest";
import { dropTables } from "../stores/clickhouse-stores.ts";

const address = process.env.MADELEINE_CLICKHOUSE ?? "";
const tables = ["refused", "foreign"];
afterAll(() => dropTables(address, tables));

const sql = (body: string): Promise<Response> =>
  fetch(address.replace("clickhouse:", "http:").replace(/\/default\?.*/, "/"), { method: "POST", body });

test("what isn't there, or is something else, is told in one line", async () => {
  const url = `${address}&table=refused`;
  await expect(openClickHouseStore(url)).rejects.toThrow(
    /^openClickHouseStore: there is no clickhouse:\S+; give the dimension/,
  );
  const store = await openClickHouseStore(url, { dimension: 3 });
  await store.close();
  await expect(openClickHouseStore(url, { dimension: 4 })).rejects.toThrow(
    "holds vectors of 3 numbers, not 4",
  );
  const again = await openClickHouseStore(`${address.replace(/[?].*/, "")}?table=refused`);
  await again.append([{ id: "a", vector: Float32Array.of(1, 2, 3) }]);
  expect(await again.count()).toBe(1);
  await again.close();
  await sql("CREATE TABLE foreign (x Int8) ENGINE = MergeTree ORDER BY x");
  await expect(openClickHouseStore(`${address}&table=foreign`, { dimension: 3 })).rejects.toThrow(
    /^openClickHouseStore: the table of \S+ is not a store's; choose another with table=…$/,
  );
});

test("a wrong password is told without it", async () => {
  const url = `${address.replace("//", "//nobody:pa55word@")}&table=refused`;
  const failure = await openClickHouseStore(url).then(
    () => "",
    (error) => `${error}\n${error.stack}`,
  );
  expect(failure).toContain("openClickHouseStore: ClickHouse refuses (code 516)");
  expect(failure).not.toMatch(/pa55word|nobody/);
});

test("what is written by others can't be of another dimension", async () => {
  const response = await sql("INSERT INTO refused VALUES ('b', 1, 1, [1, 2], '')");
  expect(response.ok).toBe(false);
  expect(await response.text()).toContain("Constraint `dimension`");
});
