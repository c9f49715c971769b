import { drawScenes } from "madeleine/data";
import { describe, expect, it } from "vitest";
import { type Apartness, apartnessOf, colourVectors, isRecalled, learning } from "./before-after.ts";

const settings = { beta: 20, damage: "noise:0.2", seed: 1 };
const separated = colourVectors(drawScenes(20, 1, 32, 32), settings, 8);

function recalled({ ownWeights }: Apartness): number {
  return ownWeights.filter(isRecalled).length;
}

describe("before and after", () => {
  const before = apartnessOf(separated, settings);
  const kernels = Array.from(learning(separated.memories, 40));
  const after = apartnessOf(separated, settings, kernels.at(-1));

  it("likeness is a matrix of cosines", () => {
    for (const { likeness, margins } of [before, after]) {
      for (let i = 0; i < 20; i++) {
        expect(likeness[21 * i]).toBeCloseTo(1, 5);
        for (let j = 0; j < 20; j++) expect(likeness[20 * i + j]).toBeCloseTo(likeness[20 * j + i], 5);
        const others = Array.from(likeness.subarray(20 * i, 20 * i + 20)).filter((_, j) => j !== i);
        expect(margins[i]).toBeCloseTo(1 - Math.max(...others), 5);
      }
    }
  });

  it("learning drives memories apart, and more come back", () => {
    expect(Math.min(...after.margins)).toBeGreaterThan(3 * Math.min(...before.margins));
    expect(recalled(after)).toBeGreaterThan(recalled(before) + 5);
  });

  it("learning goes on from where it was, and never gets worse", () => {
    expect(kernels.map(({ iterations }) => iterations).slice(0, 4)).toEqual([0, 1, 3, 7]);
    const losses = kernels.map(({ loss }) => loss);
    for (let i = 1; i < losses.length; i++) expect(losses[i]).toBeLessThanOrEqual(losses[i - 1] + 1e-5);
    expect(kernels.at(-1)?.iterations).toBeLessThanOrEqual(40);
  });
});
