import type { SeriesColumn } from "../data/index.ts";
import { createRandom, normal } from "../math/index.ts";

/** A made-up daily series for tests: a season of 7, a slow one of 60, and noise. */
export function sampleColumn(
  length = 400,
  { noise = 0.1, seed = 1 }: { noise?: number; seed?: number } = {},
): SeriesColumn {
  const random = createRandom(seed);
  const values = Float32Array.from(
    { length },
    (_, t) =>
      20 +
      3 * Math.sin((2 * Math.PI * t) / 7) +
      2 * Math.sin((2 * Math.PI * t) / 60) +
      noise * normal(random),
  );
  const step = { unit: "millisecond", count: 86_400_000 } as const;
  return { name: "load", values, filled: 0, remarks: [], start: Date.UTC(2020, 0, 1), step };
}

/** A made-up random walk: the next value is worth the last one and no more. */
export function sampleWalk(length = 400, seed = 1): SeriesColumn {
  const random = createRandom(seed);
  let value = 0;
  const values = Float32Array.from({ length }, () => {
    value += normal(random);
    return value;
  });
  return { ...sampleColumn(1), name: "walk", values };
}
