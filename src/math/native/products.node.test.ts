import { afterEach, describe, expect, it } from "vitest";
import { type Matrix, rowOf, zeros } from "../matrix.ts";
import type { Products, ProductsInput } from "../products.ts";
import { createRandom, integer, normal } from "../random.ts";
import { openNativeProducts } from "./products.node.ts";

/** Half a unit in the last place of float32, relative. */
const EPSILON = 2 ** -24;

/** N, d, v. */
const SHAPES: readonly [number, number, number][] = [1, 5, 4097].flatMap((N) =>
  ([1, 3, 17] as const).map((d): [number, number, number] => [N, d, d === 3 ? 5 : d]),
);

const opened: Products[] = [];
afterEach(() => Promise.all(opened.splice(0).map((products) => products.close())));

async function open(input: ProductsInput): Promise<Products> {
  const products = await openNativeProducts(input);
  opened.push(products);
  return products;
}

/** Drawn from a normal distribution; in shared memory where asked. */
function drawn(rows: number, columns: number, seed: number, shared = false): Matrix {
  const random = createRandom(seed);
  const bytes = 4 * rows * columns;
  const data = new Float32Array(shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
  for (let i = 0; i < data.length; i++) data[i] = normal(random);
  return { rows, columns, data };
}

/** Bytes over their whole range, the ends more often than chance has it. */
function drawnBytes(count: number, least: number, seed: number): number[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const draw = integer(random, 512);
    return least + (draw < 256 ? draw : draw < 384 ? 0 : 255);
  });
}

/** Σᵢ xᵢ yᵢ and Σᵢ |xᵢ yᵢ| in float64. */
function exactly(x: ArrayLike<number>, y: ArrayLike<number>): { score: number; size: number } {
  let [score, size] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    score += x[i] * y[i];
    size += Math.abs(x[i] * y[i]);
  }
  return { score, size };
}

/** The largest error of all scores, as a share of the bound that holds in whatever order they are summed. */
function scoreError(out: Float32Array, queries: Matrix, patterns: Matrix): number {
  const share = patterns.columns * EPSILON;
  let worst = 0;
  for (let b = 0; b < queries.rows; b++) {
    for (let n = 0; n < patterns.rows; n++) {
      const { score, size } = exactly(rowOf(queries, b), rowOf(patterns, n));
      const error = Math.abs(out[b * patterns.rows + n] - score);
      worst = Math.max(worst, error / ((size * share) / (1 - share)));
    }
  }
  return worst;
}

/** softmax(β q Ξᵀ) V of one query in float64, and how far float32 may be from it. */
function exactSums(
  query: Float32Array,
  patterns: Matrix,
  values: Matrix,
  beta: number,
): [number[], number[]] {
  const scores = Array.from({ length: patterns.rows }, (_, n) => exactly(query, rowOf(patterns, n)));
  const top = Math.max(...scores.map(({ score }) => score));
  const weights = scores.map(({ score }) => Math.exp(beta * (score - top)));
  const total = weights.reduce((sum, weight) => sum + weight);
  const scoreBound = Math.max(...scores.map(({ size }) => (patterns.columns + 2) * EPSILON * size));
  const [sums, bounds] = [new Array(values.columns).fill(0), new Array(values.columns).fill(0)];
  weights.forEach((weight, n) => {
    rowOf(values, n).forEach((value, i) => {
      sums[i] += (weight / total) * value;
      bounds[i] += (weight / total) * Math.abs(value) * (2 * beta * scoreBound + 16 * EPSILON);
    });
  });
  return [sums, bounds];
}

function expectSums(out: Float32Array, queries: Matrix, input: ProductsInput, beta: number): void {
  const { patterns, values = patterns } = input;
  for (let b = 0; b < queries.rows; b++) {
    const [sums, bounds] = exactSums(rowOf(queries, b), patterns, values, beta);
    sums.forEach((sum, i) => {
      expect(Math.abs(out[b * values.columns + i] - sum)).toBeLessThanOrEqual(bounds[i]);
    });
  }
}

