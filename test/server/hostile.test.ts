import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync, gzipSync } from "node:zlib";
import { type RunningServer, startServer } from "madeleine/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../cli/run.ts";
import { drawItems } from "./items.ts";
import { raw, rawGet } from "./raw.ts";
import { ask } from "./running.ts";

const outside = scratchFolder();
const [folder, page] = [join(outside, "memories"), join(outside, "page")];
const faults: string[] = [];
let server: RunningServer;
beforeAll(async () => {
  mkdirSync(folder);
  mkdirSync(join(page, "assets"), { recursive: true });
  writeFileSync(join(outside, "secret.memory"), "secret");
  writeFileSync(join(outside, "secret.txt"), "secret");
  writeFileSync(join(page, "index.html"), "<!doctype html><title>the page</title>");
  writeFileSync(join(page, "assets", "app-0123abcd.js"), "export {};");
  server = await startServer({
    ...{ folder, page, version: "1.0.0", threads: false, onFault: (error) => faults.push(error.message) },
    limits: { bodyBytes: 100_000, headersMs: 200, requestMs: 400, idleMs: 2000 },
  });
  await ask(`${server.url}/memories/words?calibrate=false`, "PUT", { items: drawItems(5) });
});
afterAll(() => server?.close());
const at = (path: string): string => `${server.url}${path}`;
const recall = (): string => at("/memories/words/recall");

describe("paths", () => {
  it.each([
    "/memories/../../secret",
    "/memories/..%2f..%2fsecret",
    "/memories/%2e%2e%2fsecret",
    "/memories/..%5csecret",
    "/memories/words%00",
    "/memories/words/items/..%2f..%2f..%2fsecret.txt/picture",
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/assets/../../secret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "//etc/passwd",
    "/%",
  ])("lead to nothing outside: %s", async (path) => {
    const answer = await rawGet(server.port, path);
    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
    expect(answer).not.toMatch(/secret"|root:/);
  });

  it("lead to the page's files, which say how long they last", async () => {
    const index = await fetch(at("/"));
    expect([await index.text(), index.headers.get("cache-control")]).toEqual([
      expect.stringContaining("the page"),
      "no-cache",
    ]);
    const script = await fetch(at("/assets/app-0123abcd.js"));
    expect(script.headers.get("cache-control")).toContain("immutable");
    expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    const again = await fetch(at("/"), { headers: { "If-None-Match": index.headers.get("etag") ?? "" } });
    expect(again.status).toBe(304);
  });
});

describe("bodies", () => {
  it("that are too large are refused, whether they say so or not", async () => {
    const body = JSON.stringify({ vector: Array(60_000).fill(1) });
    const told = await fetch(recall(), {
      method: "POST",
      body,
      headers: { "Content-Type": "application/json" },
    });
    expect([told.status, told.headers.get("content-type")]).toEqual([413, "application/problem+json"]);
    const chunks = `${"186A0"}\r\n${"x".repeat(100_000)}\r\n5\r\nxxxxx\r\n`;
    const head =
      "POST /memories/words/recall HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    const untold = await raw(server.port, `${head}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`);
    expect(untold).toMatch(/^HTTP\/1\.1 413 /);
  });

  it("that are compressed are refused before anything is unpacked", async () => {
    const body = new Uint8Array(gzipSync(Buffer.alloc(50_000_000)));
    const headers = { "Content-Type": "application/json", "Content-Encoding": "gzip" };
    expect((await fetch(recall(), { method: "POST", body, headers })).status).toBe(415);
  });

  it.each([
    ["cut short", `{"vector": [1, 2`, "application/json", 400],
    ["of another form", `{"vector": {"0": 1}}`, "application/json", 400],
    ["with a number that isn't finite", `{"vector": [1e999]}`, "application/json", 400],
    [
      "with a number beyond float32",
      JSON.stringify({ vector: Array(32).fill(1e300) }),
      "application/json",
      422,
    ],
    ["of another length", `{"vector": [1, 2, 3]}`, "application/json", 422],
    ["of another type", "vector=1", "application/x-www-form-urlencoded", 415],
    ["without a type", `{"vector": [1]}`, "", 415],
    ["that are no form", "--x", "multipart/form-data; boundary=y", 400],
    ["nested very deeply", `{"vector":${"[".repeat(40_000)}`, "application/json", 400],
    ["with a name of its own for everything", `{"__proto__": {"vector": [1]}}`, "application/json", 400],
  ])("%s are refused in one plain line", async (_, body, type, status) => {
    const answer = await fetch(recall(), {
      ...{ method: "POST", body: new Uint8Array(Buffer.from(body)) },
      headers: type === "" ? {} : { "Content-Type": type },
    });
    const problem = (await answer.json()) as { detail: string };
    expect([answer.status, problem.detail]).toEqual([status, expect.stringMatching(/^[^\n]+$/)]);
    expect(problem.detail).not.toMatch(/\bat .*:\d+|node_modules|\/src\//);
  });

  it("that are nested so deeply that readers run out of stack are refused", async () => {
    const [vector, deep] = [JSON.stringify(drawItems(1)[0].vector), 20_000];
    const payload = `${"[".repeat(deep)}${"]".repeat(deep)}`;
    const answer = await fetch(at("/memories/words/items"), {
      ...{ method: "POST", headers: { "Content-Type": "application/json" } },
      body: `{"items": [{"id": "deep", "vector": ${vector}, "payload": ${payload}}]}`,
    });
    const detail = "items[0].payload: is nested deeper than 100 levels";
    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ detail })]);
  });

  it("that claim to be giant pictures aren't decoded", async () => {
    const picture = new Uint8Array(pngOf(50_000, 50_000));
    const answer = await fetch(at("/memories/bomb"), { method: "PUT", body: formOf(picture) });
    expect(await answer.json()).toMatchObject({
      status: 422,
      detail: expect.stringContaining("50000 × 50000 pixels"),
    });
    expect(readdirSync(folder)).toEqual(["words.memory"]);
  });
});

