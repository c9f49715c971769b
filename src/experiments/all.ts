import { capacity } from "./capacity.ts";
import type { Experiment } from "./experiment.ts";
import { robustness } from "./robustness.ts";

/** Every experiment, in the order in which they are listed. */
export const experiments: readonly Experiment[] = [capacity, robustness];

/** @throws RangeError for a name that there isn't, listing those that there are. */
export function experimentNamed(name: string): Experiment {
  const found = experiments.find((experiment) => experiment.name === name);
  if (found) return found;
  const known = experiments.map((experiment) => experiment.name).join(", ");
  throw new RangeError(`there is no experiment "${name}"; known: ${known}`);
}