describe.each(SHAPES)("native products of N = %i, d = %i, v = %i", (N, d, v) => {
  const patterns = drawn(N, d, 1);
  const bytes = Int8Array.from(drawnBytes(N * d, -128, 2));
  const values = d === v ? undefined : drawn(N, v, 3);

  it("agree with float64 for any number of queries", async () => {
    const products = await open({ patterns, values, bytes });
    for (const B of [0, 1, 7]) {
      const queries = drawn(B, d, B, B === 7);
      const scores = drawn(B, N, 0, B === 7).data;
      await products.scores(scores, queries);
      expect(scoreError(scores, queries, patterns)).toBeLessThanOrEqual(1);

      const [byteQueries, byteScores] = [Uint8Array.from(drawnBytes(B * d, 0, 4)), new Int32Array(B * N)];
      await products.byteScores(byteScores, byteQueries);
      for (let i = 0; i < byteScores.length; i++) {
        const [b, n] = [Math.floor(i / N), i % N];
        const query = byteQueries.subarray(b * d, (b + 1) * d);
        if (byteScores[i] !== exactly(query, bytes.subarray(n * d, (n + 1) * d)).score) {
          expect.fail(`byte score ${b}, ${n}`);
        }
      }
      for (const beta of [0.25, 8]) {
        const sums = drawn(B, v, 0, B === 7).data;
        await products.softmaxSums(sums, queries, beta);
        expectSums(sums, queries, { patterns, values }, beta);
      }
    }
  });
});

describe("native products", () => {
  it("say what computes them", async () => {
    expect((await open({ patterns: drawn(2, 2, 1) })).name).toMatch(/^onnxruntime 1\.\d+\.\d+$/);
  });

  it("work off more queries than they take at a time", async () => {
    const [B, N] = [2500, 4097];
    const [patterns, queries] = [drawn(N, 3, 1), drawn(B, 3, 2)];
    const products = await open({ patterns, threads: 2 });
    const scores = new Float32Array(B * N);
    await products.scores(scores, queries);
    expect(scoreError(scores, queries, patterns)).toBeLessThanOrEqual(1);
    const [sums, first, last] = [zeros(B, 3), zeros(1, 3), zeros(1, 3)];
    await products.softmaxSums(sums.data, queries, 1);
    await products.softmaxSums(first.data, { ...queries, rows: 1, data: rowOf(queries, 0) }, 1);
    await products.softmaxSums(last.data, { ...queries, rows: 1, data: rowOf(queries, B - 1) }, 1);
    for (const [b, alone] of [
      [0, first],
      [B - 1, last],
    ] as const) {
      rowOf(sums, b).forEach((sum, i) => {
        expect(sum).toBeCloseTo(alone.data[i], 5);
      });
    }
  });

  it("take patterns and values along where they change", async () => {
    const [patterns, values, queries] = [drawn(40, 7, 1), drawn(40, 3, 2), drawn(6, 7, 3)];
    const products = await open({ patterns, values, changing: true });
    for (const factor of [1, -0.5]) {
      for (const { data } of [patterns, values]) data.set(data.map((value) => factor * value));
      const scores = new Float32Array(6 * 40);
      await products.scores(scores, queries);
      expect(scoreError(scores, queries, patterns)).toBeLessThanOrEqual(1);
      const sums = zeros(6, 3);
      await products.softmaxSums(sums.data, queries, 0.7);
      expectSums(sums.data, queries, { patterns, values }, 0.7);
    }
  });

  it("don't overflow where the scores are large", async () => {
    const patterns = drawn(5, 3, 1);
    const products = await open({ patterns });
    const queries = drawn(2, 3, 2);
    const sums = new Float32Array(6);
    await products.softmaxSums(sums, queries, 1e6);
    expectSums(sums, queries, { patterns }, 1e6);
  });

  it("are answered in the order in which they were asked for", async () => {
    const patterns = drawn(700, 40, 1);
    const products = await open({ patterns, bytes: new Int8Array(700 * 40) });
    const answered: string[] = [];
    await Promise.all([
      products.softmaxSums(new Float32Array(64 * 40), drawn(64, 40, 2), 1).then(() => answered.push("a")),
      products.byteScores(new Int32Array(700), new Uint8Array(40)).then(() => answered.push("b")),
      products.scores(new Float32Array(700), drawn(1, 40, 3)).then(() => answered.push("c")),
      products.softmaxSums(new Float32Array(40), drawn(1, 40, 4), 1).then(() => answered.push("d")),
    ]);
    expect(answered).toEqual(["a", "b", "c", "d"]);
  });

  it("leave the event loop free", async () => {
    const patterns = drawn(4097, 257, 1);
    const products = await open({ patterns });
    await products.softmaxSums(new Float32Array(257), drawn(1, 257, 2), 1);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 2);
    await products.softmaxSums(new Float32Array(1500 * 257), drawn(1500, 257, 2), 1);
    clearInterval(timer);
    expect(ticks).toBeGreaterThanOrEqual(3);
  });

  it("fail once they are closed", async () => {
    const products = await open({ patterns: drawn(5, 3, 1), bytes: new Int8Array(15) });
    const queries = drawn(1, 3, 2);
    const waiting = products.scores(new Float32Array(5), queries);
    const refused = expect(waiting).rejects.toThrow("onnxruntime's worker was closed");
    await products.close();
    await refused;
    await expect(products.scores(new Float32Array(5), queries)).rejects.toThrow(/^scores: .* were closed$/);
    await expect(products.byteScores(new Int32Array(0), new Uint8Array(0))).rejects.toThrow(/closed/);
    await expect(products.softmaxSums(new Float32Array(3), queries, 1)).rejects.toThrow(/closed/);
    await products.close();
  });
});

