import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "fflate";
import { afterAll, describe, expect, it, test } from "vitest";
import { realData } from "../../../test/real-data.ts";
import { toRows } from "../../math/index.ts";
import { writePng } from "../pictures.node.ts";
import { bagLabels } from "./bag-set.ts";
import { openBags } from "./open-bags.node.ts";

const folder = mkdtempSync(join(tmpdir(), "madeleine-bags-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("published sets", () => {
  const write = (name: string, labels: string): void => {
    writeFileSync(
      join(folder, `${name}.data.csv.gz`),
      gzipSync(new TextEncoder().encode("1\t2\t3\n4\t5\t6\n")),
    );
    writeFileSync(join(folder, `${name}.bagids.csv`), "7\n7\n9\n");
    writeFileSync(join(folder, `${name}.labels.csv`), labels);
  };

  it("have a column for each instance; a bag is positive where one of them is", async () => {
    write("Toy", "0\n1\n0\n");
    const set = await openBags(join(folder, "Toy.data.csv.gz"));
    expect(toRows(set.instances)).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    expect(set.bags).toEqual([
      { id: "7", label: true, rows: [0, 1] },
      { id: "9", label: false, rows: [2] },
    ]);
  });

  it("are refused where files are missing, or don't fit", async () => {
    write("Short", "0\n1\n");
    await expect(openBags(join(folder, "Short.data.csv.gz"))).rejects.toThrow(
      /Short\.labels\.csv: has 2 entries, .* has 3 instances/,
    );
    write("Odd", "0\n1\n2\n");
    await expect(openBags(join(folder, "Odd.data.csv.gz"))).rejects.toThrow(
      /entry 3 must be 0 or 1, got "2"/,
    );
    rmSync(join(folder, "Odd.bagids.csv"));
    await expect(openBags(join(folder, "Odd.data.csv.gz"))).rejects.toThrow(/Odd\.bagids\.csv: no such file/);
    await expect(openBags(join(folder, "None.data.csv"))).rejects.toThrow(/None\.data\.csv: no such file/);
  });
});

describe("folders of pictures", () => {
  const write = async (path: string, pixels: readonly number[]): Promise<void> => {
    const full = join(folder, path);
    mkdirSync(join(full, ".."), { recursive: true });
    const channels = pixels.length === 4 ? 1 : 3;
    await writePng({ width: 2, height: 2, channels, pixels: Float32Array.from(pixels) }, full);
  };

  it("have a folder per class and one per bag", async () => {
    await write("slides/yes/a/2.png", [1, 1, 1, 0]);
    await write("slides/yes/a/1.png", [0, 0, 0, 1]);
    await write("slides/no/a/1.png", [1, 0, 1, 0]);
    const set = await openBags(join(folder, "slides"), { side: 2, colour: "grey" });
    expect(set.classes).toEqual(["no", "yes"]);
    expect(set.bags).toEqual([
      { id: "no/a", label: false, rows: [0] },
      { id: "yes/a", label: true, rows: [1, 2] },
    ]);
    expect(toRows(set.instances)[1]).toEqual([0, 0, 0, 1]);
    expect(set.nameOf(2)).toBe(join("yes", "a", "2.png"));
    expect((await openBags(join(folder, "slides"), { side: 2 })).instances.columns).toBe(12);
  });

  it("need no classes where a model is asked", async () => {
    await write("asked/p/1.png", [0, 0, 0, 1]);
    await write("asked/q/1.png", [0, 0, 0, 1]);
    await write("asked/r/1.png", [0, 0, 0, 1]);
    const expected = { features: ["f1", "f2", "f3", "f4"], classes: ["no", "yes"] as const };
    const set = await openBags(join(folder, "asked"), { side: 2, expected });
    expect(set.bags.map(({ id, label }) => [id, label])).toEqual(
      ["p", "q", "r"].map((id) => [id, undefined]),
    );
    await expect(openBags(join(folder, "asked"))).rejects.toThrow(
      /expected two folders, .*; got 3: "p", "q", "r"/,
    );
  });

  it("name a picture outside of a bag, or one that can't be read", async () => {
    await write("loose/0/1.png", [0, 0, 0, 1]);
    await write("loose/1/b/1.png", [0, 0, 0, 1]);
    await expect(openBags(join(folder, "loose"))).rejects.toThrow(
      /1\.png: is in no bag; put pictures into CLASS\/BAG\//,
    );
    mkdirSync(join(folder, "torn/0/a"), { recursive: true });
    await write("torn/1/b/1.png", [0, 0, 0, 1]);
    writeFileSync(join(folder, "torn/0/a/x.png"), "no picture");
    await expect(openBags(join(folder, "torn"))).rejects.toThrow(/x\.png: is no picture/);
  });
});

const elephant = realData("mil/Elephant.data.csv.gz");
test.skipIf(!elephant)("Elephant, as published (skipped where the data is absent)", async () => {
  const set = await openBags(elephant ?? "");
  expect([set.instances.rows, set.instances.columns, set.bags.length]).toEqual([1391, 230, 200]);
  expect(bagLabels(set).filter(Boolean)).toHaveLength(100);
});
