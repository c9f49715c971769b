import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { rowOf } from "madeleine/math";
import { openPlace } from "./store/place.ts";
import type { SoakReport, SoakTask } from "./store/soaker.child.ts";

/*
 * npm run soak -- --minutes 10 [--processes 4] [--seed 1] [--folder /where]
 *
 * Several processes add, replace, delete and recall in one .memory file; at the end it must hold what they say it does,
 * and neither they nor the file may have grown. Exit code 1 where something is wrong.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    processes: { type: "string", default: "4" },
    seed: { type: "string", default: "1" },
    folder: { type: "string", default: tmpdir() },
  },
});
const folder = mkdtempSync(join(values.folder, "madeleine-soak-"));
const place = { kind: "file", path: join(folder, "soaked.memory"), dimension: 64 } as const;
const forMs = Number(values.minutes) * 60_000;
await (await openPlace(place)).close();
const sizes: number[] = [];
const watch = setInterval(() => sizes.push(statSync(place.path).size / 1e6), forMs / 12);
const reports = await Promise.all(
  Array.from({ length: Number(values.processes) }, (_, i) =>
    report({ place, name: `p${i}`, seed: Number(values.seed), forMs }),
  ),
);
clearInterval(watch);
const faults = [...reports.flatMap((one) => one.faults), ...(await differences(reports)), ...growth()];
for (const { changes, recalls, memory } of reports) {
  process.stdout.write(`${changes} changes, ${recalls} recalls, memory in MB: ${memory.join(" ")}\n`);
}
process.stdout.write(`file in MB: ${sizes.map((size) => size.toFixed(1)).join(" ")}\n`);
process.stdout.write(faults.length === 0 ? "equal contents, flat memory\n" : `${faults.join("\n")}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
rmSync(folder, { recursive: true, force: true });

async function report(task: SoakTask): Promise<SoakReport> {
  const program = join(import.meta.dirname, "store/soaker.child.js");
  const child = spawn(process.execPath, [program, JSON.stringify(task)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (data) => {
    text += data;
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${task.name} ended with code ${code}`);
  return JSON.parse(text) as SoakReport;
}

/** What the file holds against what the processes say. */
async function differences(all: readonly SoakReport[]): Promise<string[]> {
  const expected = new Map(all.flatMap(({ items }) => items));
  const store = await openPlace(place);
  const snapshot = await store.snapshot();
  const found: string[] = [];
  for await (const { ids, vectors } of snapshot.scan()) {
    ids.forEach((id, row) => {
      if (expected.get(id) !== rowOf(vectors, row)[0]) found.push(`${id}: not what was kept`);
      expected.delete(id);
    });
  }
  await store.close();
  process.stdout.write(`${snapshot.count} items at the end\n`);
  return [...found, ...Array.from(expected.keys(), (id) => `${id}: missing`)];
}

/** Whether anything is larger at the end than it was in the middle, by more than a quarter and 20 MB. */
function growth(): string[] {
  const grown = (row: readonly number[]): boolean => {
    const [middle, end] = [row.slice(row.length / 3, (2 * row.length) / 3), row.slice((2 * row.length) / 3)];
    return Math.max(...end) > 1.25 * Math.max(...middle) + 20;
  };
  return [
    ...reports.flatMap(({ memory }, i) => (grown(memory) ? [`process ${i} has grown`] : [])),
    ...(grown(sizes) ? ["the file has grown"] : []),
  ];
}
