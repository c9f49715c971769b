import type { Found, Ground, Space, Vector } from "./space.ts";

/** Why learning ended. */
export type LearningEnd =
  /** The loss hardly fell any more, or nothing along the gradient lowers it. */
  | "converged"
  /** All iterations were done. */
  | "max-iterations"
  /** `onProgress` said so. */
  | "stopped"
  /** A step led to a loss that isn't finite, and was taken back: take a smaller rate. */
  | "diverged";

/** What learning is about to do: the loss before the iteration of that number, counted from 0. */
export interface LearningProgress {
  readonly iteration: number;
  readonly loss: number;
}

/** Called before each iteration; `false` stops there. */
export type OnProgress = (progress: LearningProgress) => unknown;

/** How a descent goes. */
export interface DescentOptions {
  readonly iterations: number;
  /** Ends once the loss has fallen by at most this over the last {@link LOOK_BACK} iterations; 0 never does. */
  readonly tolerance: number;
  readonly onProgress?: OnProgress | undefined;
}

/** Where a descent came to. */
export interface Descent {
  readonly point: Vector;
  /** The loss before each iteration, and after the last. */
  readonly losses: number[];
  readonly end: LearningEnd;
}

/** What a descent asks for: L and dL/dW at a point, from all patterns or those numbered in `rows`. */
export interface Question {
  readonly point: Vector;
  readonly rows?: readonly number[] | undefined;
}

/** A descent on its way: it asks, whoever answers. */
export type Descending = Generator<Question, Descent, Found>;

/** One way of going down. */
export type Descend = (ground: Ground, options: DescentOptions) => Descending;

/** Answers a descent from a space until it ends. */
export function descended(descending: Descending, space: Space): Descent {
  let turn = descending.next();
  while (!turn.done) turn = descending.next(space.evaluate(turn.value.point, turn.value.rows));
  return turn.value;
}

/** Iterations over which a loss must have fallen to go on. */
export const LOOK_BACK = 10;

/** Why to end before the next iteration, if so; `losses` are those so far. */
export function endBefore(
  losses: readonly number[],
  { iterations, tolerance, onProgress }: DescentOptions,
): LearningEnd | undefined {
  const iteration = losses.length - 1;
  const loss = losses[iteration] ?? Number.NaN;
  if (iteration >= iterations) return "max-iterations";
  if (tolerance > 0 && iteration >= LOOK_BACK) {
    if ((losses[iteration - LOOK_BACK] ?? Number.NaN) - loss <= tolerance) return "converged";
  }
  return onProgress?.({ iteration, loss }) === false ? "stopped" : undefined;
}
