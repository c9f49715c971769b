import { rowOf, rowsOf } from "../math/index.ts";
import { dense, randomMasked } from "../zoo/index.ts";
import { type AttentionCell, type AttentionOutcome, attention } from "./attention-task.ts";
import type { DataName } from "./data.ts";
import type { CellContext } from "./experiment.ts";
import { drawPictures, ownKept, type PictureOutcome, type PictureRates, ratesOf } from "./picture-task.ts";

/** Percentages that are masked, as the figures have them. */
export const maskedPercents: readonly number[] = [20, 50, 80];

/** One run of recall from the lower halves of pictures. */
export type MaskRecallCell = {
  readonly part: "recall";
  readonly data: DataName;
  readonly memories: number;
  readonly run: number;
};

export type MaskCell = MaskRecallCell | ({ readonly part: "cost" } & AttentionCell);

export type MaskOutcome =
  | { readonly part: "recall"; readonly rates: PictureOutcome }
  | ({ readonly part: "cost" } & AttentionOutcome);

/** Runs a cell of either part. */
export async function maskRatioCell(cell: MaskCell, context: CellContext): Promise<MaskOutcome> {
  if (cell.part === "recall") return { part: "recall", rates: recallMasked(cell, context) };
  return { part: "cost", ...(await attention(cell, context)) };
}

/** Pictures standardised, β = 30/d, the upper half of the queries 0, one step. */
function recallMasked(cell: MaskRecallCell, context: CellContext): PictureOutcome {
  const { random, data } = context;
  const task = drawPictures({ ...cell, reading: "standardised" }, context);
  const { stored, targets, beta } = task;
  const { width, height, channels } = data.pictures(cell.data).pictures[0];
  const asked = rowsOf(stored, [...targets]);
  const queries = { ...asked, data: asked.data.slice() };
  for (let b = 0; b < queries.rows; b++) {
    rowOf(queries, b).fill(0, 0, Math.floor(height / 2) * width * channels);
  }
  const models = [
    { name: "dense", model: dense({ beta }) },
    ...maskedPercents.flatMap((percent) => {
      const keep = 1 - percent / 100;
      return [
        { name: `${percent} % masked`, model: randomMasked({ beta, keep, seed: random }) },
        { name: `${percent} % masked, own kept`, model: ownKept(keep, { beta, targets, random }) },
      ];
    }),
  ];
  return Object.fromEntries(
    models.map(({ name, model }): [string, PictureRates] => {
      const { states } = model.store(stored).retrieve(queries);
      return [name, ratesOf(states, task)];
    }),
  );
}
