import { type Optimiser, requireIn, requireRate } from "./optimiser.ts";

export interface AdamOptions {
  /** γ. Default: 1e-3. */
  readonly rate?: number;
  /** Default: 0.9. */
  readonly beta1?: number;
  /** Default: 0.999. */
  readonly beta2?: number;
  /** Default: 1e-8. */
  readonly epsilon?: number;
  /** λ; see each. Default: 0, for `adamW` 0.01. */
  readonly weightDecay?: number;
}

/**
 * m ← β₁ m + (1−β₁) h, v ← β₂ v + (1−β₂) h², p ← p − γ m̂/(√v̂ + ε) with m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ), and h = g + λp.
 * Kingma and Ba 2015, algorithm 1; as torch.optim.Adam.
 * @throws RangeError for numbers outside their range.
 */
export function adam(options: AdamOptions = {}): Optimiser {
  return adaptive("adam", options, (weightDecay) => ({ coupled: weightDecay, shrink: () => 1 }));
}

/**
 * As {@link adam}, with the decay apart from the gradient: p ← (1 − γλ) p first. Loshchilov and Hutter 2019, algorithm 2; as
 * torch.optim.AdamW.
 * @throws RangeError for numbers outside their range.
 */
export function adamW(options: AdamOptions = {}): Optimiser {
  const apart = { weightDecay: 0.01, ...options };
  return adaptive("adamW", apart, (weightDecay) => ({
    coupled: 0,
    shrink: (rate) => 1 - rate * weightDecay,
  }));
}

/** What weight decay adds to the gradient, and what it leaves of a parameter. */
interface Decay {
  readonly coupled: number;
  shrink(rate: number): number;
}

function adaptive(name: string, options: AdamOptions, decayOf: (weightDecay: number) => Decay): Optimiser {
  const { rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
  requireRate(name, rate);
  requireIn(name, "beta1", beta1, [0, 1]);
  requireIn(name, "beta2", beta2, [0, 1]);
  requireIn(name, "epsilon", epsilon, [0, Number.POSITIVE_INFINITY]);
  requireIn(name, "weightDecay", weightDecay, [0, Number.POSITIVE_INFINITY]);
  const [decaying, still] = [decayOf(weightDecay), decayOf(0)];
  return {
    name,
    rate,
    moments: 2,
    move: (
      kernels,
      { values, gradients, moments: [first, second], count, decays },
      { step, rate, scale },
    ) => {
      const { coupled, shrink } = decays ? decaying : still;
      const size = rate / (1 - beta1 ** step);
      const inverseRoot = 1 / Math.sqrt(1 - beta2 ** step);
      kernels.adam(
        ...([values, gradients, first, second, count] as const),
        ...([scale, coupled, shrink(rate), 1 - beta1, beta2, 1 - beta2] as const),
        ...([size, inverseRoot, epsilon] as const),
      );
    },
  };
}
