import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { drawScene } from "madeleine/data";
import { readPicture, writePng } from "madeleine/data/node";
import { createRandom } from "madeleine/math";
import { beforeAll, describe, expect, it } from "vitest";
import { madeleine, type Run, scratchFolder } from "./run.ts";

let demo: { cwd: string; run: Run; original: string };

/** One demo for all: `pictures/0000.png` … `0023.png` and `cue.png`, one of them half blacked out. */
beforeAll(async () => {
  const cwd = scratchFolder();
  const run = await madeleine(["demo", "--into", ".", "--count", "24", "--json"], { cwd });
  demo = { cwd, run, original: JSON.parse(run.stdout).original };
  await writePng(drawScene(createRandom(77)), join(cwd, "stranger.png"));
  await writePng(drawScene(createRandom(1), 8, 8), join(cwd, "tiny.png"));
  writeFileSync(join(cwd, "text.png"), "hello");
  mkdirSync(join(cwd, "none"));
  mkdirSync(join(cwd, "broken"));
  writeFileSync(join(cwd, "broken/a.png"), "hello");
}, 60_000);

/** A copy of the demo's folder, to change. */
function ownFolder(): string {
  const folder = scratchFolder();
  cpSync(demo.cwd, folder, { recursive: true });
  return folder;
}

describe("madeleine demo", () => {
  it("draws pictures, damages one, recalls it and writes a report", () => {
    expect(demo.run).toMatchObject({ code: 0, stderr: "" });
    const answer = JSON.parse(demo.run.stdout);
    expect(answer).toMatchObject({ outcome: "recalled", pictures: 24, report: "report.html" });
    expect(answer.items[0].path).toBe(answer.original);
    expect(readFileSync(join(demo.cwd, "report.html"), "utf8")).toContain("<!doctype html>");
  });

  it("draws the same for the same seed", async () => {
    const cwd = scratchFolder();
    await madeleine(["demo", "--into", ".", "--count", "24"], { cwd });
    for (const name of ["cue.png", "pictures/0000.png", "pictures/0023.png"]) {
      expect(readFileSync(join(cwd, name)).equals(readFileSync(join(demo.cwd, name))), name).toBe(true);
    }
  });
});

