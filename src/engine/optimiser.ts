import type { OptimiserKernels } from "./wasm/kernels.ts";

/** How parameters move down their gradients; `sgd`, `adam` and `adamW` give one. Plain data: its moments lie elsewhere. */
export interface Optimiser {
  readonly name: string;
  /** The learning rate where no schedule changes it. */
  readonly rate: number;
  /** How many moments it keeps of each number. */
  readonly moments: 1 | 2;
  /** Moves a part of the parameters. */
  move(kernels: OptimiserKernels, part: Part, step: OptimiserStep): void;
}

/** A part of the parameters: byte addresses, and a count that is a multiple of 4. */
export interface Part {
  readonly values: number;
  readonly gradients: number;
  readonly moments: readonly number[];
  readonly count: number;
  /** Whether weight decay applies. */
  readonly decays: boolean;
}

export interface OptimiserStep {
  /** Which step it is, counted from 1. */
  readonly step: number;
  readonly rate: number;
  /** A factor of the gradients. */
  readonly scale: number;
}

/** @throws RangeError naming what is not in its range. */
export function requireIn(
  where: string,
  name: string,
  value: number,
  [low, high]: readonly [number, number],
): void {
  if (value >= low && value < high) return;
  throw new RangeError(`${where}: ${name} must lie in [${low}, ${high}), got ${value}`);
}

/** @throws RangeError for a rate that isn't a finite number from 0. */
export function requireRate(where: string, rate: number): void {
  if (rate >= 0 && Number.isFinite(rate)) return;
  throw new RangeError(`${where}: rate must be a finite number from 0, got ${rate}`);
}
