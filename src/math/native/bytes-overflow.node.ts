import type { OnnxWorker } from "../../onnx/index.node.ts";
import { encodeModel } from "../../onnx/index.ts";
import { byteScoresGraph } from "./graphs.ts";

/** N, d: more than one vector register each way, and not a multiple of one. */
const SHAPE = { rows: 67, columns: 131 };

/**
 * Whether products of unsigned by signed bytes overflow on this processor (see `LoadOptions.exactBytes`), found by
 * computing the largest there are, for one query and for several, which take different kernels.
 */
export async function bytesOverflow(worker: OnnxWorker): Promise<boolean> {
  const { rows: N, columns: d } = SHAPE;
  const session = await worker.load(encodeModel(byteScoresGraph(new Int8Array(N * d).fill(127), SHAPE)));
  const runs = [1, 8].map(async (B) => {
    const scores = new Int32Array(B * N);
    const queries = new Uint8Array(B * d).fill(255);
    await session.run(
      { queries: { data: queries, shape: [B, d] } },
      { scores: { data: scores, shape: [B, N] } },
    );
    return scores.some((score) => score !== 255 * 127 * d);
  });
  return (await Promise.all(runs)).includes(true);
}
