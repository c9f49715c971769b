import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { PictureMemory } from "../bank/index.ts";
import { contrastCodec } from "../codecs/index.ts";
import { readFolder, readThumbnail, writePng } from "../data/index.node.ts";
import { drawScene, half } from "../data/index.ts";
import { createRandom, integer } from "../math/index.ts";
import { answer, answerJson } from "./output.ts";
import { progressBar } from "./progress.ts";
import { recallText } from "./recall-text.ts";
import { countFromOne, seedNumber } from "./usage.ts";

interface Flags {
  into: string;
  count: number;
  seed: number;
  json?: true;
}

/** `madeleine demo`: draws pictures, damages one, and recalls it as `madeleine recall` would. */
export function configure(command: Command): void {
  command
    .option("--into <folder>", "where the pictures are written", "madeleine-demo")
    .option("--count <count>", "how many pictures to draw", countFromOne, 300)
    .option("--seed <number>", "another seed draws other pictures", seedNumber, 1)
    .option("--json", "print one JSON document")
    .action(run);
}

async function run({ into, count, seed, json }: Flags): Promise<void> {
  const folder = join(into, "pictures");
  const cuePath = join(into, "cue.png");
  const chosen = integer(createRandom(seed, "chosen"), count);
  await drawInto(folder, cuePath, { count, seed, chosen });

  const codec = contrastCodec();
  const { pictures } = await readFolder(folder, codec);
  const found = new PictureMemory(codec, pictures).recall(
    await readThumbnail(cuePath, codec.width, codec.height),
  );
  const original = pathOf(folder, chosen);
  if (json) {
    answerJson({ cue: cuePath, original, pictures: count, ...found });
    return;
  }
  answer(`${count} pictures drawn in ${folder}; one of them, its left half blacked out, is ${cuePath}`);
  answer(recallText(cuePath, found));
  answer(found.items[0].path === original ? "That is the one." : `It came from ${original}: not the one.`);
  answer(`\nNow with your own: npx madeleine recall torn.jpg --from ./photos`);
}

/** Draws scenes 0 … count − 1, and the chosen one once more with its left half blacked out. */
async function drawInto(
  folder: string,
  cuePath: string,
  { count, seed, chosen }: { count: number; seed: number; chosen: number },
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const bar = progressBar("drawing");
  for (let i = 0; i < count; i++) {
    const picture = drawScene(createRandom(seed, `scene ${i}`));
    await writePng(picture, pathOf(folder, i));
    if (i === chosen) await writePng(half("left").apply(picture, createRandom(seed, "damage")), cuePath);
    bar.update(i + 1, count);
  }
  bar.end();
}

function pathOf(folder: string, i: number): string {
  return join(folder, `${String(i).padStart(4, "0")}.png`);
}
