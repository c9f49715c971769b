import { fromRows } from "madeleine/math";
import {
  meanSquaredError,
  metastableSizes,
  relativeRank,
  rocAuc,
  squaredError,
  structuralDissimilarity,
} from "madeleine/memory";
import { expect } from "vitest";
import { expectClose, type Golden, type GoldenCase, inputOf } from "./case.ts";

export function runMetric(golden: GoldenCase): void {
  const kind = inputOf(golden.input).text("kind");
  const run = {
    images: runFormulaPictures,
    arrays: runArrays,
    "relative-rank": runRelativeRank,
    "metastable-size": runMetastableSize,
    "roc-auc": runRocAuc,
  }[kind];
  if (!run) throw new Error(`metrics.json: unknown kind ${kind}`);
  run(golden);
}

function runFormulaPictures({ input, expected, tolerance }: GoldenCase): void {
  comparePictures(formulaPictures(input), expected, tolerance);
}

function runArrays({ input, expected, tolerance }: GoldenCase): void {
  comparePictures([pictureOf(input.a), pictureOf(input.b)], expected, tolerance);
}

function runRelativeRank({ input, expected, tolerance }: GoldenCase): void {
  const given = inputOf(input);
  const found = relativeRank(given.matrix("recovered"), given.matrix("patterns"));
  expect(found.rankRecovered).toBe(expected.rankRecovered);
  expect(found.rankPatterns).toBe(expected.rankPatterns);
  expectClose(found.relativeRank, expected.relativeRank ?? null, tolerance, "relativeRank");
}

function runMetastableSize({ input, expected, tolerance }: GoldenCase): void {
  const given = inputOf(input);
  const sizes = metastableSizes(fromRows(given.rows("weights")), given.number("threshold"));
  expect(sizes).toEqual(expected.sizes);
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  expectClose(mean, expected.mean ?? null, tolerance, "mean");
}

function runRocAuc({ input, expected, tolerance }: GoldenCase): void {
  const auc = rocAuc(input.labels as number[], input.scores as number[]);
  expectClose(auc, expected.auc ?? null, tolerance, "auc");
}

interface TestPicture {
  width: number;
  height: number;
  channels: number;
  data: number[];
}

function comparePictures([a, b]: TestPicture[], expected: GoldenCase["expected"], tolerance: number): void {
  expectClose(meanSquaredError(a.data, b.data), expected.mse ?? null, tolerance, "mse");
  expectClose(squaredError(a.data, b.data), expected.sse ?? null, tolerance, "sse");
  expectClose(
    structuralDissimilarity(a.data, b.data, a),
    expected.oneMinusSsim ?? null,
    tolerance,
    "1 − SSIM",
  );
}

function pictureOf(nested: Golden | undefined): TestPicture {
  const rows = nested as number[][][];
  return { height: rows.length, width: rows[0].length, channels: rows[0][0].length, data: rows.flat(2) };
}

function formulaPictures(input: GoldenCase["input"]): TestPicture[] {
  const check = input.check as Record<string, Golden>;
  return (["a", "b"] as const).map((key) => {
    const levels = formulaLevels(input[key] as Record<string, number>);
    const upper = key.toUpperCase();
    expect(
      levels.data.reduce((sum, level) => sum + level, 0),
      `sum of levels ${upper}`,
    ).toBe(check[`sumLevels${upper}`]);
    expect(levels.data.slice(0, 8), `first levels ${upper}`).toEqual(check[`firstLevels${upper}`]);
    const last = check[`lastLevels${upper}`];
    if (last !== undefined) expect(levels.data.slice(-8), `last levels ${upper}`).toEqual(last);
    return { ...levels, data: levels.data.map((level) => level / 256) };
  });
}

/** The pictures that metrics.json describes by a formula. */
function formulaLevels(shape: Record<string, number>): TestPicture {
  const { height, width, channels, a, b, c, seed, noise: amplitude, shift } = shape;
  const data: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < channels; channel++) {
        const base = ((a * x * x + b * y * y + c * x * y + 40 * channel) >> 2) & 255;
        const random = hash(seed + (y * width + x) * channels + channel) >>> 24;
        const noise = Math.floor(((random - 128) * amplitude) / 128);
        data.push(Math.min(255, Math.max(0, base + noise + shift)));
      }
    }
  }
  return { width, height, channels, data };
}

function hash(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b) >>> 0;
  return (x ^ (x >>> 16)) >>> 0;
}
