/** A square of numbers, `plane[y * size + x]`. */
export type Plane = Float64Array;

/** exp(−x²/2σ²) for x = 0 … ⌈3σ⌉: the right half of a Gaussian window. */
export function gaussianWindow(sigma: number): Float64Array {
  return Float64Array.from({ length: Math.ceil(3 * sigma) + 1 }, (_, x) =>
    Math.exp(-(x * x) / (2 * sigma * sigma)),
  );
}

/** The sums under a symmetric window (given by its right half) along rows and columns, zero outside the plane. */
export function windowSums(plane: Plane, size: number, window: Float64Array): Plane {
  const reach = window.length - 1;
  return alongRowsAndColumns(plane, size, (source, out, start, step) => {
    for (let at = 0; at < size; at++) {
      const [from, to] = [Math.max(0, at - reach), Math.min(size - 1, at + reach)];
      let sum = 0;
      for (let k = from; k <= to; k++) sum += window[Math.abs(k - at)] * source[start + k * step];
      out[start + at * step] = sum;
    }
  });
}

/** The largest value at most `reach` places away along rows and columns. */
export function localMaximum(plane: Plane, size: number, reach: number): Plane {
  return alongRowsAndColumns(plane, size, (source, out, start, step) => {
    for (let at = 0; at < size; at++) {
      const [from, to] = [Math.max(0, at - reach), Math.min(size - 1, at + reach)];
      let top = source[start + from * step];
      for (let k = from + 1; k <= to; k++) top = Math.max(top, source[start + k * step]);
      out[start + at * step] = top;
    }
  });
}

/** The smallest value at most `reach` places away along rows and columns. */
export function localMinimum(plane: Plane, size: number, reach: number): Plane {
  return localMaximum(
    plane.map((value) => -value),
    size,
    reach,
  ).map((value) => -value);
}

type LineFilter = (source: Plane, out: Plane, start: number, step: number) => void;

/** Filters every row, then every column of the result. */
function alongRowsAndColumns(plane: Plane, size: number, filter: LineFilter): Plane {
  const rows = new Float64Array(plane.length);
  const columns = new Float64Array(plane.length);
  for (let y = 0; y < size; y++) filter(plane, rows, y * size, 1);
  for (let x = 0; x < size; x++) filter(rows, columns, x, size);
  return columns;
}
