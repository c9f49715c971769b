import {
  constant,
  divide,
  type Net,
  openNet,
  type ParameterBlock,
  subtract,
  sum,
  toFloat,
  toOnnx,
  type Value,
} from "../../engine/index.ts";
import type { OnnxRuntime, Tensor } from "../../onnx/index.ts";
import { bagBatch } from "./bag-batch.ts";
import { bagBytes } from "./bag-bytes.ts";
import type { AskedBags, BagModel, BagsAbout } from "./bag-model.ts";
import type { BagInputs, BagNet } from "./bag-net.ts";
import type { BagSettings } from "./bag-settings.ts";
import { type Scaling, scaled } from "./scaling.ts";

/** A model that can also be asked with instances that are scaled already. */
export interface BagScorer extends BagModel {
  scaledScores(asked: AskedBags): Promise<Float64Array>;
}

export interface ScorerOptions {
  readonly runtime: OnnxRuntime;
  readonly net: BagNet;
  readonly parameters: ParameterBlock;
  readonly settings: BagSettings;
  readonly scaling: Scaling;
  readonly about: BagsAbout;
}

/** The net with its parameters as they are when it is asked. */
export async function openScorer(options: ScorerOptions): Promise<BagScorer> {
  const { runtime, net, parameters, settings, scaling, about } = options;
  const open = (outputs: (inputs: BagInputs) => Record<string, Value>): Promise<Net<string>> =>
    openNet({ runtime, parameters, outputs: (inputs) => outputs(inputs as unknown as BagInputs) });
  const scoring = await open((inputs) => ({ logits: net.apply(inputs, false).logits }));
  const sharing = await open((inputs): Record<string, Value> => {
    const { shares } = net.apply(inputs, false);
    return shares ? { shares } : {};
  });
  const { classes, features, pictures } = about;
  const scaledScores = async (asked: AskedBags): Promise<Float64Array> => {
    const scores = new Float64Array(asked.bags.length);
    await inBatches(scoring, asked, ({ logits }, chosen) => {
      chosen.forEach((bag, i) => {
        scores[bag] = (logits.data as Float32Array)[i];
      });
    });
    return scores;
  };
  const ready = ({ instances, bags }: AskedBags): AskedBags => ({
    ...{ instances: scaled(instances, scaling), bags },
  });
  return {
    ...{ settings, scaledScores, about: { classes, features, ...(pictures && { pictures }) } },
    scores: (asked) => scaledScores(ready(asked)),
    shares: async (asked) => {
      if (!net.formsWeights) return undefined;
      const shares: Float64Array[] = [];
      await inBatches(sharing, ready(asked), ({ shares: found }, chosen) => {
        chosen.forEach((bag, i) => {
          shares[bag] = sharesOf(found, i, asked.bags[bag].length);
        });
      });
      return shares;
    },
    toBytes: () => bagBytes({ parameters: parameters.values, settings, scaling, about }),
    toOnnx: ({ instances: S, bags: B = 1 }) =>
      toOnnx(({ x, valid }) => ({ logits: fromRaw(net, scaling, { x, valid }) }), parameters, {
        inputs: { x: [B, S, scaling.mean.length], valid: { shape: [B, S], type: "boolean" } },
      }),
    close: async () => {
      await scoring.close();
      await sharing.close();
    },
  };
}

/** The log odds of bags whose instances aren't scaled yet. */
function fromRaw(net: BagNet, { mean, deviation }: Scaling, { x, valid }: Omit<BagInputs, "counts">): Value {
  const row = (values: Float32Array): Value => constant(values, [values.length]);
  const counts = sum(toFloat(valid), 1, { keep: true });
  const scaled = divide(subtract(x, row(mean)), row(deviation));
  return net.apply({ x: scaled, valid, counts }, false).logits;
}

function sharesOf({ data, shape }: Tensor, row: number, count: number): Float64Array {
  const from = row * (shape[1] ?? 0);
  return Float64Array.from((data as Float32Array).subarray(from, from + count));
}

/** So many bags are scored at a time; fewer where they are long. */
const mostBags = 64;
const mostNumbers = 2 ** 22;

/** Runs a net over bags, long ones beside long ones, in batches of few sizes. */
async function inBatches(
  net: Net<string>,
  { instances, bags }: AskedBags,
  take: (outputs: Readonly<Record<string, Tensor>>, chosen: readonly number[]) => void,
): Promise<void> {
  const order = [...bags.keys()].sort((a, b) => bags[a].length - bags[b].length);
  const longest = bags[order[order.length - 1]]?.length ?? 0;
  const room = Math.max(1, Math.floor(mostNumbers / Math.max(1, longest * instances.columns)));
  const size = Math.min(mostBags, 2 ** Math.ceil(Math.log2(Math.max(1, bags.length))), room);
  for (let from = 0; from < order.length; from += size) {
    const chosen = order.slice(from, from + size);
    const filled = Array.from({ length: size }, (_, i) => bags[chosen[i] ?? chosen[0]]);
    take(await net.run(bagBatch(instances, filled)), chosen);
  }
}
