import { spawnSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import { afterAll, beforeEach, expect, test } from "vitest";
import { replaceFile } from "./replace-file.node.ts";

const root = mkdtempSync(join(tmpdir(), "madeleine-replace-"));
const host = hostname().replaceAll(/[^A-Za-z0-9.]/g, "-");
const windows = process.platform === "win32";
let folder = root;
let path = join(folder, "a.memory");

beforeEach(() => {
  folder = mkdtempSync(join(root, "test-"));
  path = join(folder, "a.memory");
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Leaves an empty file in the folder. */
function leave(name: string): string {
  writeFileSync(join(folder, name), "");
  return name;
}

test("the file appears whole, under a recognisable temporary name until then", () => {
  replaceFile(path, (temporary) => {
    expect(readdirSync(folder)).toEqual([temporary.slice(folder.length + 1)]);
    expect(temporary).toMatch(/a\.memory\.[\w.-]+-\d+-\d+-[0-9a-f]{8}\.tmp$/);
    writeFileSync(temporary, "new");
  });
  expect(readdirSync(folder)).toEqual(["a.memory"]);
  expect(readFileSync(path, "utf8")).toBe("new");
});

test("what write throws is passed on; the old file stays", () => {
  writeFileSync(path, "old");
  const fail = (): void => {
    throw new TypeError("no");
  };
  expect(() => replaceFile(path, fail)).toThrow(new TypeError("no"));
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(readdirSync(folder)).toEqual(["a.memory"]);
});

test("abandoned temporary files are removed, others stay", () => {
  const gone = spawnSync(process.execPath, ["--version"]).pid;
  const parent = process.ppid;
  leave(`a.memory.${host}-${gone}-0-0123abcd.tmp`);
  leave(`a.memory.${host}-${process.pid}-${threadId}-0123abcd.tmp`);
  const old = leave("a.memory.else-where-1-0-0123abcd.tmp");
  utimesSync(join(folder, old), 1e9, 1e9);
  const kept = [
    leave(`a.memory.${host}-${parent}-0-0123abcd.tmp`),
    leave(`a.memory.${host}-${process.pid}-${threadId + 1}-0123abcd.tmp`),
    leave("a.memory.else.where-1-0-0123abcd.tmp"),
    leave(`b.memory.${host}-${gone}-0-0123abcd.tmp`),
    leave(`a.memory.${gone}.tmp`),
    leave("a.memory.tmp"),
  ];
  replaceFile(path, () => {});
  expect(readdirSync(folder).sort()).toEqual(["a.memory", ...kept].sort());
});

test.skipIf(windows)("a link is followed, permissions stay", () => {
  writeFileSync(path, "old");
  chmodSync(path, 0o640);
  const link = join(folder, "link.memory");
  symlinkSync("a.memory", link);
  replaceFile(link, (temporary) => writeFileSync(temporary, "new"));
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(statSync(path).mode & 0o777).toBe(0o640);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
});

test.skipIf(windows)("a device is not replaced", () => {
  expect(() => replaceFile("/dev/null", () => {})).toThrow(
    new Error("/dev/null: cannot be written: is a device or a pipe, not a file"),
  );
});
