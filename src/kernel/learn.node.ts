import { type MatrixInput, toMatrix } from "../math/index.ts";
import { findOnnxRuntime, openOnnxWorker } from "../onnx/index.node.ts";
import type { Descent } from "./descent.ts";
import { featureLoss } from "./feature-loss.ts";
import { learned, learnKernel as learnPlainly, type Plan, planOf } from "./learn.ts";
import type { LearnOptions } from "./learn-options.ts";
import type { LearnedKernel } from "./learned-kernel.ts";
import { type NativeSpace, nativeSpan, nativeWhole } from "./native/native-space.node.ts";

export interface NativeLearnOptions extends LearnOptions {
  /** How many threads onnxruntime uses. Default: 1. */
  readonly threads?: number | undefined;
}

/** Products of so many memories are taken whole. */
const LARGEST = 4096;

/**
 * As `learnKernel` of `madeleine/kernel`, with onnxruntime-node for the products where it is installed; W comes written
 * out. The maximum loss, batches and more than 4096 memories are learned as there.
 * @throws RangeError as there.
 */
export async function learnKernel(
  patterns: MatrixInput,
  { threads, ...options }: NativeLearnOptions = {},
): Promise<LearnedKernel> {
  const X = toMatrix(patterns, "patterns");
  const loss = options.loss ?? options.from?.settings.loss;
  if (loss === "maximum" || options.batch !== undefined || X.rows > LARGEST || !installed()) {
    return learnPlainly(X, options);
  }
  const plan = planOf(X, options);
  const worker = await openOnnxWorker({ threads });
  try {
    const space = plan.inSpan ? await nativeSpan(plan, worker) : await nativeWhole(plan, worker);
    const descent = await descended(plan, space);
    const map = await space.mapAt(descent.point);
    return learned(plan, { name: space.name, mapAt: () => map }, descent);
  } finally {
    await worker.close();
  }
}

async function descended(plan: Plan, space: NativeSpace): Promise<Descent> {
  const descending = plan.descend(space, plan.descent);
  let turn = descending.next();
  if (!turn.done) {
    const { point } = turn.value;
    const found = await space.evaluate(point);
    // Features of length 0 can't be normalised, which the plain way says in words.
    if (Number.isNaN(found.loss) || point.image.length === 0) {
      featureLoss(plan.base.apply(plan.patterns, plan.backend), plan.loss, plan.backend);
    }
    turn = descending.next(found);
  }
  while (!turn.done) turn = descending.next(await space.evaluate(turn.value.point));
  return turn.value;
}

function installed(): boolean {
  try {
    findOnnxRuntime();
    return true;
  } catch {
    return false;
  }
}
