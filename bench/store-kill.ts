import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createRandom } from "madeleine/math";
import { killTrial } from "./store/kill-trial.ts";
import { openPlace } from "./store/place.ts";

/*
 * npm run test:kill -- --trials 1000 [--seed 1] [--folder /where]
 *
 * Kills a writer of a .memory file at random moments, over and over on one file, and checks each time that all that was
 * acknowledged is there and no half of anything else. Exit code 1 where something is wrong.
 */
const { values } = parseArgs({
  options: {
    trials: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    folder: { type: "string", default: tmpdir() },
  },
});
const folder = mkdtempSync(join(values.folder, "madeleine-kill-"));
const place = { kind: "file", path: join(folder, "killed.memory"), dimension: 64 } as const;
const random = createRandom(Number(values.seed));
const trials = Number(values.trials);
let [changes, wrong] = [0, 0];
for (let trial = 0; trial < trials; trial++) {
  const result = await killTrial(place, () => openPlace(place), { random, writer: `w${trial}` });
  changes += result.changes;
  for (const fault of result.faults) process.stdout.write(`trial ${trial}: ${fault}\n`);
  if (result.faults.length > 0) wrong++;
  if (trial % 50 === 49) process.stderr.write(`${trial + 1} of ${trials}\n`);
}
process.stdout.write(
  `${trials} kills, ${changes} acknowledged changes: ${wrong} trials with something wrong\n`,
);
rmSync(folder, { recursive: true, force: true });
process.exitCode = wrong > 0 ? 1 : 0;
