import { expect, it } from "vitest";
import { type Matrix, toRows, zeros } from "../matrix.ts";
import { createRandom, normal } from "../random.ts";
import { hold } from "./hold.ts";
import { allocatePatterns } from "./space.ts";

function filled(target: Matrix, seed: number): Matrix {
  const random = createRandom(seed);
  for (let i = 0; i < target.data.length; i++) target.data[i] = normal(random);
  return target;
}

const attention = { score: "dot", separation: { kind: "entmax", alpha: 2 }, beta: 0.5 } as const;

it("reads allocated patterns in place, one holder at a time, and again after it is closed", async () => {
  const patterns = filled(allocatePatterns(300, 33), 1);
  const queries = filled(zeros(5, 33), 2);
  const expected = toRows((await (await hold(filled(zeros(300, 33), 1))).attend(queries, attention)).sums);
  const holders = await Promise.all([hold(patterns, { threads: 2 }), hold(patterns, { threads: 2 })]);
  const answers = await Promise.all(holders.map((held) => held.attend(queries, attention)));
  for (const { sums } of answers) expect(toRows(sums)).toEqual(expected);
  for (const held of holders) await held.close();
  for (let again = 0; again < 3; again++) {
    const held = await hold(patterns, { threads: 1 + (again % 2) });
    expect(toRows((await held.attend(queries, attention)).sums)).toEqual(expected);
    await held.close();
  }
  patterns.data.fill(0);
  const changed = await hold(patterns);
  const zero = await changed.attend(queries, { ...attention, screening: true });
  expect(Math.max(...zero.sums.data.map(Math.abs))).toBe(0);
  await changed.close();
});

it("gives the same bits whatever the number of threads and the batch around a query", async () => {
  const patterns = filled(zeros(1000, 50), 3);
  const queries = filled(zeros(7, 50), 4);
  const [one, three] = [await hold(patterns), await hold(patterns, { threads: 3 })];
  const together = await one.attend(queries, attention);
  expect(toRows((await three.attend(queries, attention)).sums)).toEqual(toRows(together.sums));
  for (let b = 0; b < 7; b++) {
    const query = { rows: 1, columns: 50, data: queries.data.slice(50 * b, 50 * (b + 1)) };
    expect(toRows((await one.attend(query, attention)).sums)).toEqual([toRows(together.sums)[b]]);
  }
  await one.close();
  await three.close();
});

it("keeps threads apart, however short the jobs and late the threads", async () => {
  const patterns = filled(zeros(300, 17), 8);
  const queries = filled(zeros(5, 17), 9);
  const [one, many] = [await hold(patterns), await hold(patterns, { threads: 4 })];
  const models = [
    { score: "dot", separation: { kind: "entmax", alpha: 1.5 }, beta: 0.4 },
    { score: "manhattan", separation: { kind: "top-k", k: 3 }, beta: 1 },
    { score: "squared-euclidean", separation: { kind: "entmax", alpha: 2 }, beta: 0.1 },
  ] as const;
  const expected = await Promise.all(models.map((model) => one.attend(queries, model)));
  for (let i = 0; i < 600; i++) {
    const { sums } = await many.attend(queries, models[i % 3]);
    expect(sums.data).toEqual(expected[i % 3].sums.data);
  }
  await one.close();
  await many.close();
});

it("lets go of the patterns where holding them fails", async () => {
  const patterns = filled(allocatePatterns(20, 4), 10);
  const values = {
    ...zeros(20, 1),
    get data(): Float32Array {
      throw new RangeError("no room");
    },
  };
  await expect(hold(patterns, { values })).rejects.toThrow("no room");
  const held = await hold(patterns, { screening: false });
  patterns.data.fill(0);
  const { sums } = await held.attend(filled(zeros(1, 4), 11), attention);
  expect(Array.from(sums.data, Math.abs)).toEqual([0, 0, 0, 0]);
  await held.close();
});

it("refuses work when it is closed, and says what doesn't fit", async () => {
  const held = await hold(filled(zeros(3, 2), 5));
  await expect(held.attend(zeros(1, 3), attention)).rejects.toThrow(
    "queries are [1, 3], but patterns have 2 columns",
  );
  const tooMany = { ...attention, separation: { kind: "top-k", k: 4 } } as const;
  await expect(held.attend(zeros(1, 2), tooMany)).rejects.toThrow("there are only 3 patterns");
  await held.close();
  await held.close();
  await expect(held.attend(zeros(1, 2), attention)).rejects.toThrow("closed");
});

it("refuses memories that WebAssembly can't address", () => {
  expect(() => allocatePatterns(2 ** 20, 2 ** 10 + 1)).toThrow("at most 4 GiB");
});

it("asks for products from their crossover on, and does without where they can't be had", async () => {
  const patterns = filled(zeros(64, 8), 6);
  let opened = 0;
  const crossover = { scores: 1500, bytes: 1500, softmax: 1500, queries: 1, largest: 1e9 };
  const open = (): Promise<never> => {
    opened++;
    return Promise.reject(new Error("not installed"));
  };
  const held = await hold(patterns, { products: { open, crossover } });
  await held.attend(filled(zeros(2, 8), 7), attention);
  expect(opened).toBe(0);
  for (let i = 0; i < 2; i++) expect((await held.attend(filled(zeros(3, 8), 7), attention)).by).toBe("wasm");
  expect(opened).toBe(1);
  await held.close();
  const needed = await hold(patterns, { products: { open, crossover, required: true } });
  await expect(needed.attend(filled(zeros(3, 8), 7), attention)).rejects.toThrow("not installed");
  await needed.close();
});
