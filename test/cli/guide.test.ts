import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { drawScene, half } from "madeleine/data";
import { writePicture } from "madeleine/data/node";
import { createRandom, normal } from "madeleine/math";
import { beforeAll, describe, expect, it } from "vitest";
import { ROOT_FOLDER } from "../packaging/manifest.ts";
import { snippetsOf } from "../packaging/snippets.ts";
import { madeleine, scratchFolder } from "./run.ts";

const guide = join(ROOT_FOLDER, "docs/guide");

/** The commands of the guide, in the order of its chapters. */
const commands = readdirSync(guide)
  .sort((a, b) => Number(b === "index.md") - Number(a === "index.md"))
  .flatMap((file) => commandsOf(file, readFileSync(join(guide, file), "utf8")));

/** Lines that call the command line, of blocks that aren't marked as not run, with the words of each. */
function commandsOf(file: string, markdown: string): { place: string; words: string[] }[] {
  const blocks = snippetsOf(markdown, /^sh$/).filter(({ notRun }) => notRun === undefined);
  return blocks.flatMap(({ line, source }) =>
    source.split("\n").map((text, i) => {
      const words = Array.from(text.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, plain]) => quoted ?? plain);
      if (words.shift() !== "npx" || words.shift() !== "madeleine")
        throw new Error(
          `docs/guide/${file}:${line + i + 1} isn't a call of madeleine: mark its block as not run`,
        );
      return { place: `docs/guide/${file}:${line + i + 1}`, words };
    }),
  );
}

/** What the guide supposes: photos and a torn one, classes, captions, a series, bags. */
let cwd: string;
beforeAll(async () => {
  cwd = scratchFolder();
  mkdirSync(join(cwd, "photos"));
  const scenes = Array.from({ length: 40 }, (_, i) => drawScene(createRandom(i), 96, 96));
  for (const [i, scene] of scenes.entries()) await writePicture(scene, join(cwd, `photos/${i}.jpg`));
  await writePicture(half("left").apply(scenes[7], createRandom(1)), join(cwd, "torn.jpg"));
  for (const [c, name] of ["light", "dark"].entries()) {
    mkdirSync(join(cwd, "classes", name), { recursive: true });
    for (let i = 0; i < 6; i++) {
      const pixels = scenes[6 * c + i].pixels.map((value) => (c === 0 ? (1 + value) / 2 : value / 2));
      await writePicture({ ...scenes[0], pixels }, join(cwd, `classes/${name}/${i}.jpg`));
    }
  }
  writeFileSync(join(cwd, "captions.json"), `{"7.jpg": ["a dog on a beach", "a wet dog"]}`);
  const random = createRandom(1);
  const hour = (t: number): string => new Date(Date.UTC(2026, 0, 1, t)).toISOString().slice(0, 16);
  const load = (t: number): string =>
    (20 + 4 * Math.sin((2 * Math.PI * t) / 24) + normal(random) / 4).toFixed(3);
  writeFileSync(
    join(cwd, "load.csv"),
    lines("time,load", 800, (t) => `${hour(t)},${load(t)}`),
  );
  const x = (i: number): number => (i % 8 === 0 ? 4 : normal(random));
  writeFileSync(
    join(cwd, "bags.csv"),
    lines(
      "bag,label,x,y",
      160,
      (i) => `bag ${i >> 2},${(i >> 2) % 2 === 0 ? 1 : 0},${x(i)},${normal(random)}`,
    ),
  );
});

function lines(head: string, count: number, of: (row: number) => string): string {
  return `${[head, ...Array.from({ length: count }, (_, row) => of(row))].join("\n")}\n`;
}

describe("the guide", () => {
  it("shows commands that are run here", () => expect(commands.length).toBeGreaterThan(10));

  it.each(commands)("shows a command that works, at $place", { timeout: 120_000 }, async ({ words }) => {
    const run = await madeleine(words, { cwd });
    expect(run.stderr).not.toContain("madeleine:");
    expect(run.code).toBe(0);
  });
});
