import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { openMemory } from "madeleine/bank/node";
import { startServer } from "madeleine/server";
import { describe, expect, it } from "vitest";
import { madeleine, scratchFolder } from "../cli/run.ts";
import { drawItems } from "./items.ts";
import { ask, serve } from "./running.ts";

describe("stopped in the middle of everything, the server", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("loses nothing that it acknowledged (%s)", async (signal) => {
    const folder = scratchFolder();
    const server = await serve(folder);
    await ask(`${server.url}/memories/words?calibrate=false`, "PUT", { items: drawItems(3) });
    const acknowledged: string[] = ["item 0", "item 1", "item 2"];
    const check = await fetch(`${server.url}/memories/words/check`, {
      ...{ method: "POST", headers: { Accept: "text/event-stream" } },
    });
    let enough = (): void => {};
    const some = new Promise<void>((resolve) => {
      enough = resolve;
    });
    const [item] = drawItems(1, 2);
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let i = 0; ; i++) {
        const id = `${writer} ${i}`;
        const items = [{ ...item, id }];
        const answer = await ask(`${server.url}/memories/words/items`, "POST", { items }).catch(
          () => undefined,
        );
        if (answer?.status !== 200) return;
        acknowledged.push(id);
        if (acknowledged.length > 20) enough();
      }
    });
    await some;
    const code = await server.stop(signal);
    await Promise.all(writers);
    expect([code, server.stderr()]).toEqual([0, ""]);
    expect(await check.text()).toMatch(/event: (result|problem)\ndata: .*\n\n$/);
    const { memory } = openMemory(join(folder, "words.memory"));
    expect(acknowledged.filter((id) => !memory.ids.includes(id))).toEqual([]);
    expect(readdirSync(folder)).toEqual(["words.memory"]);
  });

  it("gives up long work and leaves nothing half made", async () => {
    const folder = scratchFolder();
    const server = await serve(folder);
    const headers = { Accept: "text/event-stream", "Content-Type": "application/json" };
    const body = JSON.stringify({ items: drawItems(3000) });
    const making = await fetch(`${server.url}/memories/many`, { method: "PUT", headers, body });
    // Its first sign of life: it is being tried.
    const reader = (making.body ?? new ReadableStream<Uint8Array>()).getReader();
    await reader.read();
    expect(await server.stop()).toBe(0);
    let rest = "";
    for (let part = await reader.read(); !part.done; part = await reader.read())
      rest += Buffer.from(part.value);
    expect(rest).toMatch(/event: problem\ndata: \{.*"status":503.*\}\n\n$/);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("the command refuses", () => {
  it.each([
    ["to be reached from elsewhere without a token", ["--host", "0.0.0.0"], 2, /token/],
    ["a folder that isn't there", ["--folder", "nowhere"], 1, /nowhere: no such folder/],
  ])("%s", async (_, args, code, told) => {
    const run = await madeleine(["serve", "--port", "0", ...args], { cwd: scratchFolder() });
    expect(run).toMatchObject({ code, stdout: "" });
    expect(run.stderr).toMatch(told);
    expect(run.stderr.trim().split("\n")).toHaveLength(1);
  });

  it("a port that is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const run = await madeleine(["serve", "--port", String(port)], { cwd: scratchFolder() });
    expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining(`port ${port} is taken`) });
    other.close();
  });
});

describe("a server refuses", () => {
  const token = "0123456789abcdef";
  it.each([
    ["to be reached from elsewhere without a token", { host: "0.0.0.0" }, /give a token/],
    ["as localhost's namesake", { host: "localhost.example" }, /give a token/],
    ["a short token there", { host: "::", token: "short" }, /16 characters/],
    ["an empty token", { token: "" }, /empty/],
    ["a token with spaces", { token: "a b" }, /spaces/],
    ["an address that isn't this machine's", { host: "192.0.2.1", token }, /192\.0\.2\.1/],
  ])("%s", async (_, options, told) => {
    const starting = startServer({ folder: scratchFolder(), version: "1.0.0", threads: false, ...options });
    await expect(starting).rejects.toThrow(told);
  });
});

it("with a token, everything that is remembered is behind it", async () => {
  const token = "0123456789abcdef0123";
  const server = await serve(scratchFolder(), "--host", "0.0.0.0", "--token", token);
  const at = (path: string): string => `${server.url}${path}`;
  for (const path of ["/memories", "/memories/x", "/memories/x/items", "/metrics", "/mcp"]) {
    for (const authorization of [
      "",
      "Bearer",
      "Bearer wrong",
      `Bearer ${token}x`,
      `Bearer ${token.slice(1)}`,
      token,
    ]) {
      const answer = await ask(
        at(path),
        "GET",
        undefined,
        authorization === "" ? {} : { Authorization: authorization },
      );
      expect([path, authorization, answer.status]).toEqual([path, authorization, 401]);
      expect(answer.headers.get("www-authenticate")).toContain("Bearer");
    }
  }
  const headers = { Authorization: `Bearer ${token}` };
  expect(await ask(at("/memories"), "GET", undefined, headers)).toMatchObject({ status: 200 });
  for (const path of ["/healthz", "/docs", "/openapi.json", "/"])
    expect((await fetch(at(path))).status).toBe(200);
  expect(server.stderr()).toBe("");
  expect(await server.stop()).toBe(0);
});