describe("native products refuse", () => {
  const patterns = drawn(5, 3, 1);

  it("to be opened without onnxruntime-node, with the line that installs it", async () => {
    const resolve = (): never => {
      throw Object.assign(new Error("Cannot find module"), { code: "MODULE_NOT_FOUND" });
    };
    await expect(openNativeProducts({ patterns }, { resolve })).rejects.toThrow(
      /not installed: run `npm install onnxruntime-node`/,
    );
  });

  it.each<[string, ProductsInput, RegExp]>([
    ["no patterns", { patterns: zeros(0, 3) }, /patterns need a row and a column, got \[0, 3\]/],
    ["patterns of nothing", { patterns: zeros(3, 0) }, /got \[3, 0\]/],
    ["other numbers of values", { patterns, values: zeros(4, 3) }, /values need 5 rows.*got \[4, 3\]/],
    ["other numbers of bytes", { patterns, bytes: new Int8Array(14) }, /bytes hold 14 numbers.*needs 15/],
    ["half a thread", { patterns, threads: 0.5 }, /threads must be a whole number from 1, got 0.5/],
    ["more than 2 GiB", { patterns: zeros(2 ** 19, 2 ** 10) }, /up to 2 GiB, got 2147483648.*wasm backend/],
  ])("%s", async (_, input, message) => {
    await expect(openNativeProducts(input)).rejects.toThrow(message);
  });

  it("what doesn't fit", async () => {
    const products = await open({ patterns });
    const [three, five] = [new Float32Array(3), new Float32Array(5)];
    await expect(products.scores(five, drawn(1, 4, 1))).rejects.toThrow(
      /^scores: queries must be \[B, 3\] like the patterns, got \[1, 4\]$/,
    );
    await expect(products.scores(three, drawn(1, 3, 1))).rejects.toThrow(
      /^scores: out holds 3 numbers, but \[1, 5\] needs 5$/,
    );
    await expect(products.byteScores(new Int32Array(5), new Uint8Array(3))).rejects.toThrow(
      /^byteScores: there are no patterns in bytes; hand them to openNativeProducts/,
    );
    for (const beta of [0, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(products.softmaxSums(three, drawn(1, 3, 1), beta)).rejects.toThrow(
        `softmaxSums: beta must be a finite number above 0, got ${beta}`,
      );
    }
  });
});
