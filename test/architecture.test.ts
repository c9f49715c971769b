import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FLOORS, floorsTable, roomOf } from "./architecture/floors.ts";
import { PLANTED_DEPENDENCIES, PLANTS, SOUND_TREE } from "./architecture/plants.ts";
import { type Fault, faultsOf } from "./architecture/rules.ts";
import { listedDependencies, sourceFiles } from "./architecture/source-tree.ts";
import { ROOT_FOLDER } from "./packaging/manifest.ts";

/** The faults once `files` are added to the sound tree. */
function faultsWith(files: Record<string, string>): Fault[] {
  const tree = Object.entries({ ...SOUND_TREE, ...files }).map(([path, source]) => ({ path, source }));
  return faultsOf(tree, PLANTED_DEPENDENCIES);
}

describe("the rules", () => {
  it("find nothing in a sound tree", () => expect(faultsWith({})).toEqual([]));

  describe.each(Object.entries(PLANTS))("report %s", (rule, plants) => {
    it.each(plants)("%s", (_, path, source) => {
      const where = source === "" ? path : `${path}:1`;
      expect(faultsWith({ [path]: source })).toEqual([{ rule, where, message: expect.any(String) }]);
    });
  });

  it("report a cycle once, with the way round, type imports included", () => {
    const faults = faultsWith({
      "src/math/x.ts": `import { y } from "./y.ts"; import "./matrix.ts";`,
      "src/math/y.ts": `export type { Z } from "./z.ts";`,
      "src/math/z.ts": `import type { X } from "./x.ts"; const again = () => import("./y.ts");`,
    });
    const message = "src/math/x.ts → src/math/y.ts → src/math/z.ts → src/math/x.ts";
    expect(faults).toEqual([{ rule: "cycle", where: "src/math/x.ts", message }]);
  });

  it("report a file that imports itself", () => {
    const message = "src/math/x.ts → src/math/x.ts";
    expect(faultsWith({ "src/math/x.ts": `import "./x.ts";` })).toEqual([
      { rule: "cycle", where: "src/math/x.ts", message },
    ]);
  });
});

describe("the source", () => {
  it("keeps every rule", () => expect(faultsOf(sourceFiles(), listedDependencies())).toEqual([]));

  it("was found", () => expect(sourceFiles().length).toBeGreaterThan(0));

  it("stands on the floors that ARCHITECTURE.md shows", () => {
    const table = floorsTable(readFileSync(join(ROOT_FOLDER, "ARCHITECTURE.md"), "utf8"));
    const rooms = new Set(sourceFiles().map(({ path }) => roomOf(path)));
    const standing = (floors: Readonly<Record<string, number>>): Record<string, number> =>
      Object.fromEntries(Object.entries(floors).filter(([room]) => rooms.has(room)));
    expect(standing(table)).toEqual(standing(FLOORS));
  });
});

describe("the floors table of a markdown file", () => {
  it("is read up to its end, without rows that have no floor", () => {
    const rows = [
      "| floor | room | holds |",
      "|---|---|---|",
      "| 0 | `onnx/` | graphs |",
      "| – | `lab/` | |",
    ];
    const markdown = ["# Map", "", ...rows, "| 1 | math | a `|` |", "", "| 2 | other | |"].join("\n");
    expect(floorsTable(markdown)).toEqual({ onnx: 0, math: 1 });
  });

  it("is empty where there is none", () => expect(floorsTable("| room | floor |\n|---|---|\n")).toEqual({}));
});
