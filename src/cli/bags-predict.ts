import { openBags, readBytes, writeBytes } from "../data/index.node.ts";
import { type BagSet, writeCsv } from "../data/index.ts";
import { aucInterval } from "../memory/index.ts";
import { openOnnx } from "../onnx/index.node.ts";
import { type DecidingInstance, decidingInstances, openBagModel, shareOf } from "../zoo/index.ts";
import { three } from "./bags-text.ts";
import { answer, answerJson, table } from "./output.ts";

interface PredictFlags {
  model: string;
  out?: string;
  json?: true;
}

/** One bag's answer. */
interface ScoredBag {
  readonly id: string;
  readonly label: boolean | undefined;
  readonly score: number;
  readonly deciding: readonly DecidingInstance[];
}

/** `madeleine bags predict`. */
export async function predict(path: string, flags: PredictFlags): Promise<void> {
  const runtime = await openOnnx();
  try {
    const model = await openBagModel(readBytes(flags.model), { runtime, name: flags.model });
    const { features, classes, pictures } = model.about;
    const set = await openBags(path, { expected: { features, classes }, ...pictures });
    const asked = { instances: set.instances, bags: set.bags.map(({ rows }) => rows) };
    const scores = await model.scores(asked);
    const deciding = await decidingInstances(model, asked);
    const scored = set.bags.map(({ id, label }, i) => ({
      ...{ id, label, score: shareOf(scores[i]), deciding: deciding[i] },
    }));
    if (flags.out) writeBytes(flags.out, scoresCsv(set, scored));
    if (flags.json) answerJson(documentOf({ path, set, flags }, scored));
    else answer(textOf({ path, set, flags }, scored));
  } finally {
    await runtime.close();
  }
}

interface Asked {
  readonly path: string;
  readonly set: BagSet;
  readonly flags: PredictFlags;
}

function documentOf({ path, set, flags }: Asked, scored: readonly ScoredBag[]): object {
  return {
    ...{ bags: path, model: flags.model },
    classes: { negative: set.classes[0], positive: set.classes[1] },
    auc: aucOf(scored) ?? null,
    scores: scored.map(({ id, label, score, deciding }) => ({
      ...{ bag: id, score, class: set.classes[score >= 0.5 ? 1 : 0] },
      label: label === undefined ? null : set.classes[label ? 1 : 0],
      deciding: deciding.map(({ row, ...rest }) => ({ instance: set.nameOf(row), ...rest })),
    })),
  };
}

function textOf({ set, flags }: Asked, scored: readonly ScoredBag[]): string {
  const rows = scored.map(({ id, score, deciding: [first] }) => [
    id,
    three(score),
    set.classes[score >= 0.5 ? 1 : 0],
    set.nameOf(first.row),
    first.without === null ? "–" : three(first.without),
  ]);
  const auc = aucOf(scored);
  return [
    table([["bag", "score", "class", "decided by", "score without it"], ...rows]),
    ...(auc
      ? ["", `AUC ${three(auc.auc)} (${three(auc.low)} to ${three(auc.high)}) by the labels in the file.`]
      : []),
    ...(flags.out ? ["", `Scores: ${flags.out}`] : []),
  ].join("\n");
}

/** By the labels in the file; none where they aren't all there, or all the same. */
function aucOf(scored: readonly ScoredBag[]): { auc: number; low: number; high: number } | undefined {
  const labels = scored.flatMap(({ label }) => (label === undefined ? [] : [label]));
  if (labels.length < scored.length || new Set(labels).size < 2) return undefined;
  const { auc, low, high } = aucInterval([{ labels, scores: scored.map(({ score }) => score) }]);
  return { auc, low, high };
}

function scoresCsv({ classes }: BagSet, scored: readonly ScoredBag[]): Uint8Array {
  return writeCsv({
    columns: ["bag", "score", "class"],
    rows: scored.map(({ id, score }) => [id, score, classes[score >= 0.5 ? 1 : 0]]),
  });
}
