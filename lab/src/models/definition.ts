import type { Matrix } from "madeleine/math";
import { type Definition, type ModelParameters, modelNamed } from "madeleine/zoo";
import { dialsOf, dialValue, type ModelChoice } from "./choice.ts";

/** What the library computes for a choice, over patterns `[N, d]`; K is at most N. */
export function definitionOf(choice: ModelChoice, patterns: Matrix): Definition {
  const entries = dialsOf(choice.name).map((dial) => {
    const value = dialValue(choice, dial);
    return [dial, dial === "k" ? Math.min(value, patterns.rows) : value] as const;
  });
  const parameters: ModelParameters = Object.fromEntries(entries);
  const { definition } = modelNamed(choice.name, parameters).store(patterns);
  if (!definition) throw new Error(`definitionOf: the model ${choice.name} doesn't score every pattern`);
  return definition;
}
