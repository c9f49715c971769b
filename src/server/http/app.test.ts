import { mkdtempSync, rmSync } from "node:fs";
import { request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { usualLimits } from "../limits.ts";
import { gated } from "../memories/gated.ts";
import type { LongWork, Memories, Recalled } from "../memories/memories.ts";
import { openMemoryFolder } from "../memories/memory-folder.ts";
import { createMetrics } from "../metrics.ts";
import { createApp } from "./app.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "madeleine-app-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const json = { "Content-Type": "application/json", Host: "localhost" };
const nothing: Recalled = {
  ...{ outcome: "unknown", confidence: null, items: [], steps: 0 },
  ...{ termination: "converged", energies: [] },
};

function appWith(
  changed: Partial<Memories>,
  {
    token,
    waiting = 1,
    answerMs = 60_000,
    page = join(folder, "no page"),
  }: { token?: string; waiting?: number; answerMs?: number; page?: string } = {},
): { app: Hono; faults: Error[] } {
  const [metrics, faults]: [ReturnType<typeof createMetrics>, Error[]] = [createMetrics(), []];
  const limits = { ...usualLimits, waiting, answerMs };
  const memories = gated({ ...methodsOf(openMemoryFolder(folder)), ...changed }, limits, metrics);
  const app = createApp(
    { memories, limits, metrics, version: "1.2.3", stopping: new AbortController().signal },
    {
      ...{ token, ownHostOnly: true, page, onFault: (error) => faults.push(error) },
      answerAgent: async () => new Response("agent"),
    },
  );
  return { app, faults };
}

/** An app that answers on a port, where connections may be silent for so long. */
async function listening(app: Hono, idleMs = 0): Promise<{ port: number; close(): Promise<unknown> }> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.setTimeout(idleMs);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => server.close(resolve)) };
}

/** An object's methods, so that some can be replaced. */
function methodsOf(memories: Memories): Memories {
  return new Proxy({} as Memories, {
    ownKeys: () => Object.getOwnPropertyNames(Object.getPrototypeOf(memories)),
    getOwnPropertyDescriptor: (_, name) => ({
      ...{ enumerable: true, configurable: true },
      value: (memories[name as keyof Memories] as () => unknown).bind(memories),
    }),
    get: (_, name) => (memories[name as keyof Memories] as () => unknown).bind(memories),
  });
}

const recall = (app: Hono): Promise<Response> | Response =>
  app.request("/memories/words/recall", { method: "POST", headers: json, body: `{"vector": [1]}` });

it("refuses what is too much, says when to come again, and answers all that it took", async () => {
  const ready: (() => void)[] = [];
  const { app } = appWith({ recall: () => new Promise((resolve) => ready.push(() => resolve(nothing))) });
  const asked = Array.from({ length: 12 }, () => recall(app));
  // Eight are under way and one waits, so three are refused.
  const refused = await Promise.any(asked);
  expect(refused.status).toBe(503);
  expect(refused.headers.get("retry-after")).toBe("1");
  expect(refused.headers.get("content-type")).toBe("application/problem+json");
  let over = false;
  const answers = Promise.all(asked).finally(() => {
    over = true;
  });
  while (!over) {
    ready.shift()?.();
    await new Promise((resolve) => setTimeout(resolve));
  }
  const statuses = (await answers).map(({ status }) => status).sort();
  expect(statuses).toEqual([...Array(9).fill(200), ...Array(3).fill(503)]);
  expect(await (await app.request("/metrics", { headers: json })).text()).toContain(
    "madeleine_refused_total 3",
  );
});

it("gives up an answer that takes too long", async () => {
  const { app, faults } = appWith({ recall: () => new Promise(() => {}) }, { answerMs: 1 });
  const answer = await recall(app);
  expect([answer.status, await answer.json()]).toEqual([
    504,
    expect.objectContaining({ detail: "that took too long" }),
  ]);
  expect(faults).toEqual([]);
});

it("tells a fault in one line to the client, and hears of it", async () => {
  const { app, faults } = appWith({
    recall: () => Promise.reject(new Error("the disk\n    at Disk.read (disk.ts:1:1)")),
  });
  const answer = await recall(app);
  expect(answer.status).toBe(500);
  expect(await answer.json()).toEqual({
    ...{ type: "about:blank", title: "Internal Server Error", status: 500 },
    detail: "the disk at Disk.read (disk.ts:1:1)",
  });
  expect(faults).toHaveLength(1);
});

describe("long work", () => {
  it("ends when the client goes away", async () => {
    let begun = (): void => {};
    const underway = new Promise<void>((resolve) => {
      begun = resolve;
    });
    let ended = (): void => {};
    const givenUp = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const check = (_: string, __: object, { signal, onProgress }: LongWork): Promise<never> =>
      new Promise((_resolve, reject) => {
        onProgress?.("working", 1, 10);
        signal?.addEventListener("abort", () => {
          ended();
          reject(new Error("given up"));
        });
        begun();
      });
    const { port, close } = await listening(appWith({ check }).app);
    const asked = request({
      port,
      method: "POST",
      path: "/memories/words/check",
      headers: { Accept: "text/event-stream" },
    });
    asked.on("error", () => {});
    asked.on("response", (response) => response.on("error", () => {}).resume());
    asked.end();
    await underway;
    asked.destroy();
    await givenUp;
    await close();
  });

  it("may be silent for longer than a connection may", async () => {
    const check = (): Promise<never> =>
      new Promise((resolve) => setTimeout(() => resolve(nothing as never), 700));
    const { port, close } = await listening(appWith({ check }).app, 300);
    const answer = await fetch(`http://127.0.0.1:${port}/memories/words/check`, { method: "POST" });
    expect(await answer.json()).toMatchObject({ outcome: "unknown" });
    await close();
  });
});

describe("the document of the API", () => {
  it("describes every route that there is, and refers to nothing that isn't there", async () => {
    const { app } = appWith({});
    const text = await (await app.request("/openapi.json", { headers: json })).text();
    const document = JSON.parse(text) as {
      openapi: string;
      paths: Record<string, object>;
      components: { schemas: object };
    };
    expect(document.openapi).toBe("3.1.0");
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`),
    );
    const routes = app.routes.filter(({ path, method }) => /^\/memories/.test(path) && method !== "ALL");
    expect(described.sort()).toEqual(
      [...new Set(routes.map(({ method, path }) => `${method} ${path}`))].sort(),
    );
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      expect(Object.keys(document.components.schemas)).toContain(name);
    }
  });

  it("has a page that needs nothing from elsewhere", async () => {
    const { app } = appWith({});
    const answer = await app.request("/docs", { headers: json });
    const page = await answer.text();
    expect(page).toContain("/memories/{name}/recall");
    expect(page).not.toMatch(/<script|src=|@import|url\(|https?:/);
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'self'");
  });
});
