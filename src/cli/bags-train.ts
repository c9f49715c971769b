import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { setImmediate } from "node:timers/promises";
import { openBags, writeBytes } from "../data/index.node.ts";
import { type BagSet, bagLabels, stratifiedSplit } from "../data/index.ts";
import { createRandom } from "../math/index.ts";
import { openOnnx } from "../onnx/index.node.ts";
import { type BagSettings, bagLearner, crossValidate, type LearnBags, poolingTitle } from "../zoo/index.ts";
import { settingsFrom, type TrainFlags } from "./bags-flags.ts";
import { type PoolingResult, type TrainedBags, trainJson, trainText } from "./bags-text.ts";
import { interruptible } from "./interruptible.ts";
import { type KeptFolds, keyOf, openKeptFolds } from "./kept-folds.ts";
import { answer, answerJson } from "./output.ts";
import { stages } from "./progress.ts";

/** `madeleine bags train`. */
export async function train(path: string, flags: TrainFlags): Promise<void> {
  const settings = settingsFrom(flags);
  for (const file of [flags.out, flags.report]) requireFolder(file);
  const bars = stages();
  await interruptible(async (signal) => {
    const set = await openBags(path, {
      ...(flags.positive !== undefined && { positive: flags.positive }),
      ...{ side: flags.side, colour: flags.grey ? "grey" : "colour" },
      onProgress: (done, total) => bars.update("reading pictures", done, total),
    });
    const trained = await trainedOn(set, { path, flags, settings, bars, signal });
    bars.end();
    if (flags.json) answerJson(trainJson(trained));
    else answer(trainText(trained));
  }).finally(bars.end);
}

/** Hours of learning shouldn't end with a folder that isn't there. */
function requireFolder(file: string | undefined): void {
  if (file === undefined || existsSync(dirname(file))) return;
  throw new Error(`${file}: cannot be written: ${dirname(file)} is no folder; make it first`);
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
  readonly kept: KeptFolds;
}

async function trainedOn(set: BagSet, task: Task): Promise<TrainedBags> {
  const { path, flags } = task;
  bagLabels(set, path);
  const kept = openKeptFolds(flags.keep, flags.fresh === true);
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
  const asked = { settings, folds: flags.folds, seed: flags.seed, explained: first };
  const key = keyOf(set.instances, [set.bags, asked]);
  const found = await crossValidate(set, {
    ...{ settings, folds: flags.folds, seed: flags.seed, explain: first, learn, signal },
    checkpointOf: (fold) => kept.checkpoint(`${key}-${fold}`),
    kept: {
      get: (fold) => kept.finished.get(`${key}-${fold}`),
      add: (fold, outcome) => kept.finish(`${key}-${fold}`, outcome),
    },
    onEpoch: async (fold, { epoch }) => {
      bars.update(title, fold * settings.epochs + epoch, flags.folds * settings.epochs);
      // Lets a signal through.
      await setImmediate();
    },
  });
  return { settings, found };
}

async function writtenModel(
  set: BagSet,
  path: string,
  { flags: { seed }, settings: [chosen], bars, signal, kept, learn }: Task & Tools,
): Promise<{ path: string; passes: number }> {
  const key = `${keyOf(set.instances, [set.bags, { settings: chosen, folds: 1, seed, explained: false }])}-all`;
  const random = createRandom(seed, "all bags");
  const { rest, aside } = stratifiedSplit(bagLabels(set), 0.1, random);
  const { model, best } = await learn(set, { learned: rest, validation: aside }, chosen, {
    ...{ random, signal, checkpoint: kept.checkpoint(key) },
    onEpoch: async ({ epoch }) => {
      bars.update("the model of all bags, passes", epoch, chosen.epochs);
      await setImmediate();
    },
  });
  try {
    writeBytes(path, model.toBytes());
    kept.finish(key, { passes: best });
  } finally {
    await model.close();
  }
  return { path, passes: best };
}
