/** Colours of the lowest and the highest energy, and of the lines between bands: red, green, blue in 0 … 255. */
export interface Palette {
  readonly low: readonly [number, number, number];
  readonly high: readonly [number, number, number];
  readonly line: readonly [number, number, number];
}

export interface MapSize {
  /** Cells of the grid, along each side. */
  readonly cells: number;
  /** Pixels of the map, along each side. */
  readonly pixels: number;
  /** Into how many bands of equal height the energies are cut. */
  readonly bands: number;
}

/**
 * A map of energies `[cells, cells]` like one of mountains: bands of colour from low to high with a line where one band
 * meets another. Between the middles of cells energies are interpolated.
 */
export function contourMap(
  grid: ArrayLike<number>,
  { low, high, line }: Palette,
  { cells, pixels, bands }: MapSize,
): Uint8ClampedArray<ArrayBuffer> {
  const bandOf = bandsOf(grid, { cells, pixels, bands });
  const rgba = new Uint8ClampedArray(4 * pixels * pixels);
  const shares = Array.from({ length: bands + 1 }, (_, k) => Math.min(k, bands - 1) / Math.max(1, bands - 1));
  const colours = shares.map((share) => low.map((from, c) => from + share * (high[c] - from)));
  const edges = colours.map((colour) => colour.map((value, c) => (value + line[c]) / 2));
  for (let i = 0; i < bandOf.length; i++) {
    const band = bandOf[i];
    const right = i % pixels < pixels - 1 ? bandOf[i + 1] : band;
    const below = i + pixels < bandOf.length ? bandOf[i + pixels] : band;
    const colour = right !== band || below !== band ? edges[band] : colours[band];
    rgba[4 * i] = colour[0];
    rgba[4 * i + 1] = colour[1];
    rgba[4 * i + 2] = colour[2];
    rgba[4 * i + 3] = 255;
  }
  return rgba;
}

/** In which band each pixel lies, 0 at the lowest energy and `bands` at the highest; the outermost tenth counts as the top. */
function bandsOf(grid: ArrayLike<number>, { cells, pixels, bands }: MapSize): Uint8Array {
  const sorted = Float64Array.from(grid).sort();
  const lowest = sorted[0];
  const top = sorted[Math.floor(0.9 * (sorted.length - 1))];
  const height = top > lowest ? top - lowest : 1;
  const out = new Uint8Array(pixels * pixels);
  const along = Array.from({ length: pixels }, (_, k) => ((k + 0.5) / pixels) * cells - 0.5);
  for (let row = 0, i = 0; row < pixels; row++) {
    for (let column = 0; column < pixels; column++, i++) {
      const energy = interpolated(grid, cells, along[column], along[row]);
      // The square root gives valleys more lines than the slopes around them.
      out[i] = bands * Math.sqrt(Math.min(1, Math.max(0, (energy - lowest) / height)));
    }
  }
  return out;
}

/** The value between the four nearest cells. */
function interpolated(grid: ArrayLike<number>, cells: number, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [across, down] = [x - left, y - top];
  const [x0, x1] = [Math.max(0, left), Math.min(cells - 1, left + 1)];
  const [y0, y1] = [Math.max(0, top) * cells, Math.min(cells - 1, top + 1) * cells];
  const above = (1 - across) * grid[y0 + x0] + across * grid[y0 + x1];
  const below = (1 - across) * grid[y1 + x0] + across * grid[y1 + x1];
  return (1 - down) * above + down * below;
}
