import { createRandom, type Matrix, matrix, rowOf } from "../math/index.ts";
import { openOnnx } from "../onnx/index.node.ts";
import { channelsOf, learnVision, type VisionSettings, visionNet, visionSettings } from "../zoo/index.ts";
import type { CellContext } from "./experiment.ts";
import type { LabelledPictures, VitSetName } from "./vit-data.ts";

/** The rows of table 1, and what stands beside them. */
export type VitModelName =
  | "MHM"
  | "MHM + U-Hop"
  | "Sparse MHM"
  | "Sparse MHM + U-Hop"
  | "MHM + U-Hop as coded"
  | "MHM + Φ as drawn"
  | "MHM, one patch";

const models: Readonly<Record<VitModelName, Partial<VisionSettings>>> = {
  MHM: {},
  "MHM + U-Hop": { kernels: true },
  "Sparse MHM": { separation: "sparsemax" },
  "Sparse MHM + U-Hop": { separation: "sparsemax", kernels: true },
  "MHM + U-Hop as coded": { kernels: true, asCoded: true },
  "MHM + Φ as drawn": { kernels: true },
  "MHM, one patch": {},
};

export type VitCell = {
  readonly data: VitSetName;
  readonly model: VitModelName;
  /** Pictures learned from. */
  readonly size: number;
  readonly patch: number;
  readonly width: number;
  readonly layers: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly rate: number;
  readonly run: number;
};

/** After each epoch; null where the data isn't there. */
export type VitOutcome = { readonly curves: VitCurves | null };

export type VitCurves = {
  readonly classes: number;
  readonly trainAccuracy: readonly number[];
  readonly testAccuracy: readonly number[];
  readonly trainLoss: readonly number[];
  readonly testLoss: readonly number[];
  /** The separation loss of its inner steps; null without kernels that are learned. */
  readonly separation: readonly number[] | null;
};

/** So many pictures are asked about after each epoch: of those learned from, and of the test. */
const mostAsked = 1000;

/** One training. All models of a set, a size and a run learn from the same pictures, and start alike where they can. */
export async function vitCell(cell: VitCell, { data, random }: CellContext): Promise<VitOutcome> {
  const set = data.vision(cell.data);
  if (!set) return { curves: null };
  const { model, size, width, layers, epochs, batchSize, rate } = cell;
  const shared = createRandom(1, `${cell.data} ${size} ${cell.run}`);
  const learn = await set.learn(size, shared);
  const [asked, test] = [firstOf(learn, mostAsked), await set.test(mostAsked)];
  const settings = visionSettings({
    ...{ side: set.side, classes: set.classes, width, layers, heads: 4, ...models[model] },
    ...{ patch: model === "MHM, one patch" ? set.side : cell.patch, ...channelsOf(learn.pictures, 3) },
  });
  const curves = { trainAccuracy: [], testAccuracy: [], trainLoss: [], testLoss: [] } as Record<
    "trainAccuracy" | "testAccuracy" | "trainLoss" | "testLoss",
    number[]
  >;
  const separation: number[] = [];
  const runtime = await openOnnx();
  try {
    const learned = await learnVision({
      ...{ runtime, net: visionNet(settings, shared), ...learn },
      ...{ epochs, batchSize, rate, seed: Math.floor(2 ** 32 * random.next()) },
      ...{ kernelRate: settings.asCoded ? 1 : 0.1, kernelSteps: model === "MHM + Φ as drawn" ? 0 : 1 },
      onEpoch: async (epoch) => {
        for (const [name, { pictures, labels }] of Object.entries({ train: asked, test })) {
          const { accuracy, loss } = standingOf((await epoch.ask(pictures)).logits, labels);
          curves[`${name as "train" | "test"}Accuracy`].push(accuracy);
          curves[`${name as "train" | "test"}Loss`].push(loss);
        }
        if (epoch.separation !== null) separation.push(epoch.separation);
      },
    });
    await learned.close();
  } finally {
    await runtime.close();
  }
  const separated = settings.kernels && model !== "MHM + Φ as drawn";
  return { curves: { classes: set.classes, ...curves, separation: separated ? separation : null } };
}

function firstOf({ pictures, labels }: LabelledPictures, count: number): LabelledPictures {
  const rows = Math.min(count, pictures.rows);
  const data = pictures.data.subarray(0, rows * pictures.columns);
  return { pictures: matrix(data, rows, pictures.columns), labels: labels.slice(0, rows) };
}

/** The share of pictures whose largest logit is their class’s, and the mean cross-entropy. */
function standingOf(logits: Matrix, labels: readonly number[]): { accuracy: number; loss: number } {
  let [right, loss] = [0, 0];
  labels.forEach((label, i) => {
    const row = rowOf(logits, i);
    const largest = row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    if (row[label] === largest) right++;
    loss += largest + Math.log(row.reduce((sum, value) => sum + Math.exp(value - largest), 0)) - row[label];
  });
  return { accuracy: right / labels.length, loss: loss / labels.length };
}