describe("madeleine recall", () => {
  it("names the stored picture, how sure it is, and the runner-up", async () => {
    const run = await madeleine(["recall", "cue.png", "--from", "pictures"], demo);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain(`cue.png: ${demo.original}`);
    expect(run.stdout).toContain("% sure");
    expect(run.stdout).toContain("runner-up: pictures/");
  });

  it("prints one JSON document, best first", async () => {
    const { code, stdout } = await madeleine(["recall", "cue.png", "--from", "pictures", "--json"], demo);
    const answer = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(answer).toMatchObject({ cue: "cue.png", outcome: "recalled", termination: "converged" });
    expect(answer.items[0]).toMatchObject({ path: demo.original, weight: 1 });
    expect(answer.items[0].confidence).toBeGreaterThan(0.5);
    expect(answer.items[1].similarity).toBeLessThan(answer.items[0].similarity);
    expect(answer.energies).toHaveLength(answer.steps + 1);
    expect(answer.energies.at(-1)).toBeLessThan(answer.energies[0]);
  });

  it("says that a stranger isn't there", async () => {
    const run = await madeleine(["recall", "stranger.png", "--from", "pictures"], demo);
    expect(run).toMatchObject({ code: 3, stderr: "" });
    expect(run.stdout).toContain("stranger.png: not in this memory");
  });

  it("answers several cues, with the highest exit code", async () => {
    const cues = ["cue.png", "stranger.png", "pictures/0003.png"];
    const { code, stdout } = await madeleine(["recall", ...cues, "--from", "pictures", "--json"], demo);
    const outcomes = JSON.parse(stdout).map(({ outcome }: { outcome: string }) => outcome);
    expect({ code, outcomes }).toEqual({ code: 3, outcomes: ["recalled", "unknown", "recalled"] });
  });

  it("reads a cue from stdin", async () => {
    const input = readFileSync(join(demo.cwd, "cue.png"));
    const run = await madeleine(["recall", "-", "--from", "pictures"], { cwd: demo.cwd, input });
    expect(run.code).toBe(0);
    expect(run.stdout).toContain(`stdin: ${demo.original}`);
  });

  it("takes what is intact from --known and --mask", async () => {
    const { cwd } = demo;
    // The right half of one picture beside the left half of another: alone, either side is a memory.
    const [left, right] = await Promise.all(
      ["0003", "0008"].map((name) => readPicture(join(cwd, `pictures/${name}.png`))),
    );
    const isLeft = (i: number): boolean => Math.floor(i / 3) % left.width < left.width / 2;
    const joined = { ...left, pixels: left.pixels.map((value, i) => (isLeft(i) ? value : right.pixels[i])) };
    await writePng(joined, join(cwd, "joined.png"));
    await writePng(
      { ...left, pixels: left.pixels.map((_, i) => (isLeft(i) ? 0 : 1)) },
      join(cwd, "mask.png"),
    );
    const from = ["recall", "joined.png", "--from", "pictures", "--json"];
    const byBox = JSON.parse((await madeleine([...from, "--known", "0,0,64,128"], { cwd })).stdout);
    const byMask = JSON.parse((await madeleine([...from, "--mask", "mask.png"], { cwd })).stdout);
    expect(byBox).toMatchObject({
      outcome: "recalled",
      items: [{ path: "pictures/0003.png" }, {}, {}, {}, {}],
    });
    expect(byMask).toMatchObject({
      outcome: "recalled",
      items: [{ path: "pictures/0008.png" }, {}, {}, {}, {}],
    });
  });

  it("writes the recalled picture, the settled state and a report", async () => {
    const out = scratchFolder();
    const flags = ["--out", join(out, "whole.png"), "--report", join(out, "how.html")];
    expect(await madeleine(["recall", "cue.png", "--from", "pictures", ...flags], demo)).toMatchObject({
      code: 0,
      stderr: "",
    });
    const [whole, original] = await Promise.all(
      [join(out, "whole.png"), join(demo.cwd, demo.original)].map((path) => readPicture(path)),
    );
    expect(whole.pixels).toEqual(original.pixels);
    expect((await readPicture(join(out, "whole.settled.png"))).width).toBeGreaterThan(100);
    expect(statSync(join(out, "how.html")).size).toBeLessThan(2e6);
  });

  it("keeps a folder in the cache, and notices when it changes", async () => {
    const cwd = ownFolder();
    const ask = (): Promise<Run> => madeleine(["recall", "cue.png", "--from", "pictures", "--json"], { cwd });
    const first = await ask();
    expect(await ask()).toEqual(first);
    copyFileSync(join(cwd, demo.original), join(cwd, "pictures/again.png"));
    const changed = await ask();
    expect(changed.code).toBe(4);
    expect(
      JSON.parse(changed.stdout)
        .items.slice(0, 2)
        .map(({ path }: { path: string }) => path)
        .sort(),
    ).toEqual([demo.original, "pictures/again.png"].sort());
    expect(readdirSync(cwd).sort()).toEqual(readdirSync(demo.cwd).sort());
  });

  it("names broken files, skips them and counts them, from the cache too", async () => {
    const cwd = ownFolder();
    const whole = readFileSync(join(cwd, "pictures/0000.png"));
    writeFileSync(join(cwd, "pictures/empty.png"), "");
    writeFileSync(join(cwd, "pictures/cut.png"), whole.subarray(0, whole.length >> 1));
    writeFileSync(join(cwd, "pictures/text.jpg"), "not a picture");
    writeFileSync(join(cwd, "pictures/notes.txt"), "no picture, and not named like one");
    mkdirSync(join(cwd, "pictures/deeper"));
    copyFileSync(join(cwd, demo.original), join(cwd, "pictures/deeper/größer.png"));
    for (const run of [
      await madeleine(["recall", "cue.png", "--from", "pictures"], { cwd }),
      await madeleine(["recall", "cue.png", "--from", "pictures"], { cwd }),
    ]) {
      for (const name of ["empty.png", "cut.png", "text.jpg"])
        expect(run.stderr).toContain(`skipped pictures/${name}: `);
      expect(run.stderr).toContain("3 of 28 files skipped");
      expect(run.stderr).not.toContain("notes.txt");
      // The original is there twice now: a blend that names both.
      expect(run.code).toBe(4);
      expect(run.stdout).toContain("pictures/deeper/größer.png");
      expect(run.stdout).toContain(demo.original);
    }
  });

  it.each([
    ["a cue that isn't there", ["no.png", "--from", "pictures"], 1, "no.png: no such file or folder"],
    [
      "a cue that is no picture",
      ["text.png", "--from", "pictures"],
      1,
      "text.png: is no picture in a known format",
    ],
    ["a folder that isn't there", ["cue.png", "--from", "nowhere"], 1, "nowhere: no such file or folder"],
    [
      "a file that is no memory",
      ["cue.png", "--from", "text.png"],
      1,
      "text.png is not a memory: make one with",
    ],
    ["a folder without pictures", ["cue.png", "--from", "none"], 1, "none: holds no pictures"],
    [
      "a folder of broken pictures",
      ["cue.png", "--from", "broken"],
      1,
      "broken: none of its 1 pictures can be read",
    ],
    [
      "a mask of another size",
      ["cue.png", "--from", "pictures", "--mask", "tiny.png"],
      1,
      "the mask is 8 × 8, the picture 128 × 128",
    ],
    [
      "another ending for --out",
      ["cue.png", "--from", "pictures", "--out", "a.bmp"],
      2,
      "a.bmp: pictures are written as .png",
    ],
    ["no folder", ["cue.png"], 2, "give a memory: --from or --store"],
    ["no cue", ["--from", "pictures"], 2, "missing required argument 'cue'"],
    [
      "a box outside",
      ["cue.png", "--from", "pictures", "--known", "128,0,5,5"],
      2,
      "lies outside of the picture",
    ],
    ["half a box", ["cue.png", "--from", "pictures", "--known", "1,2,3"], 2, "--known takes x,y,w,h"],
    [
      "two ways to say it",
      ["cue.png", "--from", "pictures", "--known", "0,0,5,5", "--mask", "tiny.png"],
      2,
      "say the same",
    ],
    [
      "--out for two cues",
      ["cue.png", "cue.png", "--from", "pictures", "--out", "a.png"],
      2,
      "--out goes with one cue, got 2",
    ],
  ])("tells plainly of %s", async (_, args, code, message) => {
    const run = await madeleine(["recall", ...args], demo);
    expect(run).toMatchObject({ code, stdout: "" });
    expect(run.stderr).toContain(message);
    expect(run.stderr.trim().split("\n"), run.stderr).toHaveLength(1);
  });
});

describe("madeleine remember", () => {
  it("keeps a folder in one file, from which recall answers the same", async () => {
    const cwd = ownFolder();
    const kept = await madeleine(["remember", "pictures/", "--json"], { cwd });
    expect(kept).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(kept.stdout)).toMatchObject({ file: "pictures.memory", items: 24, skipped: [] });
    expect(
      readdirSync(cwd)
        .filter((name) => name.startsWith("pictures"))
        .sort(),
    ).toEqual(["pictures", "pictures.memory"]);
    const [byFile, byFolder] = await Promise.all(
      ["pictures.memory", "pictures"].map((from) =>
        madeleine(["recall", "cue.png", "--from", from, "--json"], { cwd }),
      ),
    );
    expect(byFile).toEqual(byFolder);
    expect(byFile.code).toBe(0);
  });

  it("writes nothing where there is nothing to remember", async () => {
    const cwd = scratchFolder();
    mkdirSync(join(cwd, "none"));
    const run = await madeleine(["remember", "none"], { cwd });
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(existsSync(join(cwd, "none.memory"))).toBe(false);
  });
});
