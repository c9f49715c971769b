import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writePng } from "madeleine/data/node";
import { createRandom, integer, normal } from "madeleine/math";
import { beforeAll, describe, expect, it } from "vitest";
import { readable } from "../page-structure.ts";
import { killedAndRunAgain, madeleine, scratchFolder } from "./run.ts";

const folder = scratchFolder();
const small = [
  "--epochs",
  "6",
  "--folds",
  "3",
  "--width",
  "8",
  "--heads",
  "2",
  "--rate",
  "0.02",
  "--dropout",
  "0",
  "--batch",
  "4",
];

/** Rows of bags of two to four instances; one of a positive bag's has a large x. */
function bagsCsv(count: number, seed: number, labels = true): string {
  const random = createRandom(seed);
  const rows = Array.from({ length: count }, (_, b) => {
    const size = 2 + integer(random, 3);
    const hidden = integer(random, size);
    return Array.from({ length: size }, (_, i) => {
      const x = b % 2 === 0 && i === hidden ? 5 : normal(random);
      return [`bag${b}`, ...(labels ? [b % 2 === 0 ? "ill" : "well"] : []), x, normal(random)].join();
    });
  });
  return `bag,${labels ? "label," : ""}x,y\n${rows.flat().join("\n")}\n`;
}

/** A shuffled copy of the rows must give the same folds' bags; files are written once for all tests. */
beforeAll(() => {
  writeFileSync(join(folder, "bags.csv"), bagsCsv(40, 1));
  writeFileSync(join(folder, "new.csv"), bagsCsv(10, 2, false));
  writeFileSync(join(folder, "labelled.csv"), bagsCsv(20, 3));
});

const train = (...more: string[]): ReturnType<typeof madeleine> =>
  madeleine(["bags", "train", "bags.csv", "--positive", "ill", ...small, ...more], { cwd: folder });

describe("madeleine bags", () => {
  it("learns, says how well, writes a page and a model, and asks the model", async () => {
    const run = await train("--report", "page.html", "--out", "model.bags");
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toMatch(
      /^bags\.csv: 40 bags \(20 “ill”, 20 “well”\) of \d+ instances with 2 numbers each\n/,
    );
    expect(run.stdout).toMatch(
      /Bags are told apart: AUC 0\.\d{3} \(0\.\d{3} to [01]\.\d{3}\), over 3 folds\./,
    );
    expect(run.stdout).toMatch(/\nmean +\d\.\d{3}/);
    expect(run.stdout).toMatch(/\nmax +\d\.\d{3}/);
    const page = readable(readFileSync(join(folder, "page.html"), "utf8"));
    expect(page).toContain("bag39");
    expect(page).toMatch(/row \d+ without it/);

    const asked = await madeleine(["bags", "predict", "new.csv", "--model", "model.bags", "--out", "s.csv"], {
      cwd: folder,
    });
    expect(asked).toMatchObject({ code: 0, stderr: "" });
    expect(asked.stdout).toMatch(
      /^bag +score +class +decided by +score without it\nbag0 +0\.\d+ +(ill|well) +row \d+/,
    );
    expect(asked.stdout).not.toContain("AUC");
    expect(readFileSync(join(folder, "s.csv"), "utf8")).toMatch(/^bag,score,class\nbag0,0\.\d+,(ill|well)\n/);

    const json = await madeleine(["bags", "predict", "labelled.csv", "--model", "model.bags", "--json"], {
      cwd: folder,
    });
    const document = JSON.parse(json.stdout);
    expect(document.auc.auc).toBeGreaterThan(0.8);
    expect(document.scores).toHaveLength(20);
    expect(document.scores[0]).toMatchObject({ bag: "bag0", label: "ill" });
    expect(document.scores[0].deciding[0].instance).toMatch(/^row \d+$/);
  });

  it("gives one JSON document, the same again, and again after it was killed", async () => {
    const once = await train("--json", "--separation", "sparsemax", "--seed", "3", "--keep", "whole");
    expect(once.code).toBe(0);
    const document = JSON.parse(once.stdout);
    expect(document.poolings.map(({ pooling }: { pooling: string }) => pooling)).toEqual([
      "Hopfield pooling (sparsemax)",
      "mean",
      "max",
    ]);
    expect(document.scores).toHaveLength(40);
    expect(new Set(document.scores.map(({ fold }: { fold: number }) => fold)).size).toBe(3);

    const kept = join(folder, "torn", "folds.jsonl");
    const args = ["bags", "train", "bags.csv", "--positive", "ill", ...small];
    const rest = ["--json", "--separation", "sparsemax", "--seed", "3", "--keep", "torn"];
    const resumed = await killedAndRunAgain([...args, ...rest], { cwd: folder, kept });
    expect(JSON.parse(resumed.stdout)).toEqual(document);
  });

  it("takes pictures as instances", async () => {
    for (const [label, level] of [
      ["yes", 1],
      ["no", 0],
    ] as const) {
      for (let bag = 0; bag < 4; bag++) {
        mkdirSync(join(folder, "slides", label, `bag${bag}`), { recursive: true });
        for (let i = 0; i < 2; i++) {
          const pixels = Float32Array.from({ length: 12 }, (_, p) => (p % 3 === i ? level : 0.1 * bag));
          await writePng(
            { width: 2, height: 2, channels: 3, pixels },
            join(folder, "slides", label, `bag${bag}`, `${i}.png`),
          );
        }
      }
    }
    const options = [
      "--side",
      "2",
      "--grey",
      "--folds",
      "2",
      "--epochs",
      "2",
      "--width",
      "8",
      "--report",
      "slides.html",
    ];
    const run = await madeleine(
      ["bags", "train", "slides", ...options, "--no-baselines", "--out", "slides.bags"],
      { cwd: folder },
    );
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).not.toContain("\nmax");
    expect(readFileSync(join(folder, "slides.html"), "utf8")).toContain("data:image/png");
    const asked = await madeleine(["bags", "predict", "slides", "--model", "slides.bags"], { cwd: folder });
    expect(asked.stdout).toMatch(/AUC \d\.\d{3} \(.*\) by the labels/);
  });
});

