import { drawScene, drawScenes, half } from "madeleine/data";
import { createRandom } from "madeleine/math";
import { beforeAll, describe, expect, it } from "vitest";
import { cueOf, mixed } from "../cue/cue.ts";
import { stepsOf } from "../cue/cue-step.ts";
import { albumOf, pictureOfRgba, readOut, rgbaOf } from "../picture/album.ts";
import { calibrated, evenShare, filmOf, type KeptMemory, rememberPictures } from "./kept-memory.ts";

const scenes = drawScenes(24, 1, 48, 48);
const breathe = async (): Promise<void> => {};

describe("a memory in the page", () => {
  let fresh: KeptMemory;
  let kept: KeptMemory;
  const progress: number[][] = [];
  beforeAll(async () => {
    fresh = await rememberPictures(scenes.map((picture, i) => ({ name: `scene ${i + 1}`, picture })));
    const onProgress = (...done: number[]): unknown => progress.push(done);
    kept = await calibrated(fresh, { onProgress, breathe, copies: 100 });
  }, 60_000);

  it("names the picture that a half comes from, and shows it", async () => {
    const film = await filmOf(kept, {
      picture: half("left").apply(scenes[6], createRandom(0)),
      known: undefined,
    });
    expect(film.outcome).toBe("recalled");
    expect(film.items[0]).toMatchObject({ item: 6, name: "scene 7", weight: 1 });
    expect(film.confidence).toBeGreaterThan(film.measured?.bar ?? 1);
    expect(film.original.rgba).toEqual(rgbaOf(scenes[6]));
    expect(film.steps.at(-1)?.picture.rgba).toEqual(film.original.rgba);
    expect(film.converged).toBe(true);
    const total = film.steps[0].shares.reduce((sum, { weight }) => sum + weight, film.steps[0].rest);
    expect(total).toBeCloseTo(1, 5);
  });

  it("says of a stranger that it isn't here", async () => {
    const film = await filmOf(kept, { picture: drawScene(createRandom(99), 48, 48), known: undefined });
    expect(film.outcome).toBe("unknown");
    expect(film.confidence).toBeLessThan(film.measured?.bar ?? 0);
  });

  it("is told what was erased", async () => {
    const cue = cueOf(scenes[3], stepsOf("eraser:160:gICBgQ"), 1);
    expect(cue.known?.includes(0)).toBe(true);
    expect((await filmOf(kept, cue)).items[0].name).toBe("scene 4");
  });

  it("claims no certainty before it is measured", async () => {
    const film = await filmOf(fresh, { picture: scenes[0], known: undefined });
    expect(film.confidence).toBeNull();
    expect(film.measured).toBeUndefined();
  });

  it("names both of a double exposure that is as alike to the one as to the other", async () => {
    const exposed = (share: number): ReturnType<typeof cueOf> =>
      cueOf(mixed(scenes[10], scenes[20], share), [], 1);
    const share = await evenShare(kept, [10, 20], exposed);
    const film = await filmOf(kept, exposed(share));
    expect(share).toBeGreaterThan(0);
    expect(
      film.items
        .slice(0, 2)
        .map(({ item }) => item)
        .sort(),
    ).toEqual([10, 20]);
    expect(Math.abs(film.items[0].similarity - film.items[1].similarity)).toBeLessThan(0.01);
    expect(film.outcome).toBe("blend");
  });

  it("reports how far measuring is", () => {
    expect(progress.at(-1)).toEqual([250, 250]);
  });
});

describe("an album", () => {
  it("keeps drawn scenes exactly, and names apart", () => {
    const album = albumOf([
      { name: "a", picture: scenes[0] },
      { name: "a", picture: scenes[1] },
    ]);
    expect(album.names).toEqual(["a", "a (2)"]);
    expect(album.picture(1)).toEqual(scenes[1]);
  });

  it("reads out the weighted sum, of pictures of any size", () => {
    const grey = { width: 2, height: 2, channels: 1 as const, pixels: new Float32Array(4).fill(1) };
    const album = albumOf([
      { name: "scene", picture: scenes[0] },
      { name: "white", picture: grey },
    ]);
    const out = readOut(
      album,
      [
        { item: 0, weight: 0.25 },
        { item: 1, weight: 0.75 },
      ],
      scenes[0],
    );
    out.pixels.forEach((value, i) => {
      expect(value).toBeCloseTo(0.25 * scenes[0].pixels[i] + 0.75, 6);
    });
  });

  it("takes canvases' pixels, on white", () => {
    expect(pictureOfRgba(rgbaOf(scenes[0]), 48, 48)).toEqual(scenes[0]);
    expect(Array.from(pictureOfRgba([255, 0, 0, 0], 1, 1).pixels)).toEqual([1, 1, 1]);
  });
});
