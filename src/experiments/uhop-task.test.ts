import { describe, expect, it } from "vitest";
import { createRandom, type Matrix, norm, rowOf } from "../math/index.ts";
import { nearestNeighbour } from "../zoo/index.ts";
import { openData } from "./data.ts";
import { drawStart, learn, learnOn } from "./uhop-learning.ts";
import { codedRivals, fairRivals, publishedRivals, uhop } from "./uhop-models.ts";
import { drawMemories, halfMasked, scoreOf, withNoiseOfNorm, withNoiseOnPixels } from "./uhop-task.ts";

const scenes = openData("nowhere").pictures("scenes");
const drawn = drawMemories(scenes, 12, createRandom(1));

function differences(queries: Matrix, i: number): Float32Array {
  return rowOf(queries, i).map((value, k) => value - rowOf(drawn.patterns, i)[k]);
}

describe("damage", () => {
  it("empties exactly half of the pixels in all their channels, others for each query", () => {
    const bright = { ...drawn, patterns: { ...drawn.patterns, data: drawn.patterns.data.map((v) => v + 1) } };
    const queries = halfMasked(bright, createRandom(2));
    const emptied = Array.from({ length: 12 }, (_, i) => {
      const row = rowOf(queries, i);
      const original = rowOf(bright.patterns, i);
      const pixels = Array.from({ length: 256 }, (_, pixel) => [3 * pixel, 3 * pixel + 1, 3 * pixel + 2]);
      const kept = pixels.filter((places) => places.every((k) => row[k] === original[k]));
      const gone = pixels.filter((places) => places.every((k) => row[k] === 0));
      expect([kept.length, gone.length]).toEqual([128, 128]);
      return gone.map(([k]) => k).join();
    });
    expect(new Set(emptied).size).toBe(12);
  });

  it("adds noise of just the norm that was asked for", () => {
    for (const level of [0, 0.5, 2]) {
      const queries = withNoiseOfNorm(drawn, level, createRandom(2));
      for (let i = 0; i < 12; i++) expect(norm(differences(queries, i))).toBeCloseTo(level, 5);
    }
  });

  it("adds noise to every pixel and keeps it in [0, 1]", () => {
    expect(withNoiseOnPixels(drawn, 0, createRandom(2)).data).toEqual(drawn.patterns.data);
    const { data } = withNoiseOnPixels(drawn, 2, createRandom(2));
    expect(Math.min(...data)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...data)).toBe(1);
  });
});

describe("the score", () => {
  it("is perfect where the nearest memory is asked for by itself", () => {
    expect(scoreOf(nearestNeighbour(), drawn, drawn.patterns)).toEqual({ error: 0, identified: 1 });
  });

  it("is the energy of the pictures where nothing comes back", () => {
    const nothing = { ...drawn.patterns, data: new Float32Array(drawn.patterns.data.length) };
    const model = nearestNeighbour();
    const empty = {
      ...model,
      store: (patterns: Matrix) => {
        const stored = model.store(patterns);
        return {
          ...stored,
          retrieve: () => ({ ...stored.retrieve(drawn.patterns), states: nothing }),
        };
      },
    };
    expect(scoreOf(empty, drawn, drawn.patterns).error).toBeCloseTo(drawn.energy, 3);
  });
});

describe("models", () => {
  it("have names of their own, and retrieve", () => {
    const rivals = [...publishedRivals, ...fairRivals, ...codedRivals];
    expect(new Set(rivals.map(({ name }) => name)).size).toBe(rivals.length);
    for (const { name, make } of rivals) {
      const { error } = scoreOf(make(), drawn, halfMasked(drawn, createRandom(3)));
      expect([name, error >= 0 && error < 2 * drawn.energy]).toEqual([name, true]);
    }
  });

  it("as coded never mean the memory that they are handed", () => {
    for (const { make } of codedRivals) {
      expect(scoreOf(make(), drawn, drawn.patterns).identified).toBe(0);
    }
  });
});

describe("learning", () => {
  it("looked at on the way is one descent", async () => {
    const start = drawStart(drawn.patterns.columns, createRandom(4));
    const options = { start, rate: 0.02 };
    const losses: number[] = [];
    for await (const { stop, kernel } of learnOn(drawn.patterns, [2, 5, 9], options)) {
      expect(kernel.iterations).toBe(stop);
      losses.push(kernel.loss);
    }
    const whole = await learn(drawn.patterns, { ...options, iterations: 9 });
    [2, 5, 9].forEach((stop, i) => {
      expect(losses[i]).toBeCloseTo(whole.losses[stop], 4);
    });
    expect(losses[2]).toBeLessThan(losses[0]);
  });

  it("begins where features are about as long as memories", async () => {
    const start = drawStart(drawn.patterns.columns, createRandom(4));
    const kernel = await learn(drawn.patterns, { start, iterations: 0 });
    const features = kernel.features(drawn.patterns);
    for (let i = 0; i < 12; i++) {
      const ratio = norm(rowOf(features, i)) / norm(rowOf(drawn.patterns, i));
      expect(ratio).toBeGreaterThan(0.8);
      expect(ratio).toBeLessThan(1.2);
    }
    expect(scoreOf(uhop(kernel), drawn, drawn.patterns).error).toBeGreaterThanOrEqual(0);
  });
});
