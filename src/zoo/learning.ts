import type { TrainOutcome } from "../engine/index.ts";

/** Learning stopped because its loss wasn't finite any more. */
export class DivergedError extends Error {}

/** Learning was stopped from outside; its checkpoint was kept. */
export class LearningStoppedError extends Error {}

/** Keeps one training while it runs. */
export interface LearningCheckpoint {
  load(): Uint8Array | undefined;
  save(bytes: Uint8Array): void | Promise<void>;
}

/** @throws DivergedError, LearningStoppedError for a training that didn't come to its end. */
export function requireFinished({ ending, reason }: TrainOutcome): void {
  if (ending === "not-finite") throw new DivergedError(`learning stopped at ${reason}`);
  if (ending === "interrupted") throw new LearningStoppedError("learning was stopped");
}
