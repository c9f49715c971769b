import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import {
  type FinishedCells,
  isSystemError,
  openBags,
  openFinishedCells,
  systemReason,
  writeBytes,
} from "../data/index.node.ts";
import { type BagSet, bagLabels, stratifiedSplit } from "../data/index.ts";
import { createRandom } from "../math/index.ts";
import { openOnnx } from "../onnx/index.node.ts";
import { type BagSettings, bagLearner, crossValidate, type LearnBags, poolingTitle } from "../zoo/index.ts";
import { settingsFrom, type TrainFlags } from "./bags-flags.ts";
import { type PoolingResult, type TrainedBags, trainJson, trainText } from "./bags-text.ts";
import { ExitCode } from "./exit-code.ts";
import { answer, answerJson, remark } from "./output.ts";
import { stages } from "./progress.ts";

/** Ctrl-C was pressed; finished folds are kept. */
class Interrupted extends Error {}

/** `madeleine bags train`. */
export async function train(path: string, flags: TrainFlags): Promise<void> {
  const settings = settingsFrom(flags);
  const bars = stages();
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();
  process.once("SIGINT", interrupt);
  try {
    const set = await openBags(path, {
      ...(flags.positive !== undefined && { positive: flags.positive }),
      ...{ side: flags.side, colour: flags.grey ? "grey" : "colour" },
      onProgress: (done, total) => bars.update("reading pictures", done, total),
    });
    const trained = await trainedOn(set, { path, flags, settings, bars, signal: interruption.signal });
    bars.end();
    if (flags.json) answerJson(trainJson(trained));
    else answer(trainText(trained));
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    remark("madeleine: interrupted: finished folds are kept; the same command goes on from there");
    process.exitCode = ExitCode.interrupted;
  } finally {
    bars.end();
    process.off("SIGINT", interrupt);
  }
}

interface Task {
  readonly path: string;
  readonly flags: TrainFlags;
  readonly settings: readonly [BagSettings, ...BagSettings[]];
  readonly bars: ReturnType<typeof stages>;
  readonly signal: AbortSignal;
}

/** What is opened for a run, and closed behind it. */
interface Tools {
  readonly learn: LearnBags;
  readonly kept: FinishedCells;
}

async function trainedOn(set: BagSet, task: Task): Promise<TrainedBags> {
  const { path, flags } = task;
  bagLabels(set, path);
  const kept = openKept(flags);
  const runtime = await openOnnx();
  try {
    return await resultsOf(set, { ...task, kept, learn: bagLearner(runtime).learn });
  } finally {
    kept.close();
    await runtime.close();
  }
}

async function resultsOf(set: BagSet, task: Task & Tools): Promise<TrainedBags> {
  const { path, flags, settings } = task;
  const [chosen, ...baselines] = settings;
  const first = await resultOf(set, chosen, { ...task, first: true });
  const others: PoolingResult[] = [];
  for (const baseline of baselines) others.push(await resultOf(set, baseline, { ...task, first: false }));
  const trained: TrainedBags = {
    path,
    set,
    folds: flags.folds,
    seed: flags.seed,
    results: [first, ...others],
  };
  if (flags.report) {
    const { writeBagsReport } = await import("./bags-file.ts");
    await writeBagsReport(flags.report, trained);
  }
  const model = flags.out === undefined ? undefined : await writtenModel(set, flags.out, task);
  return { ...trained, ...(model && { model }), ...(flags.report && { report: flags.report }) };
}

/** One way to pool, cross-validated; folds that are kept aren't run again. */
async function resultOf(
  set: BagSet,
  settings: BagSettings,
  { flags, bars, signal, kept, learn, first }: Task & Tools & { first: boolean },
): Promise<PoolingResult> {
  const title = `${poolingTitle(settings)}, passes`;
  const key = keyOf(set, { settings, flags, first });
  const found = await crossValidate(set, {
    ...{ settings, folds: flags.folds, seed: flags.seed, explain: first, learn },
    kept: {
      get: (fold) => kept.get(`${key} ${fold}`),
      add: (fold, outcome) => kept.add(`${key} ${fold}`, outcome),
    },
    onEpoch: async (fold, { epoch }) => {
      bars.update(title, fold * settings.epochs + epoch, flags.folds * settings.epochs);
      // Lets a signal through.
      await setImmediate();
      if (signal.aborted) throw new Interrupted();
    },
  });
  return { settings, found };
}

/** What the outcome of a fold depends on, besides its number. */
function keyOf(
  { instances, bags }: BagSet,
  { settings, flags: { folds, seed }, first }: { settings: BagSettings; flags: TrainFlags; first: boolean },
): string {
  const { buffer, byteOffset, byteLength } = instances.data;
  const hash = createHash("sha256").update(new Uint8Array(buffer, byteOffset, byteLength));
  const asked = { version: packageVersion(), bags, folds, seed, settings, explained: first };
  return hash.update(JSON.stringify(asked)).digest("hex").slice(0, 32);
}

async function writtenModel(
  set: BagSet,
  path: string,
  { flags: { seed }, settings: [chosen], bars, signal, learn }: Task & Tools,
): Promise<{ path: string; passes: number }> {
  const random = createRandom(seed, "all bags");
  const { rest, aside } = stratifiedSplit(bagLabels(set), 0.1, random);
  const { model, best } = await learn(set, { learned: rest, validation: aside }, chosen, {
    random,
    onEpoch: async ({ epoch }) => {
      bars.update("the model of all bags, passes", epoch, chosen.epochs);
      await setImmediate();
      if (signal.aborted) throw new Interrupted();
    },
  });
  try {
    writeBytes(path, model.toBytes());
  } finally {
    await model.close();
  }
  return { path, passes: best };
}

/** The file of finished folds. @throws Error in one plain line where its folder can't be made. */
function openKept({ keep, fresh }: TrainFlags): FinishedCells {
  try {
    mkdirSync(keep, { recursive: true });
    return openFinishedCells(join(keep, "folds.jsonl"), { fresh: fresh === true });
  } catch (error) {
    throw isSystemError(error) ? new Error(`${keep}: cannot be made: ${systemReason(error)}`) : error;
  }
}

function packageVersion(): string {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
