import { rowsOf } from "../math/index.ts";
import type { DataName } from "./data.ts";
import type { CellContext } from "./experiment.ts";
import { lineUp } from "./models.ts";
import {
  drawPictures,
  noisy,
  ownKept,
  type PictureOutcome,
  type PictureRates,
  type PictureReading,
  ratesOf,
} from "./picture-task.ts";

/** One run: pictures whose stored keys, or the queries for them, are noisy. */
export type NoiseCell = {
  readonly data: DataName;
  readonly reading: PictureReading;
  readonly noise: NoiseKind;
  readonly variance: number;
  readonly run: number;
};

export type NoiseKind = "memories" | "queries";

/** How many pictures are stored. */
export const noiseMemories = 20;
const shares = [0.2, 0.5, 0.8];

/** Those of figure 1 that weigh patterns; the remark says nothing of linear and random features. */
const attending = lineUp.filter(({ name }) => name !== "linear" && name !== "random features");

/** The grid: readings, sets of pictures, where the noise is, variances, runs. */
export function noiseCells(
  data: readonly DataName[],
  { variances, runs }: { variances: Readonly<Record<PictureReading, readonly number[]>>; runs: number },
): NoiseCell[] {
  return (["published", "standardised"] as const).flatMap((reading) =>
    data.flatMap((name) =>
      (["memories", "queries"] as const).flatMap((noise) =>
        variances[reading].flatMap((variance) =>
          Array.from({ length: runs }, (_, run) => ({ data: name, reading, noise, variance, run })),
        ),
      ),
    ),
  );
}

/** Runs a cell. */
export function recallFromNoise(cell: NoiseCell, context: CellContext): PictureOutcome {
  const { random } = context;
  const task = drawPictures({ ...cell, memories: noiseMemories }, context);
  const { stored, targets, beta } = task;
  const clean = rowsOf(stored, [...targets]);
  const keys = cell.noise === "queries" ? stored : noisy(stored, cell.variance, random);
  const queries = cell.noise === "memories" ? clean : noisy(clean, cell.variance, random);
  const occasion = { beta, queryCount: targets.length, dimension: stored.columns, random };
  const models = [
    ...attending.map(({ name, make }) => ({ name, model: make(occasion) })),
    ...shares.map((share) => ({
      name: `${100 * share} % masked, own kept`,
      model: ownKept(1 - share, { beta, targets, random }),
    })),
  ];
  return Object.fromEntries(
    models.map(({ name, model }): [string, PictureRates] => {
      const { outputs } = model.store(keys, { values: stored }).retrieve(queries);
      return [name, ratesOf(outputs, task)];
    }),
  );
}
