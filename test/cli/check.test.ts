import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { arrayFromMatrix, drawScene, noise, writeNpy } from "madeleine/data";
import { writePng } from "madeleine/data/node";
import { createRandom, fromRows, normal } from "madeleine/math";
import { beforeAll, describe, expect, it } from "vitest";
import { madeleine, scratchFolder } from "./run.ts";

let cwd: string;

/** `pictures/00.png` … `15.png`, `near.png` (07 with a little noise), its memory, and vectors. */
beforeAll(async () => {
  cwd = scratchFolder();
  mkdirSync(join(cwd, "pictures"));
  mkdirSync(join(cwd, "none"));
  for (let i = 0; i < 16; i++) {
    const picture = drawScene(createRandom(i));
    await writePng(picture, join(cwd, `pictures/${String(i).padStart(2, "0")}.png`));
    if (i === 7) await writePng(noise(0.01).apply(picture, createRandom(1)), join(cwd, "pictures/near.png"));
  }
  const random = createRandom(1);
  const rows = Array.from({ length: 60 }, () => Array.from({ length: 32 }, () => 4 + normal(random)));
  rows[9] = rows[2];
  writeFileSync(join(cwd, "v.npy"), writeNpy(arrayFromMatrix(fromRows(rows))));
  rows[1][5] = Number.NaN;
  writeFileSync(join(cwd, "nan.npy"), writeNpy(arrayFromMatrix(fromRows(rows))));
  expect((await madeleine(["remember", "pictures"], { cwd })).code).toBe(0);
}, 60_000);

