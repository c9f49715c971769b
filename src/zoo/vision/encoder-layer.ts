import { add, dropout, gelu, matmul, type Parameter, slice, type Value } from "../../engine/index.ts";
import { hopfield, learnedMap, learnedProjections } from "../../layers/index.ts";
import type { Random } from "../../math/index.ts";
import { denseOf, normOf } from "../net-part.ts";
import { netSeparation } from "../net-separation.ts";
import type { VisionSettings } from "./vision-settings.ts";

export interface EncoderLayer {
  readonly parameters: readonly Parameter[];
  /** Φ. */
  readonly kernel: Parameter | undefined;
  apply(
    tokens: Value,
    asked: EncoderAsked,
  ): { readonly tokens: Value; readonly separated: Value | undefined };
}

export interface EncoderAsked {
  /** How many of the tokens ask, from the first on; only these are left. */
  readonly asking: number;
  /** From which token on they are memories. */
  readonly first: number;
  readonly learning: boolean;
}

/**
 * x ← x + Hopfield(LN(x)), then x ← x + MLP(LN(x)), an MLP of 2 d units with GELU; β = 1/√k in each head. With a kernel,
 * Hopfield(X) = sep(β X Φ W_Q (Y Φ W_K)ᵀ) Y W_K W_V (U-Hop, section 4.2, its transposes put right).
 */
export function encoderLayer(
  name: string,
  settings: VisionSettings,
  { random, kernels: draw }: { readonly random: Random; readonly kernels: Random },
): EncoderLayer {
  const { width, heads, kernels, asCoded, dropout: rate } = settings;
  const kernel = kernels ? learnedMap(`${name}.kernel`, [width, width], draw) : undefined;
  const layer = hopfield({
    ...{
      heads,
      beta: 1 / Math.sqrt(width / heads),
      separation: netSeparation(settings, { name, dimension: width / heads }),
    },
    projections: learnedProjections({ queries: width, patterns: width, width }, { random, name }),
    ...(kernel && { kernel: { map: kernel, valuesFrom: asCoded ? "kernel" : "raw" } }),
  });
  const [before, between] = [normOf(`${name}.before`, width), normOf(`${name}.between`, width)];
  const out = denseOf(`${name}.out`, [width, width], { random });
  const wide = denseOf(`${name}.wide`, [width, 2 * width], { random });
  const narrow = denseOf(`${name}.narrow`, [2 * width, width], { random });
  return {
    parameters: [...layer.parameters, ...[before, between, out, wide, narrow].flatMap(({ parts }) => parts)],
    kernel,
    apply(tokens, { asking, first, learning }) {
      const dropped = (x: Value): Value => (learning && rate > 0 ? dropout(x, rate) : x);
      const normed = before.apply(tokens);
      const patches = slice(normed, 1, first, tokens.shape[1]);
      const got = layer.apply(slice(normed, 1, 0, asking), patches).output;
      const x = add(slice(tokens, 1, 0, asking), out.apply(got));
      const more = narrow.apply(dropped(gelu(wide.apply(between.apply(x)))));
      return { tokens: add(x, more), separated: kernel && matmul(patches, kernel) };
    },
  };
}