describe("clients that are slow", () => {
  it("to send their headers are sent away", async () => {
    const answer = await raw(server.port, "GET /memories HTTP/1.1\r\nHost: localhost\r\n", {
      every: 50,
      part: "X: y\r\n",
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("to send their body are sent away", async () => {
    const head =
      "POST /memories/words/recall HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    const answer = await raw(server.port, `${head}Content-Length: 5000\r\n\r\n{`, { every: 50, part: " " });
    expect(answer === "" || answer.startsWith("HTTP/1.1 408 ")).toBe(true);
  });
});

describe("other names and pages", () => {
  it.each(["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example", ""])(
    "the host %j isn't answered",
    async (host) => {
      expect(await rawGet(server.port, "/memories", `Host: ${host}\r\n`)).toMatch(/^HTTP\/1\.1 4(21|00) /);
    },
  );

  it.each(["localhost", "LOCALHOST:1", "127.0.0.1:5", "[::1]:5"])("the host %j is", async (host) => {
    expect(await rawGet(server.port, "/memories", `Host: ${host}\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it.each(["http://evil.example", "null", "https://localhost.evil.example", "http://localhost:1"])(
    "pages of %s are refused, and none are invited",
    async (origin) => {
      const answer = await fetch(at("/memories"), { headers: { Origin: origin } });
      expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([403, null]);
      const asked = { Origin: origin, "Access-Control-Request-Method": "PUT" };
      expect((await fetch(at("/memories/x"), { method: "OPTIONS", headers: asked })).status).toBe(403);
    },
  );

  it("the server's own pages are not", async () => {
    expect((await fetch(at("/memories"), { headers: { Origin: server.url } })).status).toBe(200);
  });
});

it("still answers after all of that, and was never at fault", async () => {
  expect((await ask(recall(), "POST", { vector: drawItems(5)[2].vector })).body).toMatchObject({
    items: [{ id: "item 2" }, {}, {}, {}, {}],
  });
  expect(faults).toEqual([]);
});

function formOf(picture: Uint8Array<ArrayBuffer>): FormData {
  const form = new FormData();
  form.append("pictures", new Blob([picture]), "bomb.png");
  return form;
}

/** A PNG file that claims to be of any size. */
function pngOf(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 1;
  const rows = deflateSync(Buffer.alloc(1_000_000));
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([magic, chunk("IHDR", head), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))]);
}
