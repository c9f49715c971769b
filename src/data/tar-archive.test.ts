import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readTar } from "./tar-archive.ts";

const names = ["a.txt", `deep/${"x".repeat(80)}/${"y".repeat(90)}/b.bin`, "deep/ü.txt"];

/** An archive by the system's tar, in one of its formats. */
function archived(format: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "madeleine-tar-"));
  try {
    for (const [i, name] of names.entries()) {
      mkdirSync(join(folder, name, ".."), { recursive: true });
      writeFileSync(join(folder, name), Buffer.alloc(700 * i, `${i}`));
    }
    execFileSync("tar", [`--format=${format}`, "-cf", "all.tar", ...names], { cwd: folder });
    return readFileSync(join(folder, "all.tar"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it.each(["ustar", "gnu", "pax"])("reads what tar writes as %s", (format) => {
  const files = [...readTar(archived(format))];
  expect(files.map(({ path }) => path)).toEqual(names);
  expect(files.map(({ bytes }) => bytes.length)).toEqual([0, 700, 1400]);
  expect(files[2].bytes.every((byte) => byte === "2".charCodeAt(0))).toBe(true);
});

it("refuses what is no archive, damaged or cut short", () => {
  const bytes = archived("ustar");
  expect(() => [...readTar(new Uint8Array(1024).fill(65), "x.tar")]).toThrow(
    "x.tar: no tar archive, or damaged, at byte 0",
  );
  expect(() => [...readTar(bytes.subarray(0, 1400), "x.tar")]).toThrow("x.tar: cut short in deep/");
  expect(() => [...readTar(bytes.subarray(0, 512), "x.tar")]).toThrow("the end of the archive is missing");
});
