import {
  add,
  broadcastTo,
  concat,
  normalStart,
  parameter,
  reshape,
  slice,
  transpose,
  type Value,
} from "../../engine/index.ts";
import { layerSeparationLoss } from "../../layers/index.ts";
import type { Random } from "../../math/index.ts";
import { denseOf, type NetPart, normOf } from "../net-part.ts";
import type { SeriesNet } from "./series-net.ts";
import {
  type Association,
  associationOf,
  joined,
  type Part,
  residualOf,
  timeAndSeries,
} from "./stanhop-parts.ts";
import type { StanhopContext, StanhopSettings } from "./stanhop-settings.ts";

/**
 * STanHop-Net (Wu et al. 2024), as its published code has it (U-Hop, F.5, names sizes): segments of each quantity are
 * embedded with what is learned of their place; encoder blocks, each joining segments to coarser ones but the first, go
 * by time and by quantity; the decoder, one layer more, asks each of them, and its layers' forecasts are added up.
 * Memory plug-ins of that paper are not in it. With `kernels`, each association over time, and each of the decoder's
 * with the encoder, has a Φ `[d, d]` before W_Q and W_K.
 */
export function stanhopNet(settings: StanhopSettings, random: Random): SeriesNet {
  const context: StanhopContext = {
    ...{ width: 256, heads: 4, segment: 12, join: 2, layers: 1, prototypes: 10, kernels: false },
    ...settings,
    random,
  };
  const { past, horizon, segment, layers } = context;
  const [segments, steps] = [Math.ceil(past / segment), Math.ceil(horizon / segment)];
  const embedding = embeddingOf(context, segments);
  const blocks = Array.from({ length: layers }, (_, i) => blockOf(context, i));
  const decoder = decoderOf(context, steps);
  const parts: Part[] = [embedding, ...blocks, decoder];
  const associations = parts.flatMap((part) => part.associations);
  const forward = (x: Value): { forecast: Value; features: readonly Value[] } => {
    const features: Value[] = [];
    const coded = [embedding.apply(x)];
    for (const block of blocks) coded.push(block.apply(coded[coded.length - 1], features));
    return { forecast: decoder.apply(coded, features), features };
  };
  const maps = associations.flatMap(({ kernel }) => (kernel ? [kernel] : []));
  return {
    parameters: parts.flatMap((part) => [...part.parts, ...part.associations.flatMap((each) => each.parts)]),
    apply: (x) => forward(x).forecast,
    ...(context.kernels && {
      kernels: {
        parameters: maps,
        loss: (x: Value) => {
          const losses = forward(x).features.map((each) => layerSeparationLoss(each));
          return losses.reduce((sum, loss) => add(sum, loss));
        },
      },
    }),
  };
}

/** Segments `[B, c, S, d]` of past windows `[B, L, c]`; the first value fills up what is missing of the first segment. */
function embeddingOf(
  { series: c, past, segment, width, random }: StanhopContext,
  segments: number,
): Part & { apply(x: Value): Value } {
  const dense = denseOf("segments", [segment, width], { random });
  const place = parameter("places", [c, segments, width], normalStart(random, [c, segments, width], 1));
  const norm = normOf("embedded", width);
  const missing = segments * segment - past;
  return {
    ...{ parts: [...dense.parts, place, ...norm.parts], associations: [] },
    apply: (x) => {
      const [B] = x.shape;
      const first = missing > 0 ? [broadcastTo(slice(x, 1, 0, 1), [B, missing, c])] : [];
      const whole = transpose(concat([...first, x], 1), [0, 2, 1]);
      return norm.apply(add(dense.apply(reshape(whole, [B, c, segments, segment])), place));
    },
  };
}

/** One encoder block: segments joined, but by the first, then by time and by quantity. */
function blockOf(
  context: StanhopContext,
  index: number,
): Part & { apply(x: Value, features: Value[]): Value } {
  const { width, join, random } = context;
  const name = `encoder${index}`;
  const layer = timeAndSeries(name, context);
  if (index === 0 || join === 1) return layer;
  const norm = normOf(`${name}.joined`, join * width);
  const dense = denseOf(`${name}.join`, [join * width, width], { random });
  return {
    associations: layer.associations,
    parts: [...norm.parts, ...dense.parts, ...layer.parts],
    apply: (x, features) => layer.apply(dense.apply(norm.apply(joined(x, join))), features),
  };
}

/** Forecasts `[B, H, c]` from what every stage of the encoder gave. */
function decoderOf(
  context: StanhopContext,
  steps: number,
): Part & { apply(coded: readonly Value[], features: Value[]): Value } {
  const { series: c, horizon, segment, width, layers, random } = context;
  const place = parameter("ahead", [1, c, steps, width], normalStart(random, [1, c, steps, width], 1));
  const stages = Array.from({ length: layers + 1 }, (_, i) => {
    const name = `decoder${i}`;
    const own = timeAndSeries(name, context);
    const cross: Association = associationOf(`${name}.cross`, context, context.kernels);
    const after = residualOf(`${name}.after`, context);
    const readout: NetPart = denseOf(`${name}.readout`, [width, segment], { random });
    return { own, cross, after, readout };
  });
  return {
    associations: stages.flatMap(({ own, cross }) => [...own.associations, cross]),
    parts: [
      place,
      ...stages.flatMap(({ own, after, readout }) => [...own.parts, ...after.parts, ...readout.parts]),
    ],
    apply: (coded, features) => {
      const [B] = coded[0].shape;
      let y = broadcastTo(place, [B, c, steps, width]);
      let forecast: Value | undefined;
      stages.forEach(({ own, cross, after, readout }, i) => {
        y = own.apply(y, features);
        const asked = reshape(y, [B * c, steps, width]);
        const known = reshape(coded[i], [B * c, coded[i].shape[2], width]);
        y = reshape(after.apply(asked, cross.apply(asked, known, features)), [B, c, steps, width]);
        const said = readout.apply(y);
        forecast = forecast ? add(forecast, said) : said;
      });
      const flat = reshape(forecast as Value, [B, c, steps * segment]);
      return transpose(slice(flat, 2, 0, horizon), [0, 2, 1]);
    },
  };
}
