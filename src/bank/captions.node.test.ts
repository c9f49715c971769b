import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contrastCodec, pixelsCodec } from "../codecs/index.ts";
import { drawScenes } from "../data/index.ts";
import { createRandom, fromRows, norm, normal, rowOf } from "../math/index.ts";
import { matchCaptions } from "./caption-file.node.ts";
import { type Caption, captionKeys, keyOf, type TextForm } from "./captions.ts";
import { Memory } from "./memory.ts";
import { nearestCaptions } from "./nearest-captions.ts";
import { recallByText } from "./recall-by-text.ts";

const count = 12;
const scenes = drawScenes(count, 1, 48, 48).map((picture, i) => ({ path: `${i}.png`, picture }));

/** Two captions a picture, alike but for a word; the last three pictures share one. */
const captions: Caption[] = [
  ...scenes.flatMap(({ path }, i) => [
    { id: path, text: `A picture of number ${i}.` },
    { id: path, text: `a picture of the number ${i}` },
  ]),
  ...scenes.slice(-3).map(({ path }) => ({ id: path, text: "one of three" })),
];

async function captioned(form: TextForm, codec = contrastCodec()): Promise<Memory> {
  const memory = await Memory.ofPictures(scenes, codec);
  return new Memory({ ...memory.parts, captions: await captionKeys(captions, { form, codec }) });
}

describe.each([
  ["pixels through contrast", () => captioned("pixels")],
  ["pixels through pixels", () => captioned("pixels", pixelsCodec())],
  ["bits", () => captioned("bits")],
] as const)("captions as %s", (_, make) => {
  it("bring back the picture that each is kept with, whatever its capitals and spaces", async () => {
    const memory = await make();
    for (const [i, { path }] of scenes.entries()) {
      for (const text of [`A picture of number ${i}.`, ` a PICTURE of  the number ${i}`]) {
        const answer = await recallByText(memory, text);
        expect(answer).toMatchObject({ outcome: "recalled", termination: "converged", nearest: [] });
        expect(answer.items).toMatchObject([{ id: path, confidence: null }]);
        expect(answer.items[0].weight).toBeCloseTo(1, 6);
        const pattern = rowOf(memory.patterns, i);
        const gap = answer.state.map((value, k) => value - Math.SQRT1_2 * pattern[k]);
        expect(norm(gap)).toBeLessThan(1e-5);
        expect(answer.energies).toHaveLength(answer.steps.length + 1);
        expect(answer.energies[answer.energies.length - 1]).toBeLessThan(answer.energies[0]);
      }
    }
  });

  it("give a blend of all pictures that share one", async () => {
    const { outcome, items, captions: known } = await recallByText(await make(), "One of three");
    expect(outcome).toBe("blend");
    expect(items.map(({ id }) => id).sort()).toEqual(["10.png", "11.png", "9.png"]);
    for (const { weight } of items) expect(weight).toBeCloseTo(1 / 3, 4);
    expect(known).toHaveLength(3);
  });

  it("are exact: another text is unknown, with the nearest in wording", async () => {
    const answer = await recallByText(await make(), "picture of the number 7, probably");
    expect(answer).toMatchObject({ outcome: "unknown", items: [], captions: [] });
    expect(answer.nearest[0]).toMatchObject({ id: "7.png", text: "a picture of the number 7" });
  });

  it("are forgotten with their item", async () => {
    const memory = await make();
    await memory.remove(["4.png"]);
    expect(await recallByText(memory, "A picture of number 4")).toMatchObject({ outcome: "unknown" });
    expect(await recallByText(memory, "A picture of number 5")).toMatchObject({ outcome: "recalled" });
  });
});

it("keep vectors too, as bits", async () => {
  const random = createRandom(1);
  const vectors = fromRows(
    Array.from({ length: 5 }, () => Float32Array.from({ length: 8 }, () => normal(random))),
  );
  const plain = await Memory.create({ ids: ["a", "b", "c", "d", "e"], patterns: vectors });
  const keys = [{ id: "c", text: "the third" }];
  const memory = new Memory({ ...plain.parts, captions: await captionKeys(keys, { form: "bits" }) });
  expect((await recallByText(memory, "The third")).items[0].id).toBe("c");
  await expect(captionKeys(keys)).rejects.toThrow("texts as pixels need the codec of a picture memory");
  await expect(captionKeys([])).rejects.toThrow("there are no captions");
  await expect(recallByText(plain, "x")).rejects.toThrow("this memory has no captions");
});

it("makes one key of what differs in capitals, spaces and the last full stop", () => {
  expect(keyOf("  A  dog\non a Beach . ")).toBe("a dog on a beach");
  fc.assert(
    fc.property(fc.string(), (text) => keyOf(keyOf(text).toUpperCase()) === keyOf(text.toUpperCase())),
  );
});

it("names the captions nearest in wording, each once", () => {
  const some = ["a dog on a beach", "A dog on a beach.", "two dogs run along the beach", "cake"].map(
    (text, i) => {
      return { id: `${i}`, text };
    },
  );
  expect(nearestCaptions("dog at the beach", some).map(({ id }) => id)).toEqual(["0", "2"]);
  expect(nearestCaptions("dog at the beach", some, 1)).toHaveLength(1);
  expect(nearestCaptions("", some)).toEqual([]);
});

describe("matchCaptions", () => {
  const ids = ["a/1.png", "b/1.png", "b/2.png"];
  it("takes paths and last parts, and lists strangers", () => {
    const found = matchCaptions(
      new Map([
        ["a/1.png", ["x", "y"]],
        ["2.png", ["z"]],
        ["3.png", ["?"]],
      ]),
      ids,
      "c.json",
    );
    expect(found.captions).toEqual([
      { id: "a/1.png", text: "x" },
      { id: "a/1.png", text: "y" },
      { id: "b/2.png", text: "z" },
    ]);
    expect(found).toMatchObject({ items: 2, strangers: ["3.png"] });
  });

  it("refuses a last part of two pictures, and a file of strangers", () => {
    expect(() => matchCaptions(new Map([["1.png", ["x"]]]), ids, "c.json")).toThrow(
      'c.json: "1.png" may be a/1.png or b/1.png; give its path in the folder',
    );
    expect(() => matchCaptions(new Map([["9.png", ["x"]]]), ids, "c.json")).toThrow(
      'c.json: none of its 1 pictures is there; it names "9.png", and a picture is called "a/1.png"',
    );
  });
});
