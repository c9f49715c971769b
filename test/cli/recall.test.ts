import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { madeleine, scratchFolder } from "./run.ts";

/** The demo's pictures: `pictures/0000.png` … and `cue.png`, one of them half blacked out. */
async function demoFolder(count = 12): Promise<{ cwd: string; original: string }> {
  const cwd = scratchFolder();
  const { code, stdout } = await madeleine(["demo", "--into", ".", "--count", String(count), "--json"], {
    cwd,
  });
  expect(code).toBe(0);
  return { cwd, original: JSON.parse(stdout).original };
}

describe("madeleine demo", () => {
  it("draws pictures, damages one and recalls it, the same for the same seed", async () => {
    const [one, two] = [await demoFolder(), await demoFolder()];
    const run = await madeleine(["demo", "--into", ".", "--count", "12"], { cwd: one.cwd });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("That is the one.");
    for (const name of ["cue.png", "pictures/0000.png", "pictures/0011.png"]) {
      expect(readFileSync(join(one.cwd, name)).equals(readFileSync(join(two.cwd, name)))).toBe(true);
    }
  });
});

describe("madeleine recall", () => {
  it("names the stored picture and the runner-up", async () => {
    const { cwd, original } = await demoFolder();
    const run = await madeleine(["recall", "cue.png", "--from", "pictures"], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain(`cue.png: ${original}`);
    expect(run.stdout).toContain("runner-up: pictures/");
  });

  it("prints one JSON document, best first", async () => {
    const { cwd, original } = await demoFolder();
    const { code, stdout } = await madeleine(["recall", "cue.png", "--from", "pictures", "--json"], { cwd });
    const answer = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(answer).toMatchObject({ cue: "cue.png", outcome: "recalled", termination: "converged" });
    expect(answer.items[0]).toMatchObject({ path: original, weight: 1 });
    expect(answer.items[1].similarity).toBeLessThan(answer.items[0].similarity);
    expect(answer.energies).toHaveLength(answer.steps + 1);
  });

  it("names broken files, skips them and counts them", async () => {
    const { cwd, original } = await demoFolder();
    const whole = readFileSync(join(cwd, "pictures/0000.png"));
    writeFileSync(join(cwd, "pictures/empty.png"), "");
    writeFileSync(join(cwd, "pictures/cut.png"), whole.subarray(0, whole.length >> 1));
    writeFileSync(join(cwd, "pictures/text.jpg"), "not a picture");
    writeFileSync(join(cwd, "pictures/notes.txt"), "no picture, and not named like one");
    mkdirSync(join(cwd, "pictures/deeper"));
    copyFileSync(join(cwd, original), join(cwd, "pictures/deeper/größer.png"));
    const run = await madeleine(["recall", "cue.png", "--from", "pictures"], { cwd });
    for (const name of ["empty.png", "cut.png", "text.jpg"])
      expect(run.stderr).toContain(`skipped pictures/${name}: `);
    expect(run.stderr).toContain("3 of 16 files skipped");
    expect(run.stderr).not.toContain("notes.txt");
    // The original is there twice now: a blend that names both.
    expect(run.code).toBe(4);
    expect(run.stdout).toContain("pictures/deeper/größer.png");
    expect(run.stdout).toContain(original);
  });

  it.each<[string, string[], number, string]>([
    [
      "a cue that isn't there",
      ["recall", "no.png", "--from", "pictures"],
      1,
      "no.png: no such file or folder",
    ],
    [
      "a cue that is no picture",
      ["recall", "text.png", "--from", "pictures"],
      1,
      "text.png: is no picture in a known format",
    ],
    [
      "a folder that isn't there",
      ["recall", "cue.png", "--from", "nowhere"],
      1,
      "nowhere: no such file or folder",
    ],
    ["a file for a folder", ["recall", "cue.png", "--from", "text.png"], 1, "text.png: is a file"],
    ["a folder without pictures", ["recall", "cue.png", "--from", "none"], 1, "none: holds no pictures"],
    [
      "a folder of broken pictures",
      ["recall", "cue.png", "--from", "broken"],
      1,
      "broken: none of its 1 pictures can be read",
    ],
    ["no folder", ["recall", "cue.png"], 2, "required option '--from <folder>' not specified"],
    ["no cue", ["recall", "--from", "pictures"], 2, "missing required argument 'picture'"],
  ])("tells plainly of %s", async (_, args, code, message) => {
    const { cwd } = await demoFolder(2);
    writeFileSync(join(cwd, "text.png"), "hello");
    mkdirSync(join(cwd, "none"));
    mkdirSync(join(cwd, "broken"));
    writeFileSync(join(cwd, "broken/a.png"), "hello");
    const run = await madeleine(args, { cwd });
    expect(run).toMatchObject({ code, stdout: "" });
    expect(run.stderr).toContain(message);
    expect(run.stderr.trim().split("\n"), run.stderr).toHaveLength(1);
  });
});
