import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { inspect } from "node:util";
import { afterEach, expect, test } from "vitest";
import { parseClickHouseUrl } from "./address.node.ts";
import { openClusterStore } from "./clickhouse-store.node.ts";
import { ClickHouseFailure, type Connection, connect } from "./connection.node.ts";
import { rowBinaryWriter } from "./row-binary.ts";

type Answer = (response: ServerResponse, sql: string, body: Buffer) => void;

let server: Server | undefined;
let connection: Connection | undefined;
const pauses: number[] = [];
const retry = { attempts: 4, pauseMs: 10, sleep: async (ms: number) => pauses.push(ms) };

afterEach(async () => {
  await connection?.close();
  server?.closeAllConnections();
  server?.close();
  [server, connection, pauses.length] = [undefined, undefined, 0];
});

/** A server that answers each statement by the next of the answers, and keeps the last one; its address. */
async function serving(
  answers: readonly Answer[],
): Promise<{ url: string; asked: string[]; requests: IncomingMessage[] }> {
  const [asked, requests]: [string[], IncomingMessage[]] = [[], []];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const sql = new URL(request.url ?? "", "http://x").searchParams.get("query") ?? body.toString();
    requests.push(request);
    answers[Math.min(asked.push(sql), answers.length) - 1](response, sql, body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `clickhouse://me:pa55word@127.0.0.1:${address.port}/`, asked, requests };
}

const drop: Answer = (response) => response.socket?.destroy();
const cut: Answer = (response) => {
  response.writeHead(200, { "Content-Length": 100 });
  response.write("abc", () => response.socket?.destroy());
};
const busy: Answer = (response) => {
  response.writeHead(500, { "X-ClickHouse-Exception-Code": "202" });
  response.end("Code: 202. DB::Exception: Too many simultaneous queries. (TOO_MANY_SIMULTANEOUS_QUERIES)");
};
const refuse: Answer = (response) => {
  response.writeHead(400, { "X-ClickHouse-Exception-Code": "62" });
  response.end("Code: 62. DB::Exception: Syntax error near pa55word. (SYNTAX_ERROR) (version 26.7.2.1)");
};
const seven: Answer = (response) => response.end(Buffer.from([7]));

test("asks again where connections are dropped, cut within an answer, or the server is busy", async () => {
  const { url, asked } = await serving([drop, cut, busy, seven]);
  connection = connect(parseClickHouseUrl(url, {}), retry);
  expect(await connection.rows("SELECT 7", (row) => row.uint8())).toEqual([7]);
  expect(asked).toEqual(Array(4).fill("SELECT 7 FORMAT RowBinary"));
  expect(pauses).toEqual([10, 20, 40]);
});

test("gives up in one line that names the server", async () => {
  const { url, asked } = await serving([drop]);
  connection = connect(parseClickHouseUrl(url, {}), retry);
  const endpoint = url.replace("clickhouse://me:pa55word@", "http://").slice(0, -1);
  await expect(connection.rows("SELECT 7", (row) => row.uint8())).rejects.toThrow(
    `${endpoint} can't be reached (ECONNRESET)`,
  );
  expect(asked).toHaveLength(4);
});

test("asks once where the answer won't change, and shows no credentials anywhere", async () => {
  const { url, asked } = await serving([refuse]);
  connection = connect(parseClickHouseUrl(url, {}), retry);
  const error = await connection.run("SELECT").catch((error) => error);
  expect(error).toBeInstanceOf(ClickHouseFailure);
  expect(error.message).toBe("ClickHouse refuses (code 62): Syntax error near ….");
  expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/pa55word/);
  expect(inspect(connection, { depth: 1 })).not.toMatch(/pa55word/);
  expect(asked).toHaveLength(1);
});

test("inserts once: whether to try again is for whoever knows the version", async () => {
  const { url, asked } = await serving([drop]);
  connection = connect(parseClickHouseUrl(url, {}), retry);
  await expect(connection.insert("t", Uint8Array.of(1))).rejects.toThrow("can't be reached");
  expect(asked).toHaveLength(1);
});

test("sends credentials in a header, and what is long in the body", async () => {
  const { url, requests } = await serving([seven]);
  connection = connect(parseClickHouseUrl(url, {}), retry);
  await connection.rows(`SELECT '${"x".repeat(500_000)}'`, (row) => row.uint8());
  expect(requests[0].url?.length).toBeLessThan(2000);
  expect(requests[0].url).not.toContain("pa55word");
  expect(requests[0].headers.authorization).toBe(`Basic ${btoa("me:pa55word")}`);
});

/** A server that has a store of one number, and loses its connection at statements that match, once each. */
async function storeServing(
  lost: readonly RegExp[],
): Promise<{ url: string; asked: string[]; inserted: bigint[] }> {
  const left = [...lost];
  const [inserted, versions]: [bigint[], bigint[]] = [[], []];
  const answer: Answer = (response, sql, body) => {
    const at = left.findIndex((pattern) => pattern.test(sql));
    if (at >= 0) {
      left.splice(at, 1);
      drop(response, sql, body);
      return;
    }
    const row = rowBinaryWriter();
    if (sql.includes("system.tables")) {
      row.text("madeleine store, format 1, dimension 1, cluster none, features none, index none");
    } else if (sql.includes("toFloat64(2)")) row.bytes(new Uint8Array());
    else if (sql.startsWith("SELECT uniqExactIf")) {
      row.uint64(1n);
      row.uint64(0n);
      row.uint64(versions.at(-1) ?? 0n);
    } else if (sql.startsWith("INSERT INTO memory_log")) versions.push(body.readBigUInt64LE(1));
    else if (sql.startsWith("INSERT INTO memory ")) inserted.push(body.readBigUInt64LE(2));
    response.end(row.done());
  };
  const { url, asked } = await serving([answer]);
  return { url, asked, inserted };
}

test("rows whose insert is lost are written again under another version, and kept under that", async () => {
  const { url, asked, inserted } = await storeServing([
    /^INSERT INTO memory FORMAT/,
    /^INSERT INTO memory_log/,
  ]);
  const store = await openClusterStore(url, { retry });
  await store.append([{ id: "a", vector: Float32Array.of(1) }]);
  await store.close();
  expect(inserted).toHaveLength(1);
  const writes = asked.filter((sql) => sql.startsWith("INSERT")).map((sql) => sql.split(" ")[2]);
  const log = "memory_log";
  // Begun (lost once), rows (lost), begun, rows, kept.
  expect(writes).toEqual([log, log, "memory", log, "memory", log]);
});

test("what can't be kept is said to be so, without credentials", async () => {
  const { url } = await storeServing(Array(4).fill(/^INSERT INTO memory FORMAT/));
  const store = await openClusterStore(url, { retry });
  const error = await store.append([{ id: "a", vector: Float32Array.of(1) }]).catch((error) => error);
  expect(error.message).toMatch(
    /^append: http:\/\/127\.0\.0\.1:\d+ can't be reached \(ECONNRESET\); none of it is kept unless it is seen later: append again$/,
  );
  expect(`${store.name} ${inspect(error, { depth: 9 })} ${inspect(store, { depth: 3 })}`).not.toContain(
    "pa55word",
  );
  await store.close();
});
