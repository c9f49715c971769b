import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FetchOptions, fetchWeights } from "./hub.node.ts";

const content = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 251);
const sha256 = createHash("sha256").update(content).digest("hex");
const wanted = { file: "weights.bin", bytes: content.length, sha256 };

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let folder = "";
let server: Server;
let asked: (string | undefined)[] = [];
let answers: Answer[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "madeleine-hub-"));
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.headers.range);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer?.(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  rmSync(folder, { recursive: true, force: true });
});

function fetched(options: Partial<FetchOptions> = {}, file = wanted): Promise<string[]> {
  const { port } = server.address() as AddressInfo;
  return fetchWeights([file], {
    from: `http://127.0.0.1:${port}/some/folder`,
    folder,
    patienceMs: 300,
    ...options,
  });
}

/** Sends what was asked for, as a good server does. */
const whole: Answer = ({ headers: { range } }, response) => {
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
  const headers = { "content-length": content.length - start };
  if (range === undefined) response.writeHead(200, headers);
  else
    response.writeHead(206, {
      ...headers,
      "content-range": `bytes ${start}-${content.length - 1}/${content.length}`,
    });
  response.end(content.subarray(start));
};

/** Sends `count` bytes of all that it announces, then hangs up once they are on the disk. */
const upTo =
  (count: number): Answer =>
  (_, response) => {
    response.writeHead(200, { "content-length": content.length });
    response.write(content.subarray(0, count));
    const watch = setInterval(() => {
      const part = join(folder, "weights.bin.part");
      if (!existsSync(part) || statSync(part).size < count) return;
      clearInterval(watch);
      response.destroy();
    }, 5);
  };

/** Sends `count` bytes, then nothing more. */
const stallsAfter =
  (count: number): Answer =>
  (_, response) => {
    response.writeHead(200, { "content-length": content.length });
    response.write(content.subarray(0, count));
  };

const status =
  (code: number): Answer =>
  (_, response) =>
    void response.writeHead(code).end("no");

describe("weights from the web", () => {
  it("come under their name, once, and are told of as they come", async () => {
    answers = [whole];
    const told: number[] = [];
    const [path] = await fetched({ onProgress: (_, done, total) => told.push(done / total) });
    expect(readFileSync(path)).toEqual(Buffer.from(content));
    expect(told.at(-1)).toBe(1);
    await fetched();
    expect(asked).toEqual([undefined]);
    expect(readdirSync(folder)).toEqual(["weights.bin"]);
  });

  it("go on where the server hung up", async () => {
    answers = [upTo(30_000), whole];
    const [path] = await fetched();
    expect(readFileSync(path)).toEqual(Buffer.from(content));
    expect(asked).toHaveLength(2);
    expect(asked[1]).toBe("bytes=30000-");
  });

  it("go on where the server fell silent, in a later call too", async () => {
    answers = [stallsAfter(40_000)];
    await expect(fetched({ retries: 0 })).rejects.toThrow(
      /the server sent nothing for 0.3 s; 40000 of 100000 bytes are here, try again and it goes on from there$/,
    );
    expect(readdirSync(folder)).toEqual(["weights.bin.part"]);
    answers = [whole];
    const [path] = await fetched();
    expect(asked.at(-1)).toBe("bytes=40000-");
    expect(readFileSync(path)).toEqual(Buffer.from(content));
  });

  it("begin anew where the server can't go on", async () => {
    answers = [
      upTo(30_000),
      (_, response) => {
        response.writeHead(200).end(content);
      },
    ];
    const [path] = await fetched();
    expect(readFileSync(path)).toEqual(Buffer.from(content));
  });

  it("are taken again after an answer of 503", async () => {
    answers = [status(503), status(429), whole];
    expect(existsSync((await fetched())[0])).toBe(true);
  });

  it("give up on a server that never sends enough", async () => {
    answers = [
      ({ headers: { range } }, response) => {
        // It says that nothing is left, though more was announced.
        if (range === undefined) return upTo(10)({} as IncomingMessage, response);
        response.writeHead(206, { "content-range": "bytes 10-10/11", "content-length": 0 }).end();
      },
    ];
    await expect(fetched({ retries: 2 })).rejects.toThrow(/stopped early; \d+ of 100000 bytes are here/);
    expect(asked).toHaveLength(3);
  });
});

describe("what isn't the file that is wanted is not kept", () => {
  it.each<[string, Answer, string]>([
    [
      "longer",
      (_, response) => response.end(new Uint8Array(100_001)),
      "is longer than the 100000 bytes it should have",
    ],
    [
      "endless",
      (_, response) => {
        response.on("error", () => {});
        const more = (): void => {
          if (response.write(new Uint8Array(50_000))) setImmediate(more);
          else response.once("drain", more);
        };
        more();
      },
      "is longer than",
    ],
    [
      "other",
      (_, response) => response.end(new Uint8Array(100_000)),
      "is not the file it should be (SHA-256 ",
    ],
    [
      "of another part",
      (_, response) => response.writeHead(206, { "content-range": "bytes 5-9/10" }).end("12345"),
      "sends another part than was asked for",
    ],
    ["missing", status(404), "no such file there; check the address"],
    ["forbidden", status(403), "the server answers 403"],
  ])("%s", async (_, answer, message) => {
    answers = [answer];
    await expect(fetched()).rejects.toThrow(message);
    expect(readdirSync(folder).filter((name) => name === "weights.bin")).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it("damaged on the disk since it broke off", async () => {
    writeFileSync(join(folder, "weights.bin.part"), new Uint8Array(50_000));
    answers = [whole];
    await expect(fetched()).rejects.toThrow("is not the file it should be");
    expect(readdirSync(folder)).toEqual([]);
    expect(readFileSync((await fetched())[0])).toEqual(Buffer.from(content));
  });

  it("no server, and no address", async () => {
    answers = [whole];
    await expect(fetched({ from: "http://127.0.0.1:1/", retries: 0 })).rejects.toThrow(
      /the connection failed/,
    );
    await expect(fetched({ from: "weights" })).rejects.toThrow("weights: is no web address");
    await expect(fetched({ from: "file:///etc" })).rejects.toThrow("is no web address");
  });
});
