import { type BagSettings, bagSettings } from "../zoo/index.ts";
import { asUsage, UsageError } from "./usage.ts";

/** The options of `madeleine bags train`, as typed. */
export interface TrainFlags
  extends Pick<
    BagSettings,
    | "pooling"
    | "separation"
    | "alpha"
    | "fraction"
    | "beta"
    | "heads"
    | "prototypes"
    | "steps"
    | "width"
    | "dropout"
    | "epochs"
  > {
  positive?: string;
  folds: number;
  seed: number;
  side: number;
  grey?: true;
  batch: number;
  rate: number;
  decay: number;
  baselines: boolean;
  out?: string;
  report?: string;
  keep: string;
  fresh?: true;
  json?: true;
}

/** The settings of each way to pool that is run: the one asked for, then the baselines. */
export function settingsFrom(flags: TrainFlags): [BagSettings, ...BagSettings[]] {
  if (flags.folds < 2)
    throw new UsageError("--folds must be at least 2: what is scored is held out of learning");
  const { pooling, separation, alpha, fraction, beta, heads, prototypes, steps, width, dropout, epochs } =
    flags;
  const chosen = asUsage(() =>
    bagSettings({
      ...{ pooling, separation, alpha, fraction, beta, heads, prototypes, steps, width, dropout, epochs },
      ...{ batchSize: flags.batch, learningRate: flags.rate, weightDecay: flags.decay },
    }),
  );
  const baselines = flags.baselines ? (["mean", "max"] as const).filter((name) => name !== pooling) : [];
  return [chosen, ...baselines.map((name) => ({ ...chosen, pooling: name }))];
}
