import { expect, test } from "vitest";
import { type BagSettings, bagSettings, defaultBagSettings, poolingTitle } from "./bag-settings.ts";

test("defaults are filled in", () => {
  expect(bagSettings({ heads: 8 })).toEqual({ ...defaultBagSettings, heads: 8 });
  expect(poolingTitle(bagSettings())).toBe("Hopfield pooling (softmax)");
  expect(poolingTitle(bagSettings({ pooling: "max" }))).toBe("max");
});

test.each<[Partial<BagSettings>, RegExp]>([
  [{ heads: 3 }, /3 heads need a width that they divide, got 128/],
  [{ epochs: 0 }, /epochs must be a whole number ≥ 1, got 0/],
  [{ beta: 0 }, /beta must be a number > 0/],
  [{ dropout: 1 }, /dropout must be in \[0, 1\), got 1/],
  [{ fraction: 0 }, /fraction must be in \(0, 1\]/],
  [{ alpha: 1 }, /alpha must be > 1/],
  [{ weightDecay: -1 }, /weightDecay must be ≥ 0/],
])("refused: %j", (settings, message) => {
  expect(() => bagSettings(settings)).toThrow(message);
});
