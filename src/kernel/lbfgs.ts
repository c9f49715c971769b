import {
  type Descend,
  type Descending,
  type DescentOptions,
  endBefore,
  type LearningEnd,
  type Question,
} from "./descent.ts";
import { copyOf, emptyLike, type Found, type Ground, moved, scale, type Vector } from "./space.ts";

/** How many steps are remembered. */
const MEMORY = 8;
/** A step must lower the loss by this share of what the slope promises (Armijo). */
const SHARE = 1e-4;
/** How often a step is halved before it counts as leading nowhere. */
const HALVINGS = 20;
/** The first step changes the features by this share of their length. */
const FIRST_STEP = 0.3;

/** A step and what the gradient changed by along it. */
interface Remembered {
  readonly step: Vector;
  readonly change: Vector;
  /** ⟨step, change⟩ > 0. */
  readonly curvature: number;
}

/**
 * L-BFGS with steps that are halved until they lower the loss: the loss never rises, and no rate has to be chosen. Its
 * directions are sums of gradients, so that it stays in the span of the memories, which a method with a rate for each
 * entry of W (Adam) would leave. Nocedal and Wright 2006, algorithms 7.4 and 3.1.
 */
export const lbfgs: Descend = function* descending(ground: Ground, options: DescentOptions): Descending {
  let point = copyOf(ground.start);
  let found = yield { point };
  const losses = [found.loss];
  const memory: Remembered[] = [];
  let end: LearningEnd | undefined = endBefore(losses, options);
  while (end === undefined) {
    const direction = directionOf(ground, found.gradient, memory);
    const slope = ground.inner(direction, found.gradient);
    const length = memory.length > 0 ? 1 : firstStep(point, direction);
    const reached =
      slope < 0 ? yield* search({ point, direction, length, slope, loss: found.loss }) : undefined;
    if (reached) {
      remember(ground, memory, { from: point, to: reached.point, before: found, after: reached.found });
      ({ point, found } = reached);
      losses.push(found.loss);
      end = endBefore(losses, options);
    } else if (memory.length > 0) {
      // What is remembered misleads: begin again along the gradient.
      memory.length = 0;
    } else end = "converged";
  }
  return { point, losses, end };
};

function firstStep(point: Vector, direction: Vector): number {
  return (FIRST_STEP * lengthOf(point.image)) / lengthOf(direction.image);
}

function lengthOf(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return Math.sqrt(sum);
}

interface Search {
  readonly point: Vector;
  readonly direction: Vector;
  readonly length: number;
  readonly slope: number;
  readonly loss: number;
}

/** The first of the lengths, each half of the one before, that lowers the loss enough. */
function* search({
  point,
  direction,
  length,
  slope,
  loss,
}: Search): Generator<Question, { point: Vector; found: Found } | undefined, Found> {
  const next = emptyLike(point);
  for (let i = 0, step = length; i < HALVINGS; i++, step /= 2) {
    moved(next, point, step, direction);
    const found = yield { point: next };
    if (found.loss < loss && found.loss <= loss + SHARE * step * slope) return { point: next, found };
  }
  return undefined;
}

/** −H g with the inverse Hessian H that the remembered steps suggest. */
function directionOf(ground: Ground, gradient: Vector, memory: readonly Remembered[]): Vector {
  const direction = copyOf(gradient);
  const shares: number[] = [];
  for (const { step, change, curvature } of [...memory].reverse()) {
    const share = ground.inner(step, direction) / curvature;
    shares.push(share);
    moved(direction, direction, -share, change);
  }
  const last = memory[memory.length - 1];
  scale(direction, last ? -last.curvature / ground.inner(last.change, last.change) : -1);
  for (const { step, change, curvature } of memory) {
    // The direction has been negated, so that signs are turned.
    const share = -(shares.pop() ?? 0) - ground.inner(change, direction) / curvature;
    moved(direction, direction, share, step);
  }
  return direction;
}

interface Move {
  readonly from: Vector;
  readonly to: Vector;
  readonly before: Found;
  readonly after: Found;
}

function remember(ground: Ground, memory: Remembered[], { from, to, before, after }: Move): void {
  const step = moved(emptyLike(from), to, -1, from);
  const change = moved(emptyLike(from), after.gradient, -1, before.gradient);
  const curvature = ground.inner(step, change);
  // Away from a minimum the loss may bend the other way; such a step says nothing of an inverse.
  if (!(curvature > 1e-10 * Math.sqrt(ground.inner(step, step) * ground.inner(change, change)))) return;
  memory.push({ step, change, curvature });
  if (memory.length > MEMORY) memory.shift();
}
