import { drawScenes } from "madeleine/data";
import { describe, expect, it } from "vitest";
import { rememberPictures } from "../memory/kept-memory.ts";
import { planeMap, roll, rollInSlice, sliceMap } from "./roll.ts";
import { firstPoints, type Landscape, mostPoints, pointsOf, textOfPoints } from "./settings.ts";

const model: Landscape = { likeness: "distance", separation: "softmax", beta: 12 };

describe("a state let go in the plane", () => {
  const input = { points: firstPoints, model, size: 24 };

  it.each(firstPoints.map((point, i) => [i, point] as const))(
    "near memory %i rolls into it",
    async (i, [x, y]) => {
      const { path, energies, nearest, distance, converged, parts } = await roll({
        ...input,
        start: [x + 0.1, y - 0.08],
      });
      expect([nearest, converged, parts]).toEqual([i, true, [i]]);
      expect(distance).toBeLessThan(0.12);
      expect(path.length).toBe(energies?.length);
      for (let k = 1; k < path.length; k++)
        expect(energies?.[k]).toBeLessThanOrEqual((energies?.[k - 1] ?? 0) + 1e-6);
    },
  );

  it("may rest between memories that are close", async () => {
    const points = [
      [-0.1, 0],
      [0.1, 0],
      [1, 1],
    ] as const;
    const { path, parts } = await roll({ points, model: { ...model, beta: 4 }, size: 8, start: [0, 0.4] });
    expect(parts.toSorted()).toEqual([0, 1]);
    expect(Math.hypot(...(path.at(-1) ?? []))).toBeLessThan(0.05);
  });

  it("ends where the map is lowest around", async () => {
    const { grid = new Float32Array(), reach } = planeMap(input);
    const { path } = await roll({ ...input, start: [0.5, 0.3] });
    const [x, y] = (path.at(-1) ?? [0, 0]).map((value) => Math.floor(((value / reach + 1) / 2) * 24));
    const own = grid[24 * y + x];
    for (const [dx, dy] of [
      [3, 0],
      [-3, 0],
      [0, 3],
      [0, -3],
    ])
      expect(grid[24 * (y + dy) + x + dx]).toBeGreaterThan(own);
  });
});

describe("a state let go between three pictures", async () => {
  const kept = await rememberPictures(
    drawScenes(8, 1, 48, 48).map((picture, i) => ({ name: `scene ${i}`, picture })),
  );
  const input = {
    items: [1, 3, 5] as const,
    model: { ...model, separation: "sparsemax" as const, beta: 20 },
    size: 16,
  };

  it("rolls into the picture that it is close to", async () => {
    const { corners, reach } = sliceMap(kept, input);
    for (const [i, [x, y]] of corners.entries()) {
      expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThan(reach);
      const found = await rollInSlice(kept, { ...input, start: [0.8 * x, 0.8 * y] });
      expect(found.nearest).toBe(input.items[i]);
      expect(found.distance).toBeLessThan(1e-3);
      expect(found.off).toBeLessThan(1e-3);
      expect(found.path.at(-1)?.[0]).toBeCloseTo(x, 3);
      const { pixels } = kept.album.picture(found.nearest);
      expect(found.end.rgba[0]).toBe(Math.round(255 * pixels[0]));
    }
  });
});

describe("points in the address", () => {
  it("come back", () => {
    expect(pointsOf(textOfPoints(firstPoints), 1.25)).toEqual(firstPoints);
    expect(pointsOf(undefined, 1)).toBe(firstPoints);
  });

  it("leave out what is none", () => {
    expect(pointsOf("0.5,1;2,0;x,1;1;,;0,0,0", 1.25)).toEqual([[0.5, 1]]);
    expect(pointsOf("nothing", 1)).toBe(firstPoints);
    expect(pointsOf("0,0;".repeat(99), 1).length).toBe(mostPoints);
  });
});
