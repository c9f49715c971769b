import {
  add,
  broadcastTo,
  concat,
  constant,
  divide,
  dropout,
  mean,
  normalStart,
  type Parameter,
  parameter,
  reshape,
  slice,
  subtract,
  transpose,
  type Value,
} from "../../engine/index.ts";
import { createRandom, type Random } from "../../math/index.ts";
import { denseOf, normOf } from "../net-part.ts";
import { encoderLayer } from "./encoder-layer.ts";
import type { VisionSettings } from "./vision-settings.ts";

/** A net that tells pictures apart. */
export interface VisionNet {
  readonly settings: VisionSettings;
  readonly parameters: readonly Parameter[];
  /** Φ of each layer, where it has them. */
  readonly kernel: readonly Parameter[];
  /** What patches are embedded by. */
  readonly embedding: readonly Parameter[];
  /** Of pictures `[B, side, side, channels]` with values in [0, 1]. */
  apply(pictures: Value, learning: boolean): VisionOutputs;
  /** Φ of the patches of each layer, one layer behind the other, `[layers · B, M, d]`. Only with kernels. */
  separated(pictures: Value): Value;
}

export interface VisionOutputs {
  /** `[B, classes]`, whose softmax is the net's share for each class. */
  readonly logits: Value;
  /** What the classes are read from, `[B, d]`. */
  readonly features: Value;
}

/**
 * A vision transformer whose attention is a Hopfield layer (U-Hop, section 4.2 and appendix F.4; Dosovitskiy et al. 2020):
 * patches → linear embedding + learned places → encoder layers → LayerNorm → classes. As published, a class token asks and
 * the patches are the memories; what other tokens ask in the last layer nothing reads, so it isn't computed.
 */
export function visionNet(settings: VisionSettings, random: Random): VisionNet {
  const { side, patch, channels, classes, width, layers, readout, dropout: rate } = settings;
  const count = (side / patch) ** 2;
  // Of their own, so that with kernels and without the rest starts alike.
  const kernels = createRandom(Math.floor(2 ** 32 * random.next()), "kernels");
  const embedding = denseOf("patches", [patch * patch * channels, width], { random });
  const places = parameter("places", [count, width], normalStart(random, [count, width], 0.5));
  const token = parameter("token", [1, 1, width], normalStart(random, [1, 1, width], 1));
  const encoder = Array.from({ length: layers }, (_, i) =>
    encoderLayer(`layer${i}`, settings, { random, kernels }),
  );
  const [norm, head] = [normOf("features", width), denseOf("classes", [width, classes], { random })];
  const asks = readout === "class token";
  const forward = (pictures: Value, learning: boolean): VisionOutputs & { separated: Value[] } => {
    const [B] = pictures.shape;
    const dropped = (x: Value): Value => (learning && rate > 0 ? dropout(x, rate) : x);
    const patches = dropped(add(embedding.apply(patchesOf(pictures, settings)), places));
    let tokens = asks ? concat([broadcastTo(token, [B, 1, width]), patches], 1) : patches;
    const separated: Value[] = [];
    encoder.forEach((layer, i) => {
      const asking = asks && i === layers - 1 ? 1 : tokens.shape[1];
      const found = layer.apply(tokens, { asking, first: asks ? 1 : 0, learning });
      if (found.separated) separated.push(found.separated);
      tokens = found.tokens;
    });
    const read = asks ? reshape(slice(tokens, 1, 0, 1), [B, width]) : mean(tokens, 1);
    const features = norm.apply(read);
    return { logits: head.apply(features), features, separated };
  };
  return {
    settings,
    parameters: [
      ...embedding.parts,
      ...[places, ...(asks ? [token] : [])],
      ...encoder.flatMap((layer) => layer.parameters),
      ...[...norm.parts, ...head.parts],
    ],
    kernel: encoder.flatMap(({ kernel }) => (kernel ? [kernel] : [])),
    embedding: [...embedding.parts, places],
    apply: forward,
    separated: (pictures) => concat(forward(pictures, false).separated, 0),
  };
}

/** (x − mean)/deviation, cut into patches row by row: `[B, M, patch² · channels]`. */
function patchesOf(pictures: Value, settings: VisionSettings): Value {
  const { side, patch: p, channels: c, mean, deviation } = settings;
  const of = (values: readonly number[]): Value => constant(Float32Array.from(values), [c]);
  const x = divide(subtract(pictures, of(mean)), of(deviation));
  const [B, n] = [pictures.shape[0], side / p];
  return reshape(transpose(reshape(x, [B, n, p, n, p * c]), [0, 1, 3, 2, 4]), [B, n * n, p * p * c]);
}
