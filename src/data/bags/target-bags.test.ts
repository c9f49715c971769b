import { expect, test } from "vitest";
import { createRandom, zeros } from "../../math/index.ts";
import { targetBags } from "./target-bags.ts";

const labels = Array.from({ length: 200 }, (_, i) => i % 10);
const pictures = { patterns: zeros(200, 4), labels };

test("half the bags hold the target, as often as asked; instances of a bag are different", () => {
  const set = targetBags(pictures, { target: 3, size: 7, targets: 2, pairs: 20 }, createRandom(1));
  expect(set.bags).toHaveLength(40);
  for (const { label, rows } of set.bags) {
    expect(rows.filter((row) => labels[row] === 3)).toHaveLength(label ? 0 : 2);
    expect(new Set(rows).size).toBe(7);
  }
  expect(set.instances).toBe(pictures.patterns);
});

test("the target may stand anywhere in its bag", () => {
  const { bags } = targetBags(pictures, { size: 4, pairs: 60 }, createRandom(1));
  const places = bags
    .filter(({ label }) => !label)
    .map(({ rows }) => rows.findIndex((row) => labels[row] === 9));
  expect(new Set(places).size).toBe(4);
});

test("too few instances", () => {
  const random = createRandom(1);
  expect(() => targetBags(pictures, { size: 190 }, random)).toThrow(/got 20 of the label and 180 others/);
  expect(() => targetBags(pictures, { target: 11 }, random)).toThrow(/got 0 of the label/);
  expect(() => targetBags(pictures, { size: 3, targets: 4 }, random)).toThrow(/1 ≤ targets ≤ size/);
});
