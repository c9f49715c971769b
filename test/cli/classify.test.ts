import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writePng } from "madeleine/data/node";
import { createRandom, integer, normal } from "madeleine/math";
import { beforeAll, describe, expect, it } from "vitest";
import { readable } from "../page-structure.ts";
import { killedAndRunAgain, madeleine, scratchFolder } from "./run.ts";

const folder = scratchFolder();
const small = [
  "--side",
  "8",
  "--width",
  "16",
  "--layers",
  "1",
  "--epochs",
  "8",
  "--folds",
  "3",
  "--rate",
  "0.01",
];

/** Noisy pictures with a red, green or blue square; the last blue one lies among the red ones. */
beforeAll(async () => {
  const random = createRandom(1);
  for (const [c, name] of ["red", "green", "blue"].entries()) {
    mkdirSync(join(folder, "squares", name), { recursive: true });
    for (let i = 0; i < 18; i++) {
      const [top, left] = [integer(random, 6), integer(random, 6)];
      const pixels = Float32Array.from({ length: 192 }, (_, p) => {
        const [y, x] = [Math.floor(p / 24), Math.floor(p / 3) % 8];
        const inside = y >= top && y < top + 3 && x >= left && x < left + 3;
        return 0.3 + (inside && p % 3 === c ? 0.5 : 0) + normal(random, 0, 0.05);
      });
      const place = name === "blue" && i === 17 ? join("red", "odd.png") : join(name, `${i}.png`);
      await writePng({ width: 8, height: 8, channels: 3, pixels }, join(folder, "squares", place));
    }
  }
  mkdirSync(join(folder, "alone", "cats"), { recursive: true });
  mkdirSync(join(folder, "empty"));
  for (const name of ["few", "broken"]) {
    for (const label of ["cats", "dogs"]) {
      mkdirSync(join(folder, name, label), { recursive: true });
      for (let i = 0; i < (name === "few" && label === "dogs" ? 2 : 3); i++) {
        const grey = { width: 2, height: 2, channels: 1 as const, pixels: new Float32Array(4).fill(i / 4) };
        await writePng(grey, join(folder, name, label, `${i}.png`));
      }
    }
  }
  writeFileSync(join(folder, "broken", "dogs", "torn.png"), "no picture");
  mkdirSync(join(folder, "stray"));
  for (const label of ["cats", "dogs"]) mkdirSync(join(folder, "stray", label));
  await writePng(
    { width: 1, height: 1, channels: 1, pixels: new Float32Array(1) },
    join(folder, "stray", "a.png"),
  );
});

const train = (...more: string[]): ReturnType<typeof madeleine> =>
  madeleine(["classify", "train", "squares", ...small, ...more], { cwd: folder });

describe("madeleine classify", () => {
  it("learns, says how well, writes a page and a model, and asks the model", async () => {
    const run = await train("--report", "page.html", "--out", "squares.model");
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toMatch(/^squares: 54 pictures: 17 “blue”, 18 “green”, 19 “red”\n/);
    expect(run.stdout).toMatch(
      /Pictures are told apart: accuracy (0\.[89]\d\d) \(0\.\d+ to [01]\.\d+\), over 3 folds\./,
    );
    expect(run.stdout).toMatch(/\nthe nearest picture +0\.\d{3}/);
    expect(run.stdout).toMatch(/\nthe largest class +0\.3\d\d/);
    expect(run.stdout).toMatch(/\nis ↓ taken for → +blue +green +red\nblue +\d+/);
    expect(run.stdout).toContain("red/odd.png for “blue”");
    const page = readable(readFileSync(join(folder, "page.html"), "utf8"));
    expect(page).toMatch(/red\/ ?odd\.png taken for “blue”/);
    expect(page).toMatch(/“blue” · cosine/);

    const asked = ["classify", "predict", "squares/green/3.png", "squares/red", "--model", "squares.model"];
    const told = await madeleine(asked, { cwd: folder });
    expect(told).toMatchObject({ code: 0, stderr: "" });
    expect(told.stdout).toMatch(
      /^picture +class +share +most like +cosine\nsquares\/green\/3\.png +green +[01]\.\d{3} +green\/3\.png +1\.000\n/,
    );
    expect(told.stdout.split("\n")).toHaveLength(22);
    const json = await madeleine([...asked.slice(0, 3), ...asked.slice(4), "--json"], { cwd: folder });
    const { pictures } = JSON.parse(json.stdout);
    expect(pictures).toHaveLength(1);
    expect(pictures[0]).toMatchObject({ picture: "squares/green/3.png", class: "green" });
    expect(pictures[0].alike[0]).toMatchObject({ picture: "green/3.png", class: "green" });
    const shares = Object.values<number>(pictures[0].shares);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
  });

  it("gives one JSON document, the same again, and again after it was killed", async () => {
    const rest = ["--json", "--separation", "sparsemax", "--kernels", "--seed", "3"];
    const once = await train(...rest, "--keep", "whole");
    expect(once.code).toBe(0);
    const document = JSON.parse(once.stdout);
    expect(document.pictures).toHaveLength(54);
    expect(document.methods.map(({ name }: { name: string }) => name)).toEqual([
      "the net",
      "the nearest picture",
      "the largest class",
    ]);

    const kept = join(folder, "torn", "folds.jsonl");
    const args = ["classify", "train", "squares", ...small, ...rest, "--keep", "torn"];
    const resumed = await killedAndRunAgain(args, { cwd: folder, kept });
    expect(JSON.parse(resumed.stdout)).toEqual(document);
  });
});

describe("madeleine classify tells in one line", () => {
  it.each<[string[], number, RegExp]>([
    [["train", "nowhere"], 1, /nowhere: no such file or folder/],
    [["train", "empty"], 1, /empty: expected a subfolder for each of two classes or more, got none/],
    [["train", "alone"], 1, /alone: expected a subfolder for each of two classes or more, got only "cats"/],
    [["train", "few", "--folds", "3"], 1, /few\/dogs: holds 2 pictures, at least 3 of each class are needed/],
    [["train", "broken", "--folds", "2"], 1, /torn\.png: is no picture in a known format/],
    [["train", "stray"], 1, /stray\/a\.png: is in no class; put it into the subfolder of its class/],
    [["train", "squares", "--folds", "1"], 2, /--folds must be at least 2/],
    [["train", "squares", "--heads", "3"], 2, /3 heads need a width that they divide, got 32/],
    [["train", "squares", "--patch", "5"], 2, /patches of 5 don't fill a side of 32/],
    [
      ["train", "squares", ...small.slice(0, 8), "--rate", "1e30"],
      1,
      /learning stopped at step \d+: .*lower the learning rate/,
    ],
    [
      ["predict", "squares/red/0.png", "--model", "squares/red/0.png"],
      1,
      /0\.png: is (cut short or )?no \.safetensors file/,
    ],
    [["predict", "gone.png", "--model", "squares.model"], 1, /gone\.png: no such file/],
  ])("%j", async (args, code, message) => {
    const run = await madeleine(["classify", ...args], { cwd: folder });
    expect(run.code).toBe(code);
    expect(run.stdout).toBe("");
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toMatch(/\n {4}at /);
  });
});
