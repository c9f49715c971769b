import type { Parameter, Value } from "../engine/index.ts";

/** What a layer gives for a batch. */
export interface Attended {
  /** `[B, L, v]`. */
  readonly output: Value;
  /** Of the last pass, `[B, H, L, S]`; computed only where a graph asks for it. None where none are formed. */
  readonly weights: Value | undefined;
}

/** Which patterns are there: booleans `[B, S]`, false for padding, whose weight and gradient are exactly 0. */
export interface Padding {
  readonly valid?: Value;
}

/** The learned ones among values, each once. */
export function parametersAmong(values: readonly (Value | undefined)[]): Parameter[] {
  const found = values.filter((value): value is Parameter => value !== undefined && "start" in value);
  return [...new Set(found)];
}
