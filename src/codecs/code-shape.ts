import { blackPicture } from "../data/index.ts";
import { extendModel, openOnnxWeb } from "../onnx/index.ts";
import type { Network, NetworkResources } from "./network.ts";
import { tensorOf } from "./picture-tensor.ts";
import { sessionsOf } from "./sessions.ts";

/**
 * The shape of a code: as the encoder tells it, or, where it leaves sides open, as it gives it for a black picture.
 * @throws Error where that is no `[n, c, h, w]` and no `[n, d]`.
 */
export async function codeShape(
  network: Pick<Network, "encoder" | "size">,
  channels: number | undefined,
  resources: NetworkResources,
): Promise<number[]> {
  const sessions = sessionsOf(network, resources);
  try {
    const { input, outputs, shapeOf } = await sessions.encoder();
    const told = shapeOf(outputs[0]);
    if (told.length !== 2 && told.length !== 4) {
      throw new Error(`the encoder gives [${told.join(", ")}]; a code is [n, c, h, w] or [n, d]`);
    }
    const open = told.slice(1).some((length) => typeof length !== "number");
    const shape = open
      ? await measured(network, { input, output: outputs[0], rank: told.length }, resources)
      : told.slice(1).map(Number);
    if (channels === undefined) return shape;
    if (channels > shape[0])
      throw new Error(`the encoder gives ${shape[0]} channels; ${channels} are asked for`);
    return [channels, ...shape.slice(1)];
  } finally {
    await sessions.close();
  }
}

const shapeName = "shape of the code";

/** What the encoder gives for a black picture, less the number of pictures: the model is asked for its output's shape. */
async function measured(
  { encoder, size }: Pick<Network, "encoder" | "size">,
  { input, output, rank }: { input: string; output: string; rank: number },
  { runtime: open = openOnnxWeb }: NetworkResources,
): Promise<number[]> {
  const model = extendModel(await encoder.model(), {
    nodes: [{ operator: "Shape", inputs: [output], outputs: [shapeName] }],
    outputs: { [shapeName]: { type: "int64", shape: [rank] } },
  });
  const runtime = await open();
  try {
    const session = await runtime.load(model);
    const shape = new BigInt64Array(rank);
    const picture = tensorOf([blackPicture(size, size)], encoder.form, size);
    await session.run({ [input]: picture }, { [shapeName]: { data: shape, shape: [rank] } });
    return Array.from(shape, Number).slice(1);
  } finally {
    await runtime.close();
  }
}
