import {
  constant,
  divide,
  dropout,
  gelu,
  greaterOrEqual,
  max,
  mean,
  multiply,
  normalStart,
  type Parameter,
  parameter,
  reshape,
  type Shape,
  sum,
  toFloat,
  type Value,
  where,
} from "../../engine/index.ts";
import {
  entmaxSeparation,
  type HopfieldPooling,
  hopfieldPooling,
  type LayerSeparation,
  learnedProjections,
  randomFeatureSeparation,
  randomMaskedSeparation,
} from "../../layers/index.ts";
import { createRandom, type Random } from "../../math/index.ts";
import { denseOf, normOf } from "../net-part.ts";
import { netSeparation } from "../net-separation.ts";
import type { BagSettings } from "./bag-settings.ts";

/** What the net takes: see `bagBatch`. */
export interface BagInputs {
  readonly x: Value;
  readonly valid: Value;
  readonly counts: Value;
}

export interface BagNet {
  readonly parameters: readonly Parameter[];
  /** Whether there are shares: sums of features form no weights. */
  readonly formsWeights: boolean;
  /**
   * The log odds of the positive class `[B, 1]`, and each instance's share in what a bag is pooled to `[B, S]`, where there
   * are weights.
   * @param learning whether units are left out
   */
  apply(inputs: BagInputs, learning: boolean): { readonly logits: Value; readonly shares: Value | undefined };
}

/**
 * The published net for bags: Linear → LayerNorm → pooling → GELU → LayerNorm → Linear (Nonparametric, appendix E.2.1), with
 * units left out behind the embedding and behind pooling (E.3.2). Mean and maximum, the baselines, take the place of the
 * Hopfield pooling in the same net.
 */
export function bagNet(features: number, settings: BagSettings, random: Random): BagNet {
  const { width, dropout: rate } = settings;
  const pooling = poolingOf(settings, random);
  const embedding = denseOf("embedding", [features, width], { random });
  const [before, after] = [normOf("before", width), normOf("after", pooling.width)];
  const readout = denseOf("readout", [pooling.width, 1], { random });
  return {
    parameters: [embedding, before, after, readout].flatMap(({ parts }) => parts).concat(pooling.parameters),
    formsWeights: settings.pooling !== "hopfield" || !featureSeparations.has(settings.separation),
    apply(inputs, learning) {
      const dropped = (x: Value): Value => (learning ? dropout(x, rate) : x);
      const embedded = dropped(before.apply(embedding.apply(inputs.x)));
      const { pooled, shares } = pooling.apply({ ...inputs, x: embedded }, learning);
      return { logits: readout.apply(after.apply(gelu(dropped(pooled)))), shares };
    },
  };
}

const featureSeparations: ReadonlySet<string> = new Set(["linear", "random-features"]);

interface Pooling {
  readonly parameters: readonly Parameter[];
  /** Units of what a bag is pooled to. */
  readonly width: number;
  /** `[B, width]`, and the shares `[B, S]`. */
  apply(inputs: BagInputs, learning: boolean): { readonly pooled: Value; readonly shares: Value | undefined };
}

function poolingOf(settings: BagSettings, random: Random): Pooling {
  const { pooling, width } = settings;
  if (pooling === "hopfield") return hopfieldBags(settings, random);
  return { parameters: [], width, apply: pooling === "mean" ? meanPooled : maxPooled };
}

/** Σ x / n over the instances that are there. */
function meanPooled({ x, valid, counts }: BagInputs): ReturnType<Pooling["apply"]> {
  const [B, S, width] = x.shape;
  const present = reshape(toFloat(valid), [B, S, 1]);
  const pooled = divide(reshape(sum(multiply(x, present), 1), [B, width]), counts);
  return { pooled, shares: divide(toFloat(valid), counts) };
}

/** The largest of each unit; an instance's share is that of the units that it leads. */
function maxPooled({ x, valid }: BagInputs): ReturnType<Pooling["apply"]> {
  const [B, S] = valid.shape;
  const present = reshape(valid, [B, S, 1]);
  const known = where(present, x, -1e30);
  const pooled = max(known, 1, { keep: true });
  const leads = multiply(toFloat(greaterOrEqual(known, pooled)), toFloat(present));
  const shares = mean(divide(leads, sum(leads, 1, { keep: true })), -1);
  return { pooled: reshape(pooled, [B, x.shape[2]]), shares };
}

function hopfieldBags(settings: BagSettings, random: Random): Pooling {
  const { width, heads, steps, beta, prototypes: P } = settings;
  const prototypes = parameter("pooling.prototypes", [P, width], normalStart(random, [P, width], 1));
  const projections = learnedProjections({ patterns: width, width }, { random, name: "pooling" });
  const layerBy = (separation: LayerSeparation): HopfieldPooling =>
    hopfieldPooling({ ...{ prototypes, heads, steps, beta, projections, separation } });
  const learned = layerBy(separationOf(settings));
  const asked = settings.separation === "random-masked" ? layerBy(sameMasks(settings)) : learned;
  return {
    parameters: learned.parameters,
    width: P * width,
    apply({ x, valid }, learning) {
      const { output, weights } = (learning ? learned : asked).apply(x, { valid });
      const [B] = x.shape;
      return { pooled: reshape(output, [B, P * width]), shares: weights && mean(weights, [1, 2]) };
    },
  };
}

function separationOf(settings: BagSettings): LayerSeparation {
  const { separation, alpha, fraction, heads, width } = settings;
  const dimension = width / heads;
  switch (separation) {
    // An α for each head, from where it is told to start.
    case "entmax":
      return entmaxSeparation({ alpha, learned: { heads, name: "pooling.alpha" } });
    case "random-masked":
      return randomMaskedSeparation({ keep: fraction });
    case "random-features":
      return randomFeatureSeparation({ random: createRandom(1, "directions"), dimension });
    default:
      return netSeparation({ separation, fraction }, { name: "pooling", dimension });
  }
}

/** While learning, masks are drawn anew for each step; a model that is asked always takes the same. */
function sameMasks({ fraction }: BagSettings): LayerSeparation {
  return randomMaskedSeparation({ keep: fraction, draw: sameDraw });
}

/** Numbers in [0, 1) that are the same for every bag. */
function sameDraw([, ...rest]: Shape): Value {
  const random = createRandom(1, "masks");
  const count = rest.reduce((product, length) => product * length, 1);
  return constant(
    Float32Array.from({ length: count }, () => random.next()),
    [1, ...rest],
  );
}
