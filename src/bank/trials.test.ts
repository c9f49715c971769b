import { expect, it } from "vitest";
import { drawScene, half, noise, type Picture } from "../data/index.ts";
import { createRandom } from "../math/index.ts";
import { calibrate } from "./calibration.ts";
import { Memory } from "./memory.ts";
import { runTrials } from "./trials.ts";

const scene = (i: number): Picture => drawScene(createRandom(5, `scene ${i}`), 64, 64);
const items = Array.from({ length: 30 }, (_, i) => ({ path: String(i), picture: scene(i) }));
const stored = (i: number): Picture => items[i].picture;
const damages = [half("left"), noise(0.2)];

it("tries each item, and drawn strangers beside a small memory; the same for the same seed", async () => {
  const memory = await Memory.create(items);
  const run = () => runTrials(memory, stored, { random: createRandom(1), damages, count: 60 });
  const trials = await run();
  expect(trials).toEqual(await run());
  const own = trials.filter(({ item }) => item >= 0);
  expect(own).toHaveLength(60);
  expect(new Set(own.map(({ item }) => item)).size).toBe(30);
  expect(trials.length).toBeGreaterThan(60 + 100);
  expect(own.filter(({ own }) => own?.right).length).toBeGreaterThan(57);
  // Taken away, an item is never what is found.
  for (const { item, foreign } of own) expect(foreign.item).not.toBe(item);
  expect(calibrate(trials).trueRecallRate).toBeGreaterThan(0.9);
});

it("counts twins as one item", async () => {
  const memory = await Memory.create([...items, { path: "again", picture: scene(0) }]);
  const source = (item: number): Picture => stored(item === 30 ? 0 : item);
  const trials = await runTrials(memory, source, {
    random: createRandom(1),
    damages: [half("left")],
    count: 62,
  });
  const twins = trials.filter(({ item }) => item === 0 || item === 30);
  expect(twins.length).toBeGreaterThanOrEqual(2);
  for (const { own, foreign } of twins) {
    expect(own?.right).toBe(true);
    expect([0, 30]).not.toContain(foreign.item);
  }
});

it("calibrates a memory of one against strangers alone", async () => {
  const memory = await Memory.create(items.slice(0, 1));
  const trials = await runTrials(memory, stored, { random: createRandom(1), count: 60 });
  const calibrated = memory.calibrated(calibrate(trials));
  const cue = half("left").apply(scene(0), createRandom(0));
  expect((await calibrated.recall(cue)).outcome).toBe("recalled");
  const asked = await calibrated.recallMany(Array.from({ length: 40 }, (_, i) => scene(i + 1)));
  expect(asked.filter(({ outcome }) => outcome !== "unknown").length).toBeLessThanOrEqual(2);
});

it("takes fifty near-duplicates for one picture, and names a blend of them", async () => {
  const near = Array.from({ length: 50 }, (_, i) => ({
    path: String(i),
    picture: noise(0.03).apply(scene(0), createRandom(i)),
  }));
  const memory = await Memory.create(near);
  const trials = await runTrials(memory, (i) => near[i].picture, { random: createRandom(1), count: 60 });
  const calibrated = memory.calibrated(calibrate(trials));
  const { outcome, items } = await calibrated.recall(half("left").apply(scene(0), createRandom(0)));
  expect(outcome).toBe("blend");
  expect(items.filter(({ weight }) => weight > 0).length).toBeGreaterThan(5);
  expect((await calibrated.recall(scene(9))).outcome).toBe("unknown");
});
