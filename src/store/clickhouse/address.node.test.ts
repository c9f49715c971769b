import { expect, test } from "vitest";
import { isClickHouseUrl, parseClickHouseUrl } from "./address.node.ts";

test("all parts of an address", () => {
  const url =
    "clickhouse://me:se%40cret@db.example:8200/photos?cluster=memory&table=faces&nodes=b:1,c:2&features=elu&index=cosine&quorum=2&timeout=5";
  expect(parseClickHouseUrl(url, {})).toEqual({
    name: "clickhouse://db.example:8200/photos?cluster=memory&table=faces&nodes=b:1,c:2&features=elu&index=cosine&quorum=2&timeout=5",
    endpoint: "http://db.example:8200",
    nodes: ["http://b:1", "http://c:2"],
    user: "me",
    password: "se@cret",
    database: "photos",
    table: "faces",
    cluster: "memory",
    features: true,
    index: "cosine",
    quorum: "2",
    timeoutMs: 5000,
  });
});

test("what is left out", () => {
  const { name, endpoint, user, password, ...rest } = parseClickHouseUrl("clickhouse://db", {});
  expect({ name, endpoint, user, password }).toEqual({
    name: "clickhouse://db:8123/default?table=memory",
    endpoint: "http://db:8123",
    user: "default",
    password: "",
  });
  expect(rest).toEqual({
    nodes: [],
    database: "default",
    table: "memory",
    cluster: undefined,
    features: false,
    index: undefined,
    quorum: undefined,
    timeoutMs: 300_000,
  });
  const secure = parseClickHouseUrl("clickhouse://db/?secure=true&nodes=b:9", {});
  expect([secure.endpoint, ...secure.nodes]).toEqual(["https://db:8443", "https://b:9"]);
  expect(parseClickHouseUrl("clickhouse://db:80/", {}).endpoint).toBe("http://db:80");
  expect(parseClickHouseUrl("clickhouse://[::1]:9/", {}).endpoint).toBe("http://[::1]:9");
});

test("credentials from the environment, those of the address first", () => {
  const variables = { MADELEINE_CLICKHOUSE_USER: "u", MADELEINE_CLICKHOUSE_PASSWORD: "p" };
  const asked = parseClickHouseUrl("clickhouse://db/", variables);
  expect([asked.user, asked.password]).toEqual(["u", "p"]);
  const given = parseClickHouseUrl("clickhouse://me:mine@db/", variables);
  expect([given.user, given.password]).toEqual(["me", "mine"]);
});

test("the name opens the same store, and has no credentials", () => {
  const first = parseClickHouseUrl("clickhouse://me:mine@db/x?cluster=c&secure=true", {});
  expect(first.name).toBe("clickhouse://db:8443/x?cluster=c&secure=true&table=memory");
  const again = parseClickHouseUrl(first.name, {});
  expect({ ...again, user: "me", password: "mine" }).toEqual(first);
});

test.each([
  ["file.memory", "the address can't be read"],
  ["clickhouse://me:pa55word@:/x", "the address can't be read"],
  ["clickhouse://me:pa55word@db/x?tabel=y", 'there is no parameter "tabel"'],
  ["clickhouse://me:pa55word@db/x-y", 'the database must be letters, digits and underscores, got "x-y"'],
  ["clickhouse://me:pa55word@db/?table=a;b", 'the table must be letters, digits and underscores, got "a;b"'],
  ["clickhouse://me:pa55word@db/?cluster='", "the cluster must be letters"],
  ["clickhouse://me:pa55word@db/?secure=yes", 'secure must be true or false, got "yes"'],
  ["clickhouse://me:pa55word@db/?nodes=b", 'nodes must be host:port, separated by commas, got "b"'],
  ["clickhouse://me:pa55word@db/?index=dot", "index must be cosine or squared-euclidean"],
  ["clickhouse://me:pa55word@db/?quorum=0", "quorum must be auto or a whole number"],
  ["clickhouse://me:pa55word@db/?timeout=-1", "timeout must be seconds > 0"],
])("misuse: %s", (url, message) => {
  expect(() => parseClickHouseUrl(url, {})).toThrow(RangeError);
  expect(() => parseClickHouseUrl(url, {})).toThrow(`openClickHouseStore: ${message}`);
  expect(() => parseClickHouseUrl(url, {})).not.toThrow("pa55word");
});

test("which texts are addresses", () => {
  expect(["clickhouse://db", "photos.memory", "./clickhouse:/x", "http://db"].map(isClickHouseUrl)).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
