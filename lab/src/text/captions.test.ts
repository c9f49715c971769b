import { drawScenes } from "madeleine/data";
import { describe, expect, it } from "vitest";
import { fileCaption, sceneCaption } from "./caption-words.ts";
import { edited, editsOf, textOfEdits, withEdits } from "./captions.ts";

describe("captions", () => {
  it("of drawn scenes are different for each of the first 2,000", () => {
    const [scene] = drawScenes(1, 1, 24, 24);
    const captions = Array.from({ length: 2000 }, (_, item) => sceneCaption(item, scene));
    expect(new Set(captions).size).toBe(2000);
  });

  it("name the colours that are there", () => {
    const pixels = Float32Array.from({ length: 300 }, (_, i) =>
      i < 150 ? [0.1, 0.2, 0.9][i % 3] : [0.1, 0.3, 0.1][i % 3],
    );
    expect(sceneCaption(0, { width: 10, height: 10, channels: 3, pixels })).toMatch(
      /, blue above dark green$/,
    );
    const white = new Float32Array(4).fill(1);
    expect(sceneCaption(0, { width: 2, height: 2, channels: 1, pixels: white })).toMatch(
      /, white above white$/,
    );
  });

  it.each([
    ["my_wet-dog.jpeg", "my wet dog"],
    ["beach", "beach"],
    [".png", ".png"],
  ])("of a file are its name in words: %s", (name, caption) => expect(fileCaption(name)).toBe(caption));

  it("that were changed stand in the address, whatever they say", () => {
    const edits = edited(edited(new Map(), 6, "a ~ b: c%7E", "six"), 0, " first ", "one");
    expect(editsOf(textOfEdits(edits))).toEqual(
      new Map([
        [0, "first"],
        [6, "a ~ b: c%7E"],
      ]),
    );
    expect(withEdits(["one", "two"], edits)).toEqual(["first", "two"]);
    expect(textOfEdits(edited(edits, 6, "six", "six"))).toBe("1:first");
    expect(textOfEdits(edited(new Map(), 0, "", "one"))).toBeUndefined();
    expect(editsOf("x~3~:a~4:b")).toEqual(new Map([[3, "b"]]));
  });
});
