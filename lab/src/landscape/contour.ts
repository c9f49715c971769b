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
  const levels = levelsOf(grid, { cells, pixels, bands });
  const rgba = new Uint8ClampedArray(4 * pixels * pixels);
  for (let i = 0; i < levels.length; i++) {
    const band = Math.floor(levels[i]);
    const right = i % pixels < pixels - 1 ? Math.floor(levels[i + 1]) : band;
    const below = i + pixels < levels.length ? Math.floor(levels[i + pixels]) : band;
    const edge = right !== band || below !== band;
    const share = Math.min(band, bands - 1) / Math.max(1, bands - 1);
    for (let c = 0; c < 3; c++) {
      const colour = low[c] + share * (high[c] - low[c]);
      rgba[4 * i + c] = edge ? (colour + line[c]) / 2 : colour;
    }
    rgba[4 * i + 3] = 255;
  }
  return rgba;
}

/** In which band each pixel lies, 0 at the lowest energy and `bands` at the highest; the outermost tenth counts as the top. */
function levelsOf(grid: ArrayLike<number>, { cells, pixels, bands }: MapSize): Float64Array {
  const sorted = Float64Array.from(grid).sort();
  const lowest = sorted[0];
  const top = sorted[Math.floor(0.9 * (sorted.length - 1))];
  const height = top > lowest ? top - lowest : 1;
  return Float64Array.from({ length: pixels * pixels }, (_, i) => {
    const energy = interpolated(grid, cells, [
      (((i % pixels) + 0.5) / pixels) * cells - 0.5,
      ((Math.floor(i / pixels) + 0.5) / pixels) * cells - 0.5,
    ]);
    // The square root gives valleys more lines than the slopes around them.
    return bands * Math.sqrt(Math.min(1, Math.max(0, (energy - lowest) / height)));
  });
}

/** The value between the four nearest cells. */
function interpolated(grid: ArrayLike<number>, cells: number, [x, y]: readonly [number, number]): number {
  const clamp = (k: number): number => Math.min(cells - 1, Math.max(0, k));
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [across, down] = [x - left, y - top];
  const at = (cx: number, cy: number): number => grid[clamp(cy) * cells + clamp(cx)];
  const above = (1 - across) * at(left, top) + across * at(left + 1, top);
  const below = (1 - across) * at(left, top + 1) + across * at(left + 1, top + 1);
  return (1 - down) * above + down * below;
}
