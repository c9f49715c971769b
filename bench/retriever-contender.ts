import type { Matrix } from "madeleine/math";
import { dot, type Retriever, type Separation } from "madeleine/memory";
import { type Contender, difference } from "./harness.ts";
import { picked } from "./patterns.ts";
import type { CheckOptions } from "./torch-contender.ts";

/** A retriever that is open. */
export interface Opened {
  readonly name: string;
  readonly retriever: Retriever;
}

/** What all contenders of a question do. */
export interface Step {
  readonly separation: Separation;
  readonly beta: number;
}

/** One step of retrieval by a retriever that is open. */
export function retrieverContender(
  { name, retriever }: Opened,
  queries: Matrix,
  { separation, beta, tolerance, rows }: Step & CheckOptions,
): Contender {
  let found: Awaited<ReturnType<Retriever["retrieve"]>> | undefined;
  const options = { similarity: dot, separation, beta, steps: 1, energies: false };
  return {
    name,
    run: async () => {
      found = await retriever.retrieve(queries, options);
    },
    check: (expected) => (found ? difference(picked(found.states, rows), expected, tolerance) : "nothing"),
    note: () => found && noteOf(found),
  };
}

/** What computed, and what screening left to finish. */
function noteOf({ backend, screening }: Awaited<ReturnType<Retriever["retrieve"]>>): string {
  if (!screening) return backend;
  const dropped = Math.max(0, ...screening.droppedMass);
  return `${backend}, ${screening.finished} finished, ≤ ${dropped.toExponential(0)} dropped`;
}
