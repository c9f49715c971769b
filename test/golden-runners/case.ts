import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fromRows, type Matrix, toRows } from "madeleine/math";
import { expect } from "vitest";

/** A number, boolean, name, or nested arrays or records of them, as the golden files hold them. */
export type Golden = number | boolean | string | null | Golden[] | { [key: string]: Golden };

export interface GoldenCase {
  name: string;
  input: Record<string, Golden>;
  expected: Record<string, Golden>;
  tolerance: number;
  stepsSlack?: number;
  exactZeros?: boolean;
  supportIn?: string;
  nonIncreasing?: boolean | null;
}

/** The folder under test: `MADELEINE_GOLDEN`, or the copy beside the tests. */
export const goldenFolder: string = process.env.MADELEINE_GOLDEN ?? join(import.meta.dirname, "../golden");

export function goldenFiles(): string[] {
  return readdirSync(goldenFolder).filter((file) => file.endsWith(".json"));
}

export function goldenCases(file: string): GoldenCase[] {
  return JSON.parse(readFileSync(join(goldenFolder, file), "utf8")).cases;
}

/** |actual − expected| ≤ tolerance (1 + |expected|), element by element; booleans exactly; lengths equal. */
export function expectClose(actual: unknown, expected: Golden, tolerance: number, path = "value"): void {
  if (typeof expected === "number") {
    expect(typeof actual, `${path} is a number`).toBe("number");
    const difference = Math.abs((actual as number) - expected);
    const allowed = tolerance * (1 + Math.abs(expected));
    if (!(difference <= allowed)) {
      expect.fail(`${path}: got ${actual}, expected ${expected} within ${allowed}`);
    }
  } else if (Array.isArray(expected)) {
    const items = Array.from(actual as ArrayLike<unknown>);
    expect(items.length, `${path}.length`).toBe(expected.length);
    expected.forEach((value, i) => {
      expectClose(items[i], value, tolerance, `${path}[${i}]`);
    });
  } else {
    expect(actual, path).toEqual(expected);
  }
}

/** As {@link expectClose} for a matrix against `[B][N]`. */
export function expectMatrix(actual: Matrix, expected: Golden, tolerance: number, path: string): void {
  expectClose(toRows(actual), expected, tolerance, path);
}

/** Readers that refuse a case without the quantity they are asked for. */
export function inputOf(source: Record<string, Golden>): {
  number(key: string): number;
  text(key: string): string;
  matrix(key: string): Matrix;
  rows(key: string): number[][];
  flags(key: string): boolean[][];
  has(key: string): boolean;
} {
  const get = (key: string): Golden => {
    const value = source[key];
    if (value === undefined || value === null) throw new Error(`golden case has no ${key}`);
    return value;
  };
  return {
    number: (key) => Number(get(key)),
    text: (key) => String(get(key)),
    matrix: (key) => fromRows(get(key) as number[][]),
    rows: (key) => get(key) as number[][],
    flags: (key) => get(key) as boolean[][],
    has: (key) => source[key] !== undefined && source[key] !== null,
  };
}
