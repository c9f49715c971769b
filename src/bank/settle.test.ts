import { expect, it } from "vitest";
import {
  bestBackend,
  createRandom,
  fromRows,
  matrix,
  normal,
  rowOf,
  unitRows,
  zeros,
} from "../math/index.ts";
import { dot, energies, overlapCosine, retrieve } from "../memory/index.ts";
import { firstGiven, model, settle } from "./settle.ts";

it("settles as retrieval over all items does, though it looks at few", () => {
  const random = createRandom(12);
  const backend = bestBackend();
  const rows = Array.from({ length: 400 }, () => Array.from({ length: 20 }, () => normal(random)));
  // Rows of ever closer items: from some states others come within reach that the first look hadn't.
  for (let i = 1; i < 200; i++) rows[i] = rows[i - 1].map((value) => value + 0.15 * normal(random));
  const patterns = unitRows(fromRows(rows));
  let joined = 0;
  for (let i = 0; i < 60; i++) {
    const cue = unitRows(
      fromRows([rows[5 * i].map((value, at) => (at % 4 ? value + 0.3 * normal(random) : 0))]),
    );
    const scores = overlapCosine().prepare(patterns, backend).scores(zeros(1, 400), cue);
    const found = settle(cue, scores, patterns, backend);
    const whole = retrieve(cue, patterns, {
      ...model,
      ...{ similarity: firstGiven(scores, dot), steps: 50, energies: false, backend },
    });
    const [weights, last] = [rowOf(whole.weights, 0), found.steps.at(-1)?.weights ?? []];
    const shares = Array.from(weights.keys()).filter((item) => weights[item] > 1e-4);
    expect(
      last
        .filter(({ weight }) => weight > 1e-4)
        .map(({ item }) => item)
        .sort((a, b) => a - b),
    ).toEqual(shares);
    for (const { item, weight } of last) expect(weight).toBeCloseTo(weights[item], 4);
    found.state.forEach((value, at) => {
      expect(value).toBeCloseTo(whole.states.data[at], 5);
    });
    const path = energies(found.path, patterns, { ...model, backend }) ?? [];
    found.energies.forEach((energy, step) => {
      expect(energy).toBeCloseTo(path[step], 9);
    });
    const first = new Set(found.steps[0].weights.map(({ item }) => item));
    if (last.some(({ item }) => !first.has(item))) joined++;
  }
  expect(joined).toBeGreaterThan(5);
  const twins = matrix(new Float32Array(60).fill(Math.sqrt(0.5)), 30, 2);
  const alike = settle(
    matrix(twins.data.slice(0, 2), 1, 2),
    matrix(new Float32Array(30).fill(1), 1, 30),
    twins,
    backend,
  );
  expect(alike.steps[0].weights).toHaveLength(30);
});
