import { type Contender, difference } from "./harness.ts";
import { picked } from "./patterns.ts";
import type { Arguments, Torch } from "./torch.ts";

/** An operation of torch_operations.py under the name that its contender has in the table. */
export interface TorchWay {
  readonly name: string;
  readonly operation: string;
  readonly values?: Arguments;
}

export interface CheckOptions {
  readonly tolerance: number;
  /** Which rows of the result the reference holds. */
  readonly rows: readonly number[];
}

/** PyTorch's ways to do the work, as far as its version has them; none without PyTorch. */
export function torchContenders(
  torch: Torch | undefined,
  ways: readonly TorchWay[],
  { values, tolerance, rows }: CheckOptions & { readonly values: Arguments },
): Contender[] {
  if (!torch) return [];
  const known = ways.filter(({ operation }) => torch.operations.includes(operation));
  return known.map(({ name, operation, values: own }) => ({
    name,
    timesItself: true,
    run: () => torch.run(operation, name, { ...values, ...own }),
    check: async (expected) => difference(picked(await torch.fetch(name), rows), expected, tolerance),
  }));
}
