import { drawScenes } from "madeleine/data";
import { describe, expect, it } from "vitest";
import { rememberPictures } from "../memory/kept-memory.ts";
import { textAsking, usualBeta } from "./text-film.ts";

const scenes = drawScenes(12, 1, 48, 48);
const kept = await rememberPictures(scenes.map((picture, i) => ({ name: `scene ${i}`, picture })));
const captions = scenes.map((_, i) => (i < 2 ? "twins" : `the scene number ${i}`));
const ask = textAsking(kept);
const usual = { captions, form: "pixels", separation: "sparsemax", beta: usualBeta } as const;

describe.each(["pixels", "bits"] as const)("a text as %s", (form) => {
  it("brings back its picture, and only that", async () => {
    const film = await ask({ ...usual, form, text: "The scene  number 7." });
    expect(film).toMatchObject({ outcome: "recalled", items: [7], nearest: [], converged: true });
    expect(film.frames.at(-1)).toMatchObject({ mixes: 1, shares: [{ item: 7, weight: 1 }] });
  });

  it("is unknown where a letter differs, and the nearest captions are named", async () => {
    const film = await ask({ ...usual, form, text: "the scene number 77" });
    expect(film).toMatchObject({ outcome: "unknown", items: [] });
    expect(film.nearest[0]).toMatchObject({ id: "scene 7", text: "the scene number 7" });
    expect(film.frames.length).toBeGreaterThan(0);
  });

  it("is a blend where several pictures share it", async () => {
    expect(await ask({ ...usual, form, text: "twins" })).toMatchObject({ outcome: "blend", items: [0, 1] });
  });
});

it("settles on a mixture where β is small", async () => {
  const film = await ask({ ...usual, text: "the scene number 7", separation: "softmax", beta: 1 });
  expect(film.frames.at(-1)?.mixes).toBe(12);
});
