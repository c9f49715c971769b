import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { createRandom } from "madeleine/math";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../cli/run.ts";
import { drawItems, drawPicture, drawVector } from "./items.ts";
import { program, type Running, serve } from "./running.ts";

interface Agent {
  readonly client: Client;
  close(): Promise<void>;
}

async function overStdio(folder: string): Promise<Agent> {
  const args = [program, "mcp", "--folder", folder];
  return connected(new StdioClientTransport({ command: process.execPath, args, stderr: "inherit" }));
}

async function overHttp(folder: string): Promise<Agent> {
  const server: Running = await serve(folder);
  const transport = new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`));
  // The SDK's own types don't agree on what may be undefined.
  const agent = await connected(transport as unknown as Transport);
  return {
    client: agent.client,
    close: async () => {
      await agent.close();
      await server.stop();
    },
  };
}

async function connected(transport: Transport): Promise<Agent> {
  const client = new Client({ name: "test", version: "1.0.0" });
  await client.connect(transport);
  return { client, close: () => client.close() };
}

describe.each([
  ["stdio", overStdio],
  ["streamable HTTP", overHttp],
] as const)("an agent over %s", (kind, connect) => {
  const folder = scratchFolder();
  let agent: Agent;
  beforeAll(async () => {
    agent = await connect(folder);
  });
  afterAll(() => agent?.close());

  interface Told {
    isError: boolean;
    text: string;
    document: Record<string, unknown> | undefined;
  }

  /** Calls a tool; the client itself holds what comes back against the tool's output schema. */
  async function call(
    name: string,
    given: Record<string, unknown> = {},
    onprogress?: () => void,
  ): Promise<Told> {
    const options = onprogress ? { onprogress } : {};
    const found = await agent.client.callTool({ name, arguments: given }, undefined, options);
    const [first] = found.content as { text: string }[];
    const document = found.structuredContent as Record<string, unknown> | undefined;
    return { isError: found.isError === true, text: first.text, document };
  }

  it("finds five tools that say what they take and give", async () => {
    const { tools } = await agent.client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual(["check", "forget", "list", "recall", "remember"]);
    for (const { description, inputSchema, outputSchema } of tools) {
      expect(description).toBeTruthy();
      expect([inputSchema.type, outputSchema?.type]).toEqual(["object", "object"]);
    }
    const recall = tools.find(({ name }) => name === "recall");
    expect(Object.hasOwn(recall?.inputSchema.properties ?? {}, "path")).toBe(kind === "stdio");
  });

  it("remembers vectors, recalls one, and is told what isn't in memory as an answer", async () => {
    expect(await call("list")).toMatchObject({ isError: false, document: { memories: [] } });
    const items = drawItems(40);
    expect(await call("remember", { memory: "words", items })).toMatchObject({
      document: { memory: { items: 40, certainty: { stale: false } } },
    });
    const found = await call("recall", { memory: "words", vector: items[3].vector, count: 1 });
    expect(found).toMatchObject({
      isError: false,
      text: expect.stringMatching(/^item 3 \(similarity 1\.000, .* sure\)/),
    });
    expect(found.document).toMatchObject({
      outcome: "recalled",
      items: [{ id: "item 3", payload: { number: 3 } }],
    });
    const stranger = await call("recall", { memory: "words", vector: drawVector(createRandom(5)) });
    expect(stranger).toMatchObject({ isError: false, text: expect.stringMatching(/^Not in this memory/) });
    expect(stranger.document).toMatchObject({ outcome: "unknown" });
  });

  it("adds to a memory, which is tried again once it has grown, and forgets", async () => {
    const more = drawItems(30, 2).map((item) => ({ ...item, id: `more ${item.id}` }));
    expect((await call("remember", { memory: "words", items: more })).document).toMatchObject({
      memory: { items: 70, certainty: { items: 70, stale: false } },
    });
    expect((await call("forget", { memory: "words", ids: ["item 0", "nobody"] })).document).toEqual({
      forgotten: 1,
      left: 69,
    });
    expect((await call("list")).document).toMatchObject({ memories: [{ name: "words", items: 69 }] });
  });

  it("checks a memory, and hears how far that has come", async () => {
    let heard = 0;
    const found = await call("check", { memory: "words" }, () => {
      heard++;
    });
    expect(found.document).toMatchObject({ holds: expect.any(String), levels: expect.any(Array) });
    expect(found.text).toContain("hold");
    expect(heard).toBeGreaterThan(0);
  });

  it("remembers pictures and recalls a small part of one", async () => {
    const pictures = await Promise.all(
      [1, 2, 3].map(async (seed) => ({
        ...{ id: `scene ${seed}`, picture: Buffer.from(await drawPicture(seed)).toString("base64") },
      })),
    );
    const made = await call("remember", { memory: "scenes", items: pictures, calibrate: false });
    expect(made.document).toMatchObject({ ids: ["scene 1.png", "scene 2.png", "scene 3.png"] });
    const found = await call("recall", { memory: "scenes", picture: pictures[1].picture, count: 1 });
    expect(found.document).toMatchObject({ items: [{ id: "scene 2.png", confidence: null }] });
  });

  it("names files where it shares the machine, and nowhere else", async () => {
    const path = join(folder, "cue.png");
    writeFileSync(path, await drawPicture(3));
    const found = await call("recall", { memory: "scenes", path, count: 1 });
    if (kind === "stdio") expect(found.document).toMatchObject({ items: [{ id: "scene 3.png" }] });
    else expect(found).toMatchObject({ isError: true, text: expect.stringContaining("give one cue") });
  });

  it.each([
    ["recall", { memory: "nobody", vector: [1] }, /no memory is called nobody/],
    ["recall", { memory: "../x", vector: [1] }, /a memory's name is/],
    ["recall", { memory: "words", vector: [1] }, /the cue has 1 numbers/],
    ["recall", { memory: "words", text: "a word" }, /no captions/],
    ["recall", { memory: "words" }, /give one cue/],
    ["recall", { memory: "words", vector: "x" }, /vector/],
    ["remember", { memory: "words", items: [{ id: "a" }] }, /a vector or a picture/],
    ["remember", { memory: "words", items: [{ id: "a", picture: "AAAA" }] }, /vectors/],
    ["forget", { memory: "words" }, /give ids/],
  ])("is told in one line what is wrong: %s %j", async (name, given, told) => {
    const found = await call(name, given).catch((error: Error) => ({ isError: true, text: error.message }));
    expect(found.isError).toBe(true);
    expect(found.text).toMatch(told);
    expect(found.text).not.toMatch(/\n\s+at /);
  });

  it("forgets a whole memory", async () => {
    expect((await call("forget", { memory: "scenes", everything: true })).document).toEqual({
      forgotten: 3,
      left: 0,
    });
    expect((await call("list")).document).toMatchObject({ memories: [{ name: "words" }] });
  });
});
