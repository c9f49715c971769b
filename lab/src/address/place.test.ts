import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changed, hashOf, numberIn, placeOf, views, wordIn } from "./place.ts";

const texts = fc.string({ unit: "grapheme", maxLength: 12 });
const settings = fc.dictionary(
  texts.filter((name) => name !== "" && name !== "__proto__"),
  texts,
);

describe("the address", () => {
  it("brings back every place", () => {
    fc.assert(
      fc.property(fc.constantFrom(...views), settings, (view, settings) => {
        expect(placeOf(hashOf({ view, settings }))).toEqual({ view, settings: { ...settings } });
      }),
    );
  });

  it("of the same settings is the same", () => {
    const [one, other] = [
      { a: "1", b: "2" },
      { b: "2", a: "1" },
    ].map((settings) => hashOf({ view: "models", settings }));
    expect(one).toBe("#models?a=1&b=2");
    expect(other).toBe(one);
  });

  it("reads well", () => {
    const settings = { damage: "half:left~noise:0.3", points: "0.5,1;2,3" };
    expect(hashOf({ view: "recall", settings })).toBe("#recall?damage=half:left~noise:0.3&points=0.5,1;2,3");
  });

  it.each([
    ["", { view: "recall", settings: {} }],
    ["#/landscape", { view: "landscape", settings: {} }],
    ["#nowhere?beta=3&broken&=4", { view: "recall", settings: { beta: "3" } }],
    ["#models?beta=%E0%A4%A", { view: "models", settings: { beta: "%E0%A4%A" } }],
  ])("%j is read as far as it can be", (hash, place) => expect(placeOf(hash)).toEqual(place));

  it("loses what is set to undefined", () => {
    expect(changed({ a: "1", b: "2" }, { a: undefined, c: "3" })).toEqual({ b: "2", c: "3" });
  });
});

describe("settings", () => {
  const range = { fallback: 5, least: 1, most: 10 };

  it.each([
    ["7.5", 7.5],
    ["0", 5],
    ["11", 5],
    ["", 5],
    [" ", 5],
    ["ten", 5],
    ["NaN", 5],
  ])("%j as a number from 1 to 10", (text, value) => expect(numberIn({ n: text }, "n", range)).toBe(value));

  it("may have to be whole", () => {
    expect(numberIn({ n: "7.5" }, "n", { ...range, whole: true })).toBe(5);
    expect(numberIn({}, "n", range)).toBe(5);
  });

  it("are one of some words, or the first", () => {
    expect(wordIn({ by: "b" }, "by", ["a", "b"])).toBe("b");
    expect(wordIn({ by: "c" }, "by", ["a", "b"])).toBe("a");
  });
});
