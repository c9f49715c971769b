import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { madeleine, type Run, scratchFolder } from "./run.ts";

const cake = "a family is sitting down at a table to have cake";
let cwd: string;
let remembered: Run;

/** Twelve drawn pictures, two of which share a caption. */
beforeAll(async () => {
  cwd = scratchFolder();
  await madeleine(["demo", "--into", ".", "--count", "12"], { cwd });
  const captions = {
    "0000.png": [cake, "a boat"],
    "0003.png": "two trees",
    "0005.png": ["Two trees."],
    "gone.png": ["nobody"],
  };
  writeFileSync(join(cwd, "captions.json"), JSON.stringify(captions));
  writeFileSync(join(cwd, "broken.json"), "{");
  writeFileSync(join(cwd, "strangers.json"), '{"gone.png": "nobody"}');
  remembered = await madeleine(
    ["remember", "pictures", "--captions", "captions.json", "--into", "p.memory"],
    { cwd },
  );
}, 60_000);

const recall = (...args: string[]): Promise<Run> =>
  madeleine(["recall", ...args, "--from", "p.memory"], { cwd });

describe("madeleine remember --captions", () => {
  it("counts them, and names pictures that aren't there", () => {
    expect(remembered.code).toBe(0);
    expect(remembered.stdout).toContain("4 captions of 3 pictures; 1 of them on several pictures");
    expect(remembered.stderr).toBe(
      'captions.json: names a picture that isn\'t there, like "gone.png"; left out\n',
    );
  });

  it.each([
    ["missing.json", 1, "missing.json: no such file or folder"],
    ["broken.json", 1, "broken.json: is no JSON"],
    ["strangers.json", 1, 'strangers.json: none of its 1 pictures is there; it names "gone.png"'],
  ])("refuses %s in a line", async (file, code, message) => {
    const run = await madeleine(["remember", "pictures", "--captions", file, "--into", "no.memory"], { cwd });
    expect(run).toMatchObject({ code, stdout: "" });
    expect(run.stderr).toContain(message);
    expect(run.stderr.trim().split("\n")).toHaveLength(1);
    expect(existsSync(join(cwd, "no.memory"))).toBe(false);
  });

  it("wants captions for --text-code", async () => {
    const run = await madeleine(["remember", "pictures", "--text-code", "bits"], { cwd });
    expect(run).toMatchObject({
      code: 2,
      stderr: "madeleine: --text-code is for captions; give them with --captions\n",
    });
  });
});

describe("madeleine recall of a text", () => {
  it("brings back its picture, into a file and a page", async () => {
    const run = await recall(`${cake}.`, "--out", "cake.png", "--report", "cake.html");
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain(
      `"${cake}.": pictures/0000.png\n  by its caption "${cake}", an exact association`,
    );
    expect(existsSync(join(cwd, "cake.png"))).toBe(true);
    const page = readFileSync(join(cwd, "cake.html"), "utf8");
    expect(page).toContain("is a caption of");
    expect(page).toContain("an exact association, not a search");
    expect(page).not.toContain("no calibration");
  });

  it("names the nearest captions of another text, and says that it isn't a search", async () => {
    const run = await recall("a family with cake at a table");
    expect(run).toMatchObject({ code: 3, stderr: "" });
    expect(run.stdout).toContain("none of this memory's 4 captions");
    expect(run.stdout).toContain("an exact association, not a search");
    expect(run.stdout).toContain(`nearest in wording: "${cake}"  (pictures/0000.png)`);
  });

  it("gives a blend of pictures that share a caption, named", async () => {
    const run = await recall("TWO TREES");
    expect(run.code).toBe(4);
    expect(run.stdout).toContain("the caption of 2 pictures, so a blend of them");
    expect(run.stdout).toContain("50 % pictures/0003.png");
    expect(run.stdout).toContain("50 % pictures/0005.png");
  });

  it("goes with pictures, and prints one JSON document", async () => {
    const { code, stdout } = await recall("a boat", "pictures/0007.png", "a goat", "--json");
    const [boat, picture, goat] = JSON.parse(stdout);
    expect(code).toBe(3);
    expect(boat).toMatchObject({ outcome: "recalled", text: true, items: [{ path: "pictures/0000.png" }] });
    expect(boat.captions).toEqual([{ path: "pictures/0000.png", caption: "a boat" }]);
    expect(picture.text).toBeUndefined();
    expect(picture.items[0].path).toBe("pictures/0007.png");
    expect(goat).toMatchObject({ outcome: "unknown", items: [] });
    expect(goat.nearest[0]).toMatchObject({ caption: "a boat" });
  });

  it("is a missing file where there are no captions, and no place for --known", async () => {
    const folder = await madeleine(["recall", "a boat", "--from", "pictures"], { cwd });
    expect(folder).toMatchObject({ code: 1, stderr: "madeleine: a boat: no such file or folder\n" });
    const known = await recall("a boat", "--known", "0,0,4,4");
    expect(known.code).toBe(2);
    expect(known.stderr).toContain("--known goes with a picture");
  });
});
