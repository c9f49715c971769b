import type { Shape } from "../shape.ts";
import type { Value } from "../value.ts";

/** An operation under test, with what it is applied to. */
export interface OperationCase {
  readonly name: string;
  readonly shapes: readonly Shape[];
  readonly build: (...inputs: readonly Value[]) => Value;
  /** Where the numbers are drawn. Default: [−1.5, 1.5). */
  readonly range?: readonly [number, number];
  /** Numbers instead of drawn ones. */
  readonly at?: readonly (readonly number[] | undefined)[];
  /** The same in plain words. */
  readonly plain?: (...inputs: readonly number[][]) => number[];
  /** How far from the plain form it may be. Default: 1e-12. */
  readonly error?: number;
  /** Of the differences. Default: 1e-5. */
  readonly step?: number;
  /** Default: 1e-7. */
  readonly tolerance?: number;
}
