import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { pathOfItem } from "../bank/index.node.ts";
import { readPicture, writePng } from "../data/index.node.ts";
import { drawScene, half } from "../data/index.ts";
import { createRandom, integer } from "../math/index.ts";
import { openWithProgress } from "./open-source.ts";
import { answer, answerJson } from "./output.ts";
import { progressBar } from "./progress.ts";

import { jsonOf, recallText } from "./recall-text.ts";
import { writeReport } from "./report-file.ts";
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
  const reportPath = join(into, "report.html");
  const chosen = integer(createRandom(seed, "chosen"), count);
  await drawInto(folder, cuePath, { count, seed, chosen });

  const source = await openWithProgress(folder);
  const picture = await readPicture(cuePath);
  const found = await source.memory.recall(picture);
  await writeReport(reportPath, [{ cue: cuePath, picture, found, source }], {
    ...{ from: folder, size: source.memory.size },
  });
  const original = pathOf(folder, chosen);
  if (json) {
    answerJson({ ...jsonOf(cuePath, found, source), original, pictures: count, report: reportPath });
    return;
  }
  answer(`${count} pictures drawn in ${folder}; one of them, its left half blacked out, is ${cuePath}`);
  answer(recallText(cuePath, found, source));
  const right = found.outcome === "recalled" && pathOfItem(found.items[0].id, source.origin) === original;
  answer(right ? "That is the one." : `It came from ${original}.`);
  answer(`How it was recalled: open ${reportPath}`);
  answer("\nNow with your own: npx madeleine recall torn.jpg --from ./photos");
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
