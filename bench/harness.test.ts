import { describe, expect, it } from "vitest";
import { leastByName } from "./goal.ts";
import { type Contender, difference, measure } from "./harness.ts";
import { median } from "./median.ts";

const REFERENCE = Float32Array.of(1, 2, 3);

/** A clock that only moves when a contender works. */
function fakeClock(): { now: number; clock: () => number } {
  const time = { now: 0, clock: () => time.now };
  return time;
}

/** A contender that takes the given milliseconds, one after the other, and gives `result`. */
function contender(
  name: string,
  time: { now: number },
  durations: readonly number[],
  result = REFERENCE,
): Contender & { runs: number } {
  return {
    name,
    runs: 0,
    run() {
      time.now += durations[this.runs++ % durations.length] ?? 0;
    },
    check: (reference) => difference(result, reference, 1e-6),
  };
}

describe("measure", () => {
  it("refuses to time anything where one contender is wrong", async () => {
    const time = fakeClock();
    const good = contender("good", time, [1]);
    const wrong = contender("wrong", time, [1], Float32Array.of(1, 2.5, 3));
    const question = { name: "sum", reference: REFERENCE, contenders: [good, wrong] };
    const message = "sum: not timed, wrong gives 2.5 instead of 2 at 1 (tolerance 0.000001)";
    await expect(measure(question, { clock: time.clock })).rejects.toThrow(message);
    expect([good.runs, wrong.runs]).toEqual([1, 1]);
  });

  it("divides the peer's time by that of the same round, and takes the median of those ratios", async () => {
    const time = fakeClock();
    // One checking run, then three rounds: ratios 1/10, 4/2, 10/5, while the medians are 5 and 4.
    const ours = contender("ours", time, [0, 10, 2, 5]);
    const theirs = contender("theirs", time, [0, 1, 4, 10]);
    const question = { name: "sum", reference: REFERENCE, contenders: [ours, theirs], peer: "theirs" };
    const result = await measure(question, { rounds: 3, warmUps: 0, clock: time.clock });
    expect(result.timings).toEqual([
      { name: "ours", minimum: 2, median: 5, ratio: 2, note: undefined, times: [10, 2, 5] },
      { name: "theirs", minimum: 1, median: 4, ratio: 1, note: undefined, times: [1, 4, 10] },
    ]);
  });

  it("takes the fastest of several peers, by its median", async () => {
    const time = fakeClock();
    const contenders = [
      contender("ours", time, [1]),
      contender("slow", time, [9]),
      // Once faster than the rest, but not mostly.
      contender("lucky", time, [8, 1, 8, 8]),
      contender("fast", time, [4]),
    ];
    const question = { name: "sum", reference: REFERENCE, contenders, peer: ["slow", "lucky", "fast"] };
    const result = await measure(question, { rounds: 3, warmUps: 0, clock: time.clock });
    expect(result.peer).toBe("fast");
    expect(result.timings.map(({ ratio }) => ratio)).toEqual([4, 4 / 9, 0.5, 1]);
  });

  it("has no ratio without peers", async () => {
    const ours = contender("ours", { now: 0 }, [1]);
    const { peer, timings } = await measure({
      name: "sum",
      reference: REFERENCE,
      contenders: [ours],
      peer: [],
    });
    expect([peer, timings[0]?.ratio]).toEqual([undefined, undefined]);
  });

  it("measures goals between the fastest of each side, and leaves those open that lack one", async () => {
    const time = fakeClock();
    const contenders = [
      contender("ours", time, [3]),
      contender("ours, faster", time, [2]),
      contender("theirs", time, [8]),
      contender("others", time, [6]),
    ];
    const goals = [
      { name: "all", atLeast: 2, ours: ["ours", "ours, faster"] },
      { name: "theirs alone", atLeast: 2, ours: ["ours"], peers: ["theirs"] },
      { name: "nobody", atLeast: 2, ours: ["absent"] },
    ];
    const question = { name: "sum", reference: REFERENCE, contenders, peer: ["theirs", "others"], goals };
    const result = await measure(question, { rounds: 1, warmUps: 0, clock: time.clock });
    expect(result.goals).toEqual([
      { name: "all", atLeast: 2, measured: 3 },
      { name: "theirs alone", atLeast: 2, measured: 8 / 3 },
      { name: "nobody", atLeast: 2, measured: undefined },
    ]);
  });

  it("lets every contender start in turn, after the warm-up", async () => {
    const order: string[] = [];
    const named = (name: string): Contender => ({
      name,
      run: () => void order.push(name),
      check: () => undefined,
    });
    const contenders = ["a", "b"].map(named);
    await measure({ name: "order", reference: REFERENCE, contenders }, { rounds: 3, warmUps: 1 });
    expect(order.join("")).toBe("ab ab ab ba ab".replaceAll(" ", ""));
  });

  it("believes a contender that has a clock of its own", async () => {
    const remote: Contender = {
      name: "remote",
      timesItself: true,
      run: async () => 7,
      check: () => undefined,
    };
    const result = await measure({ name: "far", reference: REFERENCE, contenders: [remote] }, { rounds: 2 });
    expect(result.timings).toMatchObject([{ name: "remote", minimum: 7, median: 7, times: [7, 7] }]);
  });

  it("rejects a peer that does not take part, and two contenders of one name", async () => {
    const one = contender("one", { now: 0 }, [1]);
    const question = { name: "sum", reference: REFERENCE, contenders: [one] };
    await expect(measure({ ...question, peer: "two" })).rejects.toThrow("the peer two does not take part");
    await expect(measure({ ...question, contenders: [one, one] })).rejects.toThrow("share a name");
  });
});

describe("difference", () => {
  it("is undefined within the tolerance", () => {
    expect(difference(Float32Array.of(1.000001, 2, 3), REFERENCE, 1e-6)).toBeUndefined();
  });

  it("names the worst number", () => {
    expect(difference(Float32Array.of(1.5, 4, 3), REFERENCE, 0.1)).toBe(
      "4 instead of 2 at 1 (tolerance 0.1)",
    );
  });

  it("sees NaN and a missing number", () => {
    expect(difference(Float32Array.of(1, 2, Number.NaN), REFERENCE, 1)).toContain("NaN instead of 3");
    expect(difference(Float32Array.of(1), REFERENCE, 1)).toBe("1 numbers instead of 3");
  });
});

it("median takes the middle, or the mean of the middle two", () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
});

it("leastByName keeps the worst of each goal", () => {
  const goal = { name: "a", atLeast: 1 };
  const results = [undefined, 3, 2, 5].map((measured) => ({ ...goal, measured }));
  const other = { name: "b", atLeast: 1, measured: undefined };
  expect(leastByName([...results, other])).toEqual([{ ...goal, measured: 2 }, other]);
});
