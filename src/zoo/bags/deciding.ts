import type { Matrix } from "../../math/index.ts";
import type { BagModel } from "./bag-model.ts";

/** An instance and its part in a bag's score. */
export interface DecidingInstance {
  /** Its row in the matrix of instances. */
  readonly row: number;
  /** Its share in what the bag was pooled to, in [0, 1]; null where pooling forms no weights. */
  readonly share: number | null;
  /** The bag's score, in [0, 1], without it; null where it is alone. */
  readonly without: number | null;
  /** What it adds to the bag's log odds: those with it less those without it; null where it is alone. */
  readonly shift: number | null;
}

/** How many of a bag's instances are left out in turn: those with the largest shares. */
const mostTried = 24;

/** How many of them are told. */
const mostTold = 8;

/**
 * Which instances decided each bag: each of those with the largest shares is left out in turn, and those come first
 * that move the log odds most. What is measured is the model's answer, not its weights: a weight says how much
 * is read, not what it says.
 */
export async function decidingInstances(
  model: BagModel,
  { instances, bags }: { readonly instances: Matrix; readonly bags: readonly (readonly number[])[] },
): Promise<DecidingInstance[][]> {
  const scores = await model.scores({ instances, bags });
  const shares = await model.shares({ instances, bags });
  const tried = bags.map((rows, b) => {
    const order = [...rows.keys()].sort((i, j) => (shares ? shares[b][j] - shares[b][i] : i - j));
    return order.slice(0, mostTried);
  });
  const reduced = bags.flatMap((rows, b) =>
    rows.length > 1 ? tried[b].map((left) => rows.filter((_, i) => i !== left)) : [],
  );
  const without = reduced.length > 0 ? await model.scores({ instances, bags: reduced }) : new Float64Array(0);
  let next = 0;
  return bags.map((rows, b) => {
    const found = tried[b].map((i): DecidingInstance => {
      const left = rows.length > 1 ? without[next++] : undefined;
      return {
        ...{ row: rows[i], share: shares ? shares[b][i] : null },
        without: left === undefined ? null : shareOf(left),
        shift: left === undefined ? null : scores[b] - left,
      };
    });
    return found.sort((a, b) => Math.abs(b.shift ?? 0) - Math.abs(a.shift ?? 0)).slice(0, mostTold);
  });
}

/** 1/(1 + exp(−z)): log odds as a share. */
export function shareOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
