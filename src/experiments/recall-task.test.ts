import { describe, expect, it } from "vitest";
import { createRandom } from "../math/index.ts";
import { openData } from "./data.ts";
import { lineUp } from "./models.ts";
import { type RecallCell, type RecallOutcome, recall } from "./recall-task.ts";

const data = openData("nowhere");

function outcomeOf(changes: Partial<RecallCell>): RecallOutcome {
  const cell: RecallCell = {
    ...{ data: "scenes", reading: "sharp", memories: 20, noise: null, run: 0 },
    ...changes,
  };
  return recall(cell, { random: createRandom(1, JSON.stringify(cell)), data });
}

describe("the recall task", () => {
  it.each(["published", "coded", "sharp"] as const)("measures every model, %s", (reading) => {
    const outcome = outcomeOf({ reading });
    expect(Object.keys(outcome)).toEqual(lineUp.map(({ name }) => name));
    for (const { success, identified, error } of Object.values(outcome)) {
      expect(success).toBeGreaterThanOrEqual(0);
      expect(success).toBeLessThanOrEqual(1);
      expect(identified).toBeGreaterThanOrEqual(0);
      expect(identified).toBeLessThanOrEqual(1);
      expect(error).toBeGreaterThanOrEqual(0);
    }
  });

  it("finds every picture that isn't damaged at all by distance, exactly", () => {
    for (const reading of ["published", "sharp"] as const) {
      const { success, identified, error } = outcomeOf({ reading, noise: 0 })["nearest by distance"];
      expect({ success, identified }).toEqual({ success: 1, identified: 1 });
      expect(error).toBeLessThan(1e-12);
    }
  });

  it("names one picture of all by their mean, whatever is asked", () => {
    expect(outcomeOf({})["mean of all"].identified).toBe(1 / 20);
    expect(outcomeOf({ noise: 0.5 })["mean of all"].identified).toBe(1 / 20);
  });

  it("is no task with a single memory: everything gives it back", () => {
    const outcome = outcomeOf({ memories: 1 });
    for (const model of Object.keys(outcome)) {
      expect([model, outcome[model].success, outcome[model].identified]).toEqual([model, 1, 1]);
    }
  });

  it("gives the whole memory back from all queries as coded: more noise, more error", () => {
    const [little, much] = [0.05, 1.5].map(
      (noise) => outcomeOf({ reading: "coded", noise })["nearest by distance"].error,
    );
    expect(much).toBeGreaterThan(little);
  });
});
