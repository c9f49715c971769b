import { expect, it } from "vitest";
import { durationsOf, summaryOf } from "./durations.ts";

/** A clock that each unit of work moves on by the next of `steps`. */
function scripted(steps: readonly number[]): { clock: () => number; work: () => void; done: () => number } {
  let [now, at] = [0, 0];
  return {
    clock: () => now,
    work: () => {
      now += steps[at % steps.length];
      at++;
    },
    done: () => at,
  };
}

it("times every run but the first", async () => {
  const { clock, work, done } = scripted([1000, 4, 1, 2, 10, 3]);
  expect(await durationsOf(work, { clock, runs: 5 })).toEqual({ median: 3, shortest: 1, longest: 10 });
  expect(done()).toBe(6);
});

it("begins no fourth run after enough time, and always three", async () => {
  const slow = scripted([2000]);
  await durationsOf(slow.work, { clock: slow.clock, runs: 10 });
  expect(slow.done()).toBe(1 + 3);
  const quicker = scripted([10]);
  await durationsOf(quicker.work, { clock: quicker.clock, runs: 10, enough: 45 });
  expect(quicker.done()).toBe(1 + 5);
});

it("takes the mean of the middle two of an even number", () => {
  expect(summaryOf([4, 1, 3, 2])).toEqual({ median: 2.5, shortest: 1, longest: 4 });
  expect(summaryOf([7])).toEqual({ median: 7, shortest: 7, longest: 7 });
});
