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

/** @throws RangeError where sets aren't `[B, n, d]`, or `valid` isn't a boolean for each pattern. */
export function requireSets(
  layer: string,
  sets: Readonly<Record<string, Value>>,
  { patterns, valid }: { readonly patterns: Value; readonly valid?: Value | undefined },
): void {
  for (const [name, { shape }] of Object.entries(sets)) {
    if (shape.length === 3) continue;
    throw new RangeError(
      `${layer}: ${name} must be [batch, number, width], got [${shape.join(", ")}]; put a 1 in front of a single set`,
    );
  }
  if (!valid) return;
  const [B, S] = patterns.shape;
  if (valid.shape.length === 2 && valid.shape[1] === S && valid.type === "boolean") return;
  throw new RangeError(
    `${layer}: valid must be booleans [${B}, ${S}], one for each pattern, got ${valid.type} [${valid.shape.join(", ")}]`,
  );
}
