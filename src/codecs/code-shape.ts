import { blackPicture } from "../data/index.ts";
import { lengthOf } from "./autoencoder.ts";
import type { Network, NetworkResources } from "./network.ts";
import { tensorOf } from "./picture-tensor.ts";
import { type Session, sessionsOf } from "./sessions.ts";

/** How many times smaller than the picture a code may be, where the model doesn't say. */
const factors = [8, 16, 4, 2, 32, 1, 64];

/**
 * The shape of a code, from what the encoder tells of itself and, where it leaves sides open, from which sides it gives
 * for a black picture.
 * @throws Error where that can't be found out, or is no `[n, c, h, w]` and no `[n, d]`.
 */
export async function codeShape(
  network: Pick<Network, "encoder" | "size">,
  channels: number | undefined,
  resources: NetworkResources,
): Promise<number[]> {
  const sessions = sessionsOf(network, resources);
  try {
    const session = await sessions.encoder();
    const told = session.shapeOf(session.outputs[0]).slice(1);
    const given = told.every((n) => typeof n === "number") ? told : await tried(network, session, told);
    if (given.length !== 1 && given.length !== 3) {
      throw new Error(`the encoder gives [n, ${told.join(", ")}]; a code is [n, c, h, w] or [n, d]`);
    }
    if (channels === undefined) return given;
    if (channels > given[0])
      throw new Error(`the encoder gives ${given[0]} channels; ${channels} are asked for`);
    return [channels, ...given.slice(1)];
  } finally {
    await sessions.close();
  }
}

/** The first shape that the encoder fills for a black picture. */
async function tried(
  { encoder, size }: Pick<Network, "encoder" | "size">,
  { input, outputs: [output], run }: Session,
  told: readonly (number | string)[],
): Promise<number[]> {
  const [channels, ...sides] = told;
  const picture = tensorOf([blackPicture(size, size)], encoder.form, size);
  let reason = "";
  if (typeof channels === "number" && sides.length === 2) {
    for (const side of factors.map((factor) => size / factor).filter(Number.isInteger)) {
      const shape = [1, channels, side, side];
      try {
        await run({ [input]: picture }, { [output]: { data: new Float32Array(lengthOf(shape)), shape } });
        return shape.slice(1);
      } catch (error) {
        reason = `: ${(error as Error).message}`;
      }
    }
  }
  throw new Error(
    `the shape of a code can't be found out: the encoder says [n, ${told.join(", ")}] of it${reason}; export it with fixed sizes`,
  );
}
