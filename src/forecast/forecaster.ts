import type { Matrix } from "../math/index.ts";

/** Something that continues a series: fitted to its past, ready to be asked. */
export interface Forecaster {
  /** `"recall"`, `"linear"`, `"seasonal-naive"`, `"naive"`, … */
  readonly name: string;
  /** What was chosen or learned, for people: `"windows of 48, sparsemax, β = 10"`. */
  readonly settings: string;
  /** How many values it gives, H. */
  readonly horizon: number;
  /** How many past values it needs before an origin. */
  readonly past: number;
  /**
   * What comes at and after each origin, `[origins, H]`: of `values` only those before the origin are looked at.
   * Origins are places in `values`; `values.length` is the one after the last value.
   */
  forecast(values: Float32Array, origins: readonly number[]): Matrix | Promise<Matrix>;
}

/** What a forecaster is made for. */
export interface ForecastTask {
  /** The series, standardised, `[T]`. */
  readonly values: Float32Array;
  /** It learns from the values before this place only. */
  readonly end: number;
  readonly horizon: number;
}

/** @throws RangeError for an origin with too little before it. */
export function requireOrigins(
  { name, past }: Pick<Forecaster, "name" | "past">,
  values: Float32Array,
  origins: readonly number[],
): void {
  const bad = origins.find(
    (origin) => !(Number.isInteger(origin) && origin >= past && origin <= values.length),
  );
  if (bad === undefined) return;
  throw new RangeError(
    `${name}: an origin must be a whole number from ${past} (the past it needs) to ${values.length}, got ${bad}`,
  );
}
