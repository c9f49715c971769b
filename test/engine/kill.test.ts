import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { scratchFolder } from "../cli/run.ts";
import { ROOT_FOLDER } from "../packaging/manifest.ts";

/** Trains for 120 steps with a checkpoint after each, from the last one where there is one; tells every step. */
const PROGRAM = `
  import { existsSync, writeSync } from "node:fs";
  import { adamW, crossEntropy, dropout, linear, openTrainer, parameter, relu, train, xavierStart } from "madeleine/engine";
  import { readBytes, writeBytes } from "madeleine/data/node";
  import { createRandom, normal } from "madeleine/math";
  import { openOnnx } from "madeleine/onnx/node";
  const path = process.argv[1];
  const random = createRandom(1);
  const data = Array.from({ length: 60 }, (_, i) => [normal(random) + (i % 3), normal(random) - (i % 2)]);
  const [W1, b1] = [parameter("W1", [2, 32], xavierStart(random, [2, 32])), parameter("b1", [32])];
  const [W2, b2] = [parameter("W2", [32, 3], xavierStart(random, [32, 3])), parameter("b2", [3])];
  const trainer = await openTrainer({
    runtime: await openOnnx(),
    parameters: [W1, b1, W2, b2],
    optimiser: adamW({ rate: 0.01 }),
    loss: ({ x, labels }) => crossEntropy(linear(dropout(relu(linear(x, W1, b1)), 0.2), W2, b2), labels),
  });
  await train({
    trainer,
    items: 60,
    batchSize: 10,
    epochs: 20,
    batch: (items) => ({
      x: { data: Float32Array.from(items.flatMap((i) => data[i])), shape: [items.length, 2] },
      labels: { data: BigInt64Array.from(items, (i) => BigInt(i % 3)), shape: [items.length] },
    }),
    checkpoint: { everySteps: 1, save: (bytes) => writeBytes(path, bytes) },
    onProgress: () => writeSync(1, "."),
    resume: existsSync(path) ? readBytes(path) : undefined,
  });
`;

/** Runs the program; killed once it has told so many steps, it gives how many it told. */
async function run(path: string, killAfter = Number.POSITIVE_INFINITY): Promise<number> {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", PROGRAM, path], {
    cwd: ROOT_FOLDER,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let told = 0;
  child.stdout.on("data", (part: Buffer) => {
    told += part.length;
    if (told >= killAfter) child.kill("SIGKILL");
  });
  const [code] = await once(child, "close");
  expect(code).toBe(killAfter === Number.POSITIVE_INFINITY ? 0 : null);
  return told;
}

it("a training that is killed again and again ends with the same bytes", { timeout: 60_000 }, async () => {
  if (!existsSync(join(ROOT_FOLDER, "dist"))) throw new Error("dist/ is missing: run npm run build first");
  const folder = scratchFolder();
  const [whole, killed] = [join(folder, "whole"), join(folder, "killed")];
  expect(await run(whole)).toBe(120);
  let told = 0;
  for (const after of [1, 17, 40]) told += await run(killed, after);
  expect(told).toBeGreaterThanOrEqual(58);
  // What was told and not kept yet is done again.
  const rest = await run(killed);
  expect(rest).toBeLessThanOrEqual(120 - told + 6);
  expect(readFileSync(killed)).toEqual(readFileSync(whole));
  const left = readdirSync(folder).filter((name) => !["whole", "killed"].includes(name));
  expect(left.every((name) => name.endsWith(".tmp"))).toBe(true);
});
