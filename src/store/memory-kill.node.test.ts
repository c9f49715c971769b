import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setImmediate, setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createRandom, integer, matrix } from "../math/index.ts";
import { readMemoryFile, writeMemoryFile } from "./index.node.ts";

const root = mkdtempSync(join(tmpdir(), "madeleine-kill-"));
const [rows, columns] = [400, 256];
let folder = root;
let path = join(folder, "photos.memory");

/**
 * Writes `count` memories into a file, one after the other, numbered from `first`. Every part of a memory holds
 * its number, which goes to stdout once the memory is written.
 */
const WRITER = `
  import { writeSync } from "node:fs";
  import { writeMemoryFile } from "./store/index.node.js";
  const [path, rows, columns, first, count] = [process.argv[2], ...process.argv.slice(3).map(Number)];
  for (let version = first; version < first + count; version++) {
    const ids = Array.from({ length: rows }, (_, i) => version + "/" + i);
    const data = new Float32Array(rows * columns).fill(version);
    const blobs = new Map([["version", new Uint8Array(5000).fill(version)]]);
    writeMemoryFile(path, { ids, payloads: ids.map(() => version), patterns: { rows, columns, data }, blobs });
    writeSync(1, version + "\\n");
  }
`;

/** The rooms that the writer needs, as JavaScript: Node 20 doesn't run TypeScript. */
beforeAll(() => {
  for (const room of ["math", "memory", "data", "store"]) {
    const source = fileURLToPath(new URL(`../${room}`, import.meta.url));
    for (const name of readdirSync(source, { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".ts") || /\.(test|as)\.ts$/.test(name)) continue;
      const target = join(root, room, name.replace(/\.ts$/, ".js"));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, scriptOf(readFileSync(join(source, name), "utf8")));
    }
  }
  writeFileSync(join(root, "package.json"), '{ "type": "module" }');
  writeFileSync(join(root, "writer.js"), WRITER);
  const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));
  symlinkSync(modules, join(root, "node_modules"), "junction");
});

function scriptOf(source: string): string {
  const { ESNext } = ts.ModuleKind;
  const target = ts.ScriptTarget.ES2022;
  const compilerOptions = {
    module: ESNext,
    target,
    verbatimModuleSyntax: true,
    rewriteRelativeImportExtensions: true,
  };
  return ts.transpileModule(source, { compilerOptions }).outputText;
}

beforeEach(() => {
  folder = mkdtempSync(join(root, "test-"));
  path = join(folder, "photos.memory");
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Writer {
  readonly process: ChildProcess;
  /** The numbers of the memories that it says are written. */
  readonly written: number[];
  /** Its exit code, null where it was killed, and what it wrote to stderr. */
  readonly ended: Promise<{ code: number | null; errors: string }>;
}

function startWriter(first: number, count: number): Writer {
  const values = [rows, columns, first, count].map(String);
  const child = spawn(process.execPath, [join(root, "writer.js"), path, ...values]);
  const written: number[] = [];
  let errors = "";
  child.stdout.on("data", (data) => written.push(...String(data).trim().split("\n").map(Number)));
  child.stderr.on("data", (data) => {
    errors += data;
  });
  const ended = once(child, "close").then(([code]) => ({ code, errors }));
  return { process: child, written, ended };
}

/** Waits until a memory is written; a writer that ends before that has failed. */
async function firstWritten({ process, written, ended }: Writer): Promise<void> {
  const failed = ended.then(({ errors }) => {
    if (written.length === 0) throw new Error(`the writer ended: ${errors}`);
  });
  while (written.length === 0) await Promise.race([once(process.stdout ?? process, "data"), failed]);
}

/** Which memory the file holds; all of its parts must say the same. */
function versionInFile(): number {
  const { ids, payloads, patterns, blobs } = readMemoryFile(path);
  const version = patterns.data[0];
  expect(ids).toEqual(Array.from({ length: rows }, (_, i) => `${version}/${i}`));
  expect(payloads).toEqual(new Array(rows).fill(version));
  expect(patterns).toEqual(matrix(new Float32Array(rows * columns).fill(version), rows, columns));
  expect(blobs).toEqual(new Map([["version", new Uint8Array(5000).fill(version)]]));
  return version;
}

const temporary = /^photos\.memory\..+-\d+-\d+-[0-9a-f]{8}\.tmp$/;

test("killed at any moment: the file is the old or the new one", { timeout: 120_000 }, async () => {
  const random = createRandom(11);
  let interrupted = 0;
  for (let trial = 0; trial < 12; trial++) {
    const writer = startWriter(0, 1e6);
    await firstWritten(writer);
    await setTimeout(integer(random, 30));
    writer.process.kill("SIGKILL");
    expect(await writer.ended).toEqual({ code: null, errors: "" });
    const last = Math.max(...writer.written);
    expect([last, last + 1]).toContain(versionInFile());
    const beside = readdirSync(folder).filter((name) => name !== "photos.memory");
    for (const name of beside) expect(name).toMatch(temporary);
    expect(beside.length).toBeLessThanOrEqual(1);
    interrupted += beside.length;
  }
  expect(interrupted).toBeGreaterThan(0);
  writeMemoryFile(path, { ids: ["a"], patterns: matrix([1], 1, 1) });
  expect(readdirSync(folder)).toEqual(["photos.memory"]);
});

test(
  "two processes writing one file, a third reading it: whole memories only",
  { timeout: 120_000 },
  async () => {
    const writers = [startWriter(0, 40), startWriter(100, 40)];
    let running = writers.length;
    for (const { ended } of writers) {
      ended.finally(() => {
        running -= 1;
      });
    }
    while (writers.some(({ written }) => written.length === 0)) await setTimeout(5);
    const seen = new Set<number>();
    while (running > 0) {
      seen.add(versionInFile());
      await setImmediate();
    }
    for (const { ended } of writers) expect(await ended).toEqual({ code: 0, errors: "" });
    expect([39, 139]).toContain(versionInFile());
    expect(seen.size).toBeGreaterThan(1);
    expect(readdirSync(folder)).toEqual(["photos.memory"]);
  },
);
