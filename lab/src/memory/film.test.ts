import { Memory } from "madeleine/bank";
import { drawScenes, half } from "madeleine/data";
import { createRandom } from "madeleine/math";
import { describe, expect, it } from "vitest";
import { energiesOnTheWay, LOOKS } from "./film.ts";

const scenes = drawScenes(12, 1, 48, 48);
const memory = await Memory.create(scenes.map((picture, i) => ({ path: `scene ${i}`, picture })));

describe("the energy on the way", () => {
  const cue = half("left").apply(scenes[3], createRandom(0));

  it("is the answer's at every step, and never rises after the first", async () => {
    const answer = await memory.recall(cue);
    const ways = energiesOnTheWay(memory, await memory.encode(cue), answer);
    expect(ways.length).toBe(answer.steps.length);
    ways.forEach((way, k) => {
      expect(way.length).toBe(LOOKS + 1);
      expect(way[0]).toBeCloseTo(answer.energies[k], 5);
      expect(way[LOOKS]).toBeCloseTo(answer.energies[k + 1], 5);
      for (let i = 1; i < way.length; i++) expect(way[i]).toBeLessThanOrEqual(way[i - 1] + 1e-5);
    });
  });

  it("is no line: it bends between the ends", async () => {
    const answer = await memory.recall(cue);
    const [way] = energiesOnTheWay(memory, await memory.encode(cue), answer);
    expect(Math.abs(way[LOOKS / 2] - (way[0] + way[LOOKS]) / 2)).toBeGreaterThan(0.01);
  });

  it("is nothing where no step was taken", async () => {
    expect(energiesOnTheWay(memory, await memory.encode(cue), { steps: [] })).toEqual([]);
  });
});
