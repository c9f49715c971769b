import { type Optimiser, requireIn, requireRate } from "./optimiser.ts";

export interface SgdOptions {
  /** γ. */
  readonly rate: number;
  /** Default: 0. */
  readonly momentum?: number;
  /** Whether the step looks ahead along the moment (Nesterov). Default: false. */
  readonly nesterov?: boolean;
  /** λ of λ p added to the gradient. Default: 0. */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent: h = g + λp, m ← μ m + h, p ← p − γ m, or p − γ(h + μ m) with Nesterov's look ahead. As
 * torch.optim.SGD without dampening.
 * @throws RangeError for a rate or decay below 0, or a momentum outside [0, 1).
 */
export function sgd({ rate, momentum = 0, nesterov = false, weightDecay = 0 }: SgdOptions): Optimiser {
  requireRate("sgd", rate);
  requireIn("sgd", "momentum", momentum, [0, 1]);
  requireIn("sgd", "weightDecay", weightDecay, [0, Number.POSITIVE_INFINITY]);
  return {
    name: "sgd",
    rate,
    moments: 1,
    move: (kernels, { values, gradients, moments, count, decays }, { rate, scale }) => {
      const coupled = decays ? weightDecay : 0;
      kernels.descend(values, gradients, moments[0], count, scale, coupled, momentum, rate, nesterov);
    },
  };
}
