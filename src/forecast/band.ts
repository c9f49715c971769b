import type { Backtest } from "./backtest.ts";

/** How far a forecast may be off, from how far it was off before. */
export interface ErrorBand {
  /** The share of the values that should lie within, in (0, 1). */
  readonly share: number;
  /** Half the width of the band, `[H]`. */
  readonly halfWidths: Float64Array;
  /**
   * The share that did, of the later half of the backtest within a band of the earlier half; null where there are too
   * few origins for that.
   */
  readonly held: number | null;
}

/** Fewer origins give no band. */
const fewest = 5;

/** Steps to either side that share their errors. */
const reach = 2;

/**
 * The band of absolute errors that a share of the backtest's were within, by steps ahead (each with its neighbours');
 * undefined for fewer than five origins.
 */
export function errorBand({ errors }: Pick<Backtest, "errors">, share = 0.8): ErrorBand | undefined {
  const { rows } = errors;
  if (rows < fewest) return undefined;
  const half = rows >> 1;
  const held = half < fewest ? null : heldShare(errors, half, share);
  return { share, halfWidths: halfWidthsOf(errors, rows, share), held };
}

function halfWidthsOf({ columns, data }: Backtest["errors"], rows: number, share: number): Float64Array {
  return Float64Array.from({ length: columns }, (_, h) => {
    const near: number[] = [];
    for (let i = Math.max(0, h - reach); i <= Math.min(columns - 1, h + reach); i++) {
      for (let b = 0; b < rows; b++) near.push(Math.abs(data[b * columns + i]));
    }
    near.sort((a, b) => a - b);
    return near[Math.min(near.length - 1, Math.ceil(share * (near.length + 1)) - 1)];
  });
}

function heldShare(errors: Backtest["errors"], half: number, share: number): number {
  const { rows, columns, data } = errors;
  const widths = halfWidthsOf(errors, half, share);
  let within = 0;
  for (let b = half; b < rows; b++) {
    for (let h = 0; h < columns; h++) if (Math.abs(data[b * columns + h]) <= widths[h]) within++;
  }
  return within / ((rows - half) * columns);
}
