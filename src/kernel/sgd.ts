import { type Descend, endBefore, type LearningEnd } from "./descent.ts";
import { emptyLike, moved, type Vector } from "./space.ts";

/** How steps are taken. */
export interface SgdOptions {
  /** γ of the step of that number, counted from 0. */
  readonly rate: (iteration: number) => number;
  /** Which patterns a step looks at; all where absent. */
  readonly rows?: ((iteration: number) => readonly number[]) | undefined;
}

/** W ← W − γ dL/dW, a fixed number of times. U-Hop, algorithm 1, lines 1–3. */
export function sgd({ rate, rows }: SgdOptions): Descend {
  return function* descending({ start }, options) {
    let [point, next]: [Vector, Vector] = [start, emptyLike(start)];
    let found = yield { point, rows: rows?.(0) };
    const losses = [found.loss];
    let end: LearningEnd | undefined = endBefore(losses, options);
    while (end === undefined) {
      const iteration = losses.length - 1;
      moved(next, point, -rate(iteration), found.gradient);
      found = yield { point: next, rows: rows?.(iteration + 1) };
      if (!Number.isFinite(found.loss)) {
        end = "diverged";
        break;
      }
      losses.push(found.loss);
      // The start is the caller's and is left as it was.
      [point, next] = [next, point === start ? emptyLike(point) : point];
      end = endBefore(losses, options);
    }
    return { point, losses, end };
  };
}
