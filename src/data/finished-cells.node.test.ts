import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openFinishedCells } from "./finished-cells.node.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "madeleine-cells-"));
  path = join(folder, "cells.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(outcomes: Record<string, object>): void {
  const cells = openFinishedCells(path);
  for (const [key, outcome] of Object.entries(outcomes)) cells.add(key, outcome);
  cells.close();
}

describe("finished cells", () => {
  it("are there again when the file is opened again", () => {
    write({ a: { value: 1 }, b: { value: [null, "x"] } });
    const cells = openFinishedCells(path);
    expect(cells.get("a")).toEqual({ value: 1 });
    expect(cells.get("b")).toEqual({ value: [null, "x"] });
    expect(cells.get("c")).toBeUndefined();
    cells.close();
  });

  it("survive at every place where a last line may be torn, and others are appended whole", () => {
    write({ a: { value: 1 }, b: { value: 2 } });
    const whole = readFileSync(path);
    const second = whole.indexOf("\n") + 1;
    for (let length = second; length < whole.length; length++) {
      writeFileSync(path, whole);
      truncateSync(path, length);
      write({ c: { value: 3 } });
      const cells = openFinishedCells(path);
      const found = ["a", "b", "c"].map((key) => cells.get(key));
      cells.close();
      expect(found).toEqual([{ value: 1 }, undefined, { value: 3 }]);
    }
  });

  it("are not disturbed by lines that say something else", () => {
    write({ a: { value: 1 } });
    appendFileSync(path, 'null\n7\n{"key":3,"outcome":{}}\n{"key":"b"}\n{"key":"b","outcome":null}\nä{\n');
    write({ c: { value: 3 } });
    const cells = openFinishedCells(path);
    expect(["a", "b", "c"].map((key) => cells.get(key))).toEqual([{ value: 1 }, undefined, { value: 3 }]);
    cells.close();
  });

  it("are forgotten where that is asked for", () => {
    write({ a: { value: 1 } });
    openFinishedCells(path, { fresh: true }).close();
    expect(readFileSync(path, "utf8")).toBe("");
  });
});
