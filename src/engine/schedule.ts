/** The learning rate as a share of the optimiser's, by the steps that were made. */
export type Schedule = (steps: number) => number;

export interface CosineOptions {
  /** T, over how many steps it falls; it stays there. */
  readonly steps: number;
  /** The share that is left in the end. Default: 0. */
  readonly minimum?: number;
  /** Over how many steps it first rises from 0. Default: 0. */
  readonly warmUp?: number;
}

/**
 * minimum + (1 − minimum)(1 + cos(π t/T))/2. Loshchilov and Hutter 2017, eq. 5, without restarts.
 * @throws RangeError for steps that aren't a whole number from 1, or a minimum outside [0, 1].
 */
export function cosineSchedule({ steps, minimum = 0, warmUp = 0 }: CosineOptions): Schedule {
  requireCount("cosineSchedule", "steps", steps, 1);
  requireCount("cosineSchedule", "warmUp", warmUp, 0);
  if (!(minimum >= 0 && minimum <= 1)) {
    throw new RangeError(`cosineSchedule: minimum must lie in [0, 1], got ${minimum}`);
  }
  return (t) => {
    if (t < warmUp) return (t + 1) / (warmUp + 1);
    const share = Math.min((t - warmUp) / steps, 1);
    return minimum + ((1 - minimum) * (1 + Math.cos(Math.PI * share))) / 2;
  };
}

export interface StepOptions {
  /** After how many steps each time. */
  readonly every: number;
  /** What is left of the rate each time. Default: 0.1. */
  readonly factor?: number;
}

/**
 * factor^⌊t/every⌋.
 * @throws RangeError for `every` that isn't a whole number from 1, or a factor that isn't above 0.
 */
export function stepSchedule({ every, factor = 0.1 }: StepOptions): Schedule {
  requireCount("stepSchedule", "every", every, 1);
  if (!(factor > 0 && Number.isFinite(factor))) {
    throw new RangeError(`stepSchedule: factor must be a finite number above 0, got ${factor}`);
  }
  return (t) => factor ** Math.floor(t / every);
}

function requireCount(where: string, name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new RangeError(`${where}: ${name} must be a whole number from ${least}, got ${value}`);
}
