import { describe, expect, it } from "vitest";
import { createRandom, normal } from "../math/index.ts";
import { calibrate, certaintyOf, separates, type Trial } from "./calibration.ts";
import { type Evidence, evidenceOf } from "./evidence.ts";
import { fitLogistic, logOdds, sigmoid } from "./logistic.ts";

const seen = (similarity: number, item = 0): Evidence => ({
  item,
  similarity,
  prominence: 5,
  smoothness: 0.5,
  known: 1,
});

/** Own cues around `own`, strangers' around 0.2. */
function trialsAround(own: number, count: number, seed: number): Trial[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) => ({
    damage: i % 2 === 0 ? "even" : "odd",
    item: i,
    own: { evidence: seen(own + 0.05 * normal(random)), right: true },
    foreign: seen(0.2 + 0.05 * normal(random)),
  }));
}

describe("calibrate", () => {
  it("claims own cues and hardly any stranger where both lie apart", () => {
    const calibration = calibrate(trialsAround(0.6, 1000, 1));
    expect(calibration.trueRecallRate).toBeGreaterThan(0.99);
    expect(calibration.falseRecallRate).toBeLessThan(0.02);
    expect(calibration.damages.map(({ name }) => name)).toEqual(["even", "odd"]);
    expect(certaintyOf(calibration, seen(0.6))).toMatchObject({ claimed: true });
    expect(certaintyOf(calibration, seen(0.2))).toMatchObject({ claimed: false });
    expect(certaintyOf(calibration, seen(0.6)).confidence).toBeGreaterThan(0.99);
    expect(certaintyOf(calibration, seen(0.2)).confidence).toBeLessThan(0.01);
  });

  it("holds what it promises on cues it hasn't seen", () => {
    const calibration = calibrate(trialsAround(0.4, 4000, 1));
    const fresh = trialsAround(0.4, 4000, 2);
    const share = (claims: boolean[]): number => claims.filter(Boolean).length / claims.length;
    const foreign = share(fresh.map((trial) => certaintyOf(calibration, trial.foreign).claimed));
    const own = share(
      fresh.flatMap(({ own }) => (own ? [certaintyOf(calibration, own.evidence).claimed] : [])),
    );
    expect(foreign).toBeLessThan(0.015);
    expect(Math.abs(own - calibration.trueRecallRate)).toBeLessThan(0.03);
  });

  it("claims nothing where own cues and strangers' look alike", () => {
    const calibration = calibrate(trialsAround(0.2, 1000, 1));
    expect(separates(calibration)).toBe(false);
    expect(certaintyOf(calibration, seen(0.9)).claimed).toBe(false);
  });

  it("never claims what has no best item", () => {
    const calibration = calibrate(trialsAround(0.6, 500, 1));
    expect(certaintyOf(calibration, seen(0.9, -1)).claimed).toBe(false);
  });
});

describe("fitLogistic", () => {
  it("finds the odds that made the labels", () => {
    const random = createRandom(4);
    const rows = Array.from({ length: 20_000 }, () => [normal(random), 3 + 2 * normal(random)]);
    const labels = rows.map(([a, b]) => random.next() < sigmoid(1.5 * a - 0.5 * b + 1));
    const model = fitLogistic(rows, labels);
    expect(model.weights[0]).toBeCloseTo(1.5, 0.9);
    expect(model.weights[1]).toBeCloseTo(-0.5, 0.9);
    expect(logOdds(model, [0, 0])).toBeCloseTo(1, 0.6);
  });

  it("stands a feature that never changes", () => {
    const model = fitLogistic(
      [
        [1, 0],
        [1, 1],
        [1, 2],
        [1, 3],
      ],
      [false, false, true, true],
    );
    expect(model.weights.every(Number.isFinite)).toBe(true);
    expect(logOdds(model, [1, 3])).toBeGreaterThan(0);
  });
});

describe("evidenceOf", () => {
  const cue = { smoothness: 0.4, known: 1 };

  it("leaves out what it is told to, and twins from what the best has to stand out from", () => {
    const random = createRandom(1);
    const scores = Float32Array.from({ length: 100 }, () => 0.1 * normal(random));
    scores[7] = 0.9;
    scores[8] = 0.89;
    expect(evidenceOf(scores, cue).item).toBe(7);
    expect(evidenceOf(scores, cue, { left: (item) => item === 7 }).item).toBe(8);
    const alone = evidenceOf(scores, cue, { left: (item) => item === 7 || item === 8 });
    expect(alone.similarity).toBeLessThan(0.5);
    const alike = (a: number, b: number): boolean => [a, b].every((item) => item === 7 || item === 8);
    expect(evidenceOf(scores, cue, { alike }).prominence).toBeGreaterThan(evidenceOf(scores, cue).prominence);
  });

  it("has nothing to say of nothing", () => {
    expect(evidenceOf(Float32Array.of(0.5), cue, { left: () => true })).toMatchObject({
      item: -1,
      similarity: 0,
    });
    expect(evidenceOf(Float32Array.of(0.5, 0.1), cue)).toMatchObject({ item: 0, prominence: 0 });
  });
});