describe("madeleine bags tells in one line", () => {
  const files = {
    "ragged.csv": "b1,1,1,2\nb2,0,3\n",
    "single.csv": "b1,1,1\nb2,1,2\n",
    "few.csv": "b1,1,1\nb2,0,2\nb3,1,2\nb4,0,2\n",
  };
  beforeAll(() => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  });

  it.each<[string[], number, RegExp]>([
    [["train", "ragged.csv"], 1, /ragged\.csv: line 2 has 3 fields, the first line has 4/],
    [["train", "single.csv"], 1, /single\.csv: all 2 bags are of one class, "1"/],
    [
      ["train", "few.csv"],
      1,
      /10 folds need 10 of each class, got 2 positive and 2 negative; use at most 2 folds/,
    ],
    [["train", "none.csv"], 1, /none\.csv: no such file/],
    [
      ["train", "bags.csv", "--out", "nowhere/model.bags"],
      1,
      /nowhere\/model\.bags: cannot be written: nowhere is no folder; make it first/,
    ],
    [
      ["train", "bags.csv"],
      1,
      /the labels are "ill" and "well"; say which is the positive one \(--positive ill\)/,
    ],
    [["train", "bags.csv", "--folds", "1"], 2, /--folds must be at least 2/],
    [["train", "bags.csv", "--heads", "3"], 2, /3 heads need a width that they divide, got 128/],
    [["predict", "new.csv", "--model", "bags.csv"], 1, /bags\.csv: is (cut short or )?no \.safetensors file/],
    [
      ["train", "bags.csv", "--positive", "ill", "--rate", "1e30", ...small.slice(0, 8)],
      1,
      /learning stopped at step \d+: .*lower the learning rate/,
    ],
  ])("%j", async (args, code, message) => {
    const run = await madeleine(["bags", ...args], { cwd: folder });
    expect(run.code).toBe(code);
    expect(run.stdout).toBe("");
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toMatch(/\n {4}at /);
  });
});
