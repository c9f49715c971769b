import { describe, expect, it } from "vitest";
import { type CapacityPoint, type CapacitySettings, capacityCurve, storedCounts } from "./capacity-curve.ts";

async function curveOf(changes: Partial<CapacitySettings> = {}): Promise<CapacityPoint[]> {
  const settings: CapacitySettings = {
    ...{ dimension: 16, hidden: 0.5, most: 256, seed: 1 },
    models: [
      { name: "dense", values: { beta: 30 } },
      { name: "nearest-neighbour", values: {} },
    ],
    ...changes,
  };
  const points: CapacityPoint[] = [];
  for await (const point of capacityCurve(settings)) points.push(point);
  return points;
}

describe("the capacity curve", () => {
  it("has a point per model and count, the same for the same settings", async () => {
    const points = await curveOf();
    expect(points.map(({ stored, model }) => [stored, model])).toEqual(
      storedCounts(256).flatMap((stored) => [
        [stored, 0],
        [stored, 1],
      ]),
    );
    expect(await curveOf()).toEqual(points);
  });

  it("is whole for few memories and falls for many", async () => {
    const rates = (await curveOf()).filter(({ model }) => model === 1).map(({ rate }) => rate);
    expect(rates[0]).toBe(1);
    expect(rates.at(-1)).toBeLessThan(0.7);
  });

  it("is higher in more dimensions, and where less is hidden", async () => {
    const last = async (changes: Partial<CapacitySettings>): Promise<number> =>
      (await curveOf(changes)).filter(({ model }) => model === 1).at(-1)?.rate ?? Number.NaN;
    const usual = await last({});
    expect(await last({ dimension: 64 })).toBeGreaterThan(usual);
    expect(await last({ hidden: 0.1 })).toBeGreaterThan(usual);
  });

  it("goes up by halves and doubles", () => {
    expect(storedCounts(20)).toEqual([2, 3, 4, 6, 8, 12, 16]);
  });
});
