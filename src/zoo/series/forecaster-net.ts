import {
  add,
  gelu,
  normalStart,
  parameter,
  reshape,
  slice,
  subtract,
  type Value,
} from "../../engine/index.ts";
import { hopfield, hopfieldPooling, learnedProjections } from "../../layers/index.ts";
import type { Random } from "../../math/index.ts";
import { denseOf, normOf } from "../net-part.ts";
import { type NetSeparation, netSeparation } from "../net-separation.ts";
import type { SeriesNet } from "./series-net.ts";

export interface ForecasterNetSettings extends NetSeparation {
  /** L, how many past values it looks at, and H, how many it gives. */
  readonly past: number;
  readonly horizon: number;
  /** Units of the hidden space. Default: 64. */
  readonly width?: number;
  /**
   * Adds what is learned of each place to its embedding. Without it, as published, the net sees a set of values and not
   * their order (but for window). Default: false.
   */
  readonly positions?: boolean;
  /** Takes the last value from the past and adds it to the forecast. Default: false, as published. */
  readonly relative?: boolean;
}

/**
 * "The simplest possible architecture" of Nonparametric, appendix E.4.1, for one quantity: each value embedded, a
 * Hopfield layer in which every value asks all, a Hopfield pooling, a dense readout; with the norms and the GELU of the
 * published code: Linear(1, d) → LN → Hopfield → GELU → LN → pooling → LN → Linear(d, H), β = 1/√d. Pooling takes the
 * layer's separation; where that is a window, which pooling can't have, softmax.
 */
export function forecasterNet(settings: ForecasterNetSettings, random: Random): SeriesNet {
  const { past, horizon, width = 64, positions = false, relative = false } = settings;
  // Without a bias, the norm behind it would leave of a value its sign alone.
  const embedding = denseOf("embedding", [1, width], { random, deviation: 1 });
  const place = parameter("places", [past, width], normalStart(random, [past, width], 0.5));
  const norms = ["embedded", "associated", "pooled"].map((name) => normOf(name, width));
  const shared = { beta: 1 / Math.sqrt(width) };
  const layer = hopfield({
    ...shared,
    separation: netSeparation(settings, { name: "layer", dimension: width }),
    projections: learnedProjections({ queries: width, patterns: width, width }, { random, name: "layer" }),
  });
  const pooling = hopfieldPooling({
    ...shared,
    separation: netSeparation(settings.separation === "window" ? { separation: "softmax" } : settings, {
      name: "pooling",
      dimension: width,
    }),
    prototypes: parameter("prototype", [1, width], normalStart(random, [1, width], 1)),
    projections: learnedProjections({ patterns: width, width }, { random, name: "pooling" }),
  });
  const readout = denseOf("readout", [width, horizon], { random });
  const parts = [embedding, ...norms, readout].flatMap((part) => part.parts);
  return {
    parameters: [...parts, ...(positions ? [place] : []), ...layer.parameters, ...pooling.parameters],
    apply(x) {
      const [B] = x.shape;
      const last = slice(x, 1, past - 1, past);
      const embedded = embedding.apply(relative ? subtract(x, last) : x);
      const tokens = norms[0].apply(positions ? add(embedded, place) : embedded);
      const associated = norms[1].apply(gelu(layer.apply(tokens, tokens).output));
      const pooled = norms[2].apply(pooling.apply(associated).output);
      const forecast: Value = reshape(readout.apply(pooled), [B, horizon, 1]);
      return relative ? add(forecast, last) : forecast;
    },
  };
}
