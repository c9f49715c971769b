import { afterEach, describe, expect, it, vi } from "vitest";
import { createRandom } from "../math/index.ts";
import { type AttentionOutcome, attention, featureCount, fixedReach } from "./attention-task.ts";
import { openData } from "./data.ts";

async function measured(model: string, length: number, batch = 1): Promise<AttentionOutcome> {
  let now = 0;
  return attention(
    { model, batch, lengths: [length], runs: 1 },
    { random: createRandom(1), data: openData("nowhere"), clock: () => now++ },
  );
}

describe("what attention costs", () => {
  const [L, d, m] = [60, 16, featureCount];
  const masked = (kept: number): number => L * kept * 2 * d;
  const places = (w: number): number =>
    Array.from({ length: L }, (_, i) => Math.min(L - 1, i + w) - Math.max(0, i - w) + 1).reduce(
      (a, b) => a + b,
    );

  it.each([
    ["dense", 0, L * L * 2 * d],
    ["dense, retriever", 0, L * L * 2 * d],
    ["sparse", 0, L * L * 2 * d],
    ["top 20 %", 0, L * (L * d + 12 * d)],
    ["20 % masked", 0, masked(48)],
    ["80 % masked", 0, masked(12)],
    ["window √L", 0, places(7) * 2 * d],
    [`window ${fixedReach}`, 0, places(fixedReach) * 2 * d],
    ["linear", L * d * d, L * d * (d + 1)],
    ["random features", L * m * 2 * d, L * (m * d + m * (d + 1))],
  ])("is counted for %s: %d to store, %d to retrieve", async (model, storing, retrieving) => {
    const { points } = await measured(model, L);
    expect(points).toMatchObject([{ length: L, operations: { storing, retrieving } }]);
  });

  it("is that of every sequence of a batch, by the clock that is passed in", async () => {
    const [{ operations, durations }] = (await measured("dense", 10, 3)).points ?? [];
    expect(operations).toEqual({ storing: 0, retrieving: 3 * 10 * 10 * 2 * d });
    expect(durations).toEqual({ median: 1, shortest: 1, longest: 1 });
  });
});

describe("PyTorch", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("is left out where it isn't", async () => {
    vi.stubEnv("MADELEINE_PYTHON", "");
    vi.stubEnv("PATH", "/nowhere");
    expect(await measured("torch softmax", 10)).toEqual({ points: null });
  });

  it("is missed where it was promised", async () => {
    vi.stubEnv("MADELEINE_PYTHON", "/nowhere/python3");
    await expect(measured("torch linear", 10)).rejects.toThrow('MADELEINE_PYTHON: "/nowhere/python3"');
  });
});
