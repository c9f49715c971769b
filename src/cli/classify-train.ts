import { setImmediate } from "node:timers/promises";
import { type ClassFolder, readClassFolder, writeBytes } from "../data/index.node.ts";
import { createRandom } from "../math/index.ts";
import { openOnnx } from "../onnx/index.node.ts";
import type { OnnxRuntime } from "../onnx/index.ts";
import {
  crossValidateVision,
  learnPictures,
  type VisionLearnOptions,
  type VisionSettings,
  visionModel,
  visionResult,
  visionSettings,
} from "../zoo/index.ts";
import { type TrainedClasses, trainJson, trainText } from "./classify-text.ts";
import { interruptible } from "./interruptible.ts";
import { type KeptFolds, keyOf, openKeptFolds } from "./kept-folds.ts";
import { answer, answerJson } from "./output.ts";
import { stages } from "./progress.ts";
import { asUsage, UsageError } from "./usage.ts";

/** The options of `madeleine classify train`, as typed. */
export interface ClassifyFlags
  extends Pick<VisionSettings, "side" | "patch" | "width" | "heads" | "layers" | "separation" | "dropout"> {
  kernels?: true;
  epochs: number;
  batch: number;
  rate: number;
  decay: number;
  folds: number;
  seed: number;
  out?: string;
  report?: string;
  keep: string;
  fresh?: true;
  json?: true;
}

/** `madeleine classify train`. */
export async function train(path: string, flags: ClassifyFlags): Promise<void> {
  if (flags.folds < 2)
    throw new UsageError("--folds must be at least 2: what is told is held out of learning");
  const chosen = asUsage(() => settingsFrom(flags, 2));
  const bars = stages();
  await interruptible(async (signal) => {
    const set = await readClassFolder(path, {
      ...{ side: flags.side, least: flags.folds },
      onProgress: (done, total) => bars.update("reading pictures", done, total),
    });
    const settings = { ...chosen, classes: set.classes.length };
    const kept = openKeptFolds(flags.keep, flags.fresh === true);
    const runtime = await openOnnx();
    try {
      const trained = await trainedOn(set, { path, flags, settings, bars, signal, kept, runtime });
      bars.end();
      if (flags.json) answerJson(trainJson(trained));
      else answer(trainText(trained));
    } finally {
      kept.close();
      await runtime.close();
    }
  }).finally(bars.end);
}

function settingsFrom(flags: ClassifyFlags, classes: number): VisionSettings {
  const { side, patch, width, heads, layers, separation, dropout, kernels = false } = flags;
  return visionSettings({ side, patch, width, heads, layers, separation, dropout, kernels, classes });
}

interface Task {
  readonly path: string;
  readonly flags: ClassifyFlags;
  readonly settings: VisionSettings;
  readonly bars: ReturnType<typeof stages>;
  readonly signal: AbortSignal;
  readonly kept: KeptFolds;
  readonly runtime: OnnxRuntime;
}

async function trainedOn(set: ClassFolder, task: Task): Promise<TrainedClasses> {
  const { path, flags, settings, bars, signal, kept, runtime } = task;
  const { folds, seed, epochs, batch, rate, decay } = flags;
  const learning = { epochs, batchSize: batch, rate, weightDecay: decay };
  const options: VisionLearnOptions = { runtime, settings, learning, signal };
  const key = keyOf(set.pictures, [set.names, { settings, learning, folds, seed }]);
  const found = await crossValidateVision(set, {
    ...{ ...options, folds, seed },
    checkpointOf: (fold) => kept.checkpoint(`${key}-${fold}`),
    kept: {
      get: (fold) => kept.finished.get(`${key}-${fold}`),
      add: (fold, outcome) => kept.finish(`${key}-${fold}`, outcome),
    },
    onEpoch: async (fold, { epoch }) => {
      bars.update("held out in turn, passes", fold * epochs + epoch, folds * epochs);
      // Lets a signal through.
      await setImmediate();
    },
  });
  const trained = { path, set, folds, seed, settings, learning, result: visionResult(found, set.labels) };
  if (flags.report) {
    const { writeClassesReport } = await import("./classify-file.ts");
    await writeClassesReport(flags.report, trained);
  }
  if (flags.out !== undefined) await writeModel(set, flags.out, { ...task, options });
  return {
    ...trained,
    ...(flags.out !== undefined && { model: flags.out }),
    ...(flags.report !== undefined && { report: flags.report }),
  };
}

async function writeModel(
  set: ClassFolder,
  path: string,
  { flags, bars, options }: Task & { readonly options: VisionLearnOptions },
): Promise<void> {
  const { learned, settings } = await learnPictures(set, {
    ...{ ...options, random: createRandom(flags.seed, "all pictures") },
    onEpoch: async ({ epoch }) => {
      bars.update("the model of all pictures, passes", epoch, flags.epochs);
      await setImmediate();
    },
  });
  const { features } = await learned.ask(set.pictures);
  const remembered = set.names.map((name, i) => ({ name, label: set.labels[i] }));
  const about = { classes: set.classes, remembered };
  const model = visionModel({ settings, parameters: learned.parameters, asker: learned, about, features });
  try {
    writeBytes(path, model.toBytes());
  } finally {
    await model.close();
  }
}