describe("madeleine check", () => {
  it("shows what a learned kernel changes", { timeout: 60_000 }, async () => {
    const made = await madeleine(
      ["remember", "pictures", "--into", "kernel.memory", "--codec", "pixels", "--separate", "--json"],
      { cwd },
    );
    expect(made).toMatchObject({ code: 0, stderr: "" });
    const { codec, kernel } = JSON.parse(made.stdout) as { codec: string; kernel: { loss: number } };
    expect(codec).toBe("pixels");
    expect(kernel.loss).toBeLessThan(-3);
    const run = await madeleine(["check", "kernel.memory", "--report", "kernel.html"], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toMatch(/Learned kernel: mean recall [\d.]+ % → [\d.]+ %, median margin .* it fits/);
    expect(readFileSync(join(cwd, "kernel.html"), "utf8")).toContain("What the learned kernel changes");
    const recalled = await madeleine(["recall", "pictures/03.png", "--from", "kernel.memory"], { cwd });
    expect(recalled.stdout).toMatch(/^\S*03\.png/);
    const wrong = await madeleine(["remember", "pictures", "--codec", "wavelets"], { cwd });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("choose contrast, pixels, taef2, vqvae, vaelight or onnx");
  });

  it("says whether a folder will hold, what gets mixed up, and what to recall with", async () => {
    const run = await madeleine(["check", "pictures"], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("pictures: 17 pictures of 2,304 numbers\nIt will hold: with up to ");
    expect(run.stdout).toContain(
      "Confusable, nearer than a margin of 0.05: 2 pictures in 1 group\n  07.png, near.png",
    );
    expect(run.stdout).toContain("Advice: overlap cosine, then dot; sparsemax; β = 20");
  });

  it("prints one JSON document, the same for the same seed, of a file as of its folder", async () => {
    const byFolder = await madeleine(["check", "pictures", "--json"], { cwd });
    const document = JSON.parse(byFolder.stdout);
    expect(document).toMatchObject({ checked: "pictures", items: 17, dimension: 2304, holds: "holds" });
    expect(document.confusable.groups).toMatchObject([{ items: ["pictures/07.png", "pictures/near.png"] }]);
    expect(document.wellSeparation.violating.map(({ item }: { item: string }) => item)).toContain(
      "pictures/near.png",
    );
    expect(document.recall.levels.map(({ lost }: { lost: number }) => lost)).toEqual([
      0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9,
    ]);
    expect(document.recall).toMatchObject({ loss: "pixels", items: 17 });
    const byFile = JSON.parse((await madeleine(["check", "pictures.memory", "--json"], { cwd })).stdout);
    expect({ ...byFile, checked: "pictures" }).toEqual(document);
  });

  it("does without the pictures where they are gone, and says so", async () => {
    const moved = scratchFolder();
    cpSync(join(cwd, "pictures"), join(moved, "gone"), { recursive: true });
    expect((await madeleine(["remember", "gone"], { cwd: moved })).code).toBe(0);
    rmSync(join(moved, "gone"), { recursive: true });
    const report = join(moved, "check.html");
    const run = await madeleine(["check", "gone.memory", "--json", "--report", report], { cwd: moved });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const document = JSON.parse(run.stdout);
    expect(document.recall.loss).toBe("places");
    expect(document.note).toContain("17 of the 17 pictures are no longer there");
    const page = readFileSync(report, "utf8");
    expect(page).toContain("17 of the 17 pictures are no longer there");
    expect(page).not.toContain("data:image/png");
  });

  it("fails a gate that recall doesn't reach, and passes one that it does", async () => {
    const failed = await madeleine(["check", "v.npy", "--min-recall", "1"], { cwd });
    expect(failed).toMatchObject({ code: 5, stderr: "" });
    expect(failed.stdout).toMatch(/Mean recall .* % is below the 100 % asked for\.\n$/);
    const passed = await madeleine(["check", "v.npy", "--min-recall", "0.3", "--json"], { cwd });
    expect(passed.code).toBe(0);
    expect(JSON.parse(passed.stdout).gate).toMatchObject({ minRecall: 0.3, passed: true });
  });

  it("checks vectors: what to compare them by, which rows are identical", async () => {
    const { stdout } = await madeleine(["check", "v.npy"], { cwd });
    expect(stdout).toContain("v.npy: 60 vectors of 32 numbers");
    expect(stdout).toContain("row 2, row 9 (identical)");
    expect(stdout).toMatch(/Advice: centred (dot|cosine); sparsemax; β = /);
    expect(stdout).toContain("take the mean off every vector and cue");
  });

  it("writes a page with contact sheets", async () => {
    const report = join(scratchFolder(), "check.html");
    const run = await madeleine(["check", "pictures", "--report", report], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const page = readFileSync(report, "utf8");
    expect(page).toContain('alt="near.png"');
    expect(page.match(/data:image\/png/g)).toHaveLength(2);
    expect(page.length).toBeLessThan(2e6);
  });

  it("names what it had to skip", async () => {
    const folder = scratchFolder();
    copyFileSync(join(cwd, "pictures/00.png"), join(folder, "a.png"));
    writeFileSync(join(folder, "broken.png"), "hello");
    const run = await madeleine(["check", folder], { cwd });
    expect(run.code).toBe(0);
    expect(run.stderr).toContain("1 of 2 files skipped");
    expect(run.stdout).toContain("1 picture of");
    expect(run.stdout).toContain("least ∞");
  });

  it.each([
    ["an empty folder", ["none"], 1, "none: holds no pictures"],
    ["NaN", ["nan.npy"], 1, "nan.npy: every number must be finite, got NaN at row 1, column 5"],
    ["no such file", ["nowhere.npy"], 1, "nowhere.npy: "],
    ["a share above 1", ["v.npy", "--min-recall", "95"], 2, "It must be a number from 0 to 1."],
    ["nothing to check", [], 2, "give a memory: a folder or file or --store"],
  ])("tells plainly of %s", async (_, args, code, message) => {
    const run = await madeleine(["check", ...args], { cwd });
    expect(run).toMatchObject({ code, stdout: "" });
    expect(run.stderr).toContain(message);
    expect(run.stderr.trim().split("\n"), run.stderr).toHaveLength(1);
  });
});
