import { gzipSync } from "fflate";
import { describe, expect, it, test } from "vitest";
import { toRows } from "../../math/index.ts";
import { type BagCsvOptions, readBagCsv } from "./bag-csv.ts";
import { bagLabels } from "./bag-set.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string, options?: BagCsvOptions): ReturnType<typeof readBagCsv> =>
  readBagCsv(utf8(text), "a.csv", options);

describe("readBagCsv", () => {
  const rows = "b1,1,0.5,2\nb2,0,1,3\nb1,1,-4,1e2\n";

  it.each([
    ["without column names", rows],
    ["with column names", `bag,label,x,y\n${rows}`],
    ["with other column names", `patient,ill,x,y\n${rows}`],
    ["with its columns in another order", "x,label,y,bag\n0.5,1,2,b1\n1,0,3,b2\n-4,1,1e2,b1\n"],
    ["with words for labels", "b1,Yes,0.5,2\nb2,No,1,3\nb1,Yes,-4,1e2\n"],
  ])("reads a file %s", (_, text) => {
    const found = read(text);
    expect(found.bags).toEqual([
      { id: "b1", label: true, rows: [0, 2] },
      { id: "b2", label: false, rows: [1] },
    ]);
    expect(toRows(found.instances)).toEqual([
      [0.5, 2],
      [1, 3],
      [-4, 100],
    ]);
    expect(found.nameOf(2)).toBe("row 3");
    expect(bagLabels(found)).toEqual([true, false]);
  });

  it("takes gzip, and numbers for names of features", () => {
    const found = readBagCsv(gzipSync(utf8("bag,label,0,1\na,0,3,4\n")));
    expect(found.features).toEqual(["0", "1"]);
    expect(found.instances.rows).toBe(1);
  });

  it("is told which label is positive", () => {
    const text = "b1,cat,1\nb2,dog,2\n";
    expect(read(text, { positive: "cat" })).toMatchObject({
      classes: ["dog", "cat"],
      bags: [{ label: true }, {}],
    });
    expect(() => read(text)).toThrow(
      /^a\.csv: the labels are "cat" and "dog"; say which .* \(--positive cat\)$/,
    );
    expect(() => read(text, { positive: "cow" })).toThrow(/no bag has the label "cow".* "cat" and "dog"/);
  });

  it.each([
    ["a ragged row", "b1,1,1,2\nb2,0,3\n", /^a\.csv: line 2 has 3 fields, the first line has 4/],
    [
      "a bag with two labels",
      "b1,1,1\nb2,0,1\nb1,0,2\n",
      /^a\.csv: row 3: the bag "b1" has "0" here and "1" in row 1/,
    ],
    [
      "a third label",
      "b1,1,1\nb2,0,1\nb3,2,2\n",
      /^a\.csv: row 3 has the label "2", after "1" and "0"; there may be two/,
    ],
    ["a missing value", "bag,label,x,y\nb1,1,1,\nb2,0,1,2\n", /^a\.csv: row 1, column "y": is empty/],
    [
      "text for a number",
      "b1,1,1\nb2,0,many\n",
      /^a\.csv: row 2, column "feature 1": expected a finite number.*"many"/,
    ],
    ["NaN", "b1,1,1\nb2,0,NaN\n", /row 2.*"NaN"/],
    ["an empty bag", "b1,1,1\n,0,2\n", /^a\.csv: row 2: the bag is empty/],
    ["an empty label", "b1,1,1\nb2,,2\n", /^a\.csv: row 2: the label is empty/],
    [
      "no features",
      "b1,1\nb2,0\n",
      /rows have 2 fields; expected the bag, its label and at least one feature/,
    ],
    ["column names alone", "bag,label,x\n", /has no rows/],
    ["nothing", "", /is empty/],
  ])("refuses %s in one line", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(/^[^\n]+$/);
  });

  it("finds one class only where both are needed", () => {
    const set = read("b1,1,1\nb2,1,2\n");
    expect(() => bagLabels(set, "a.csv")).toThrow(/^a\.csv: all 2 bags are of one class, "1"/);
  });
});

describe("readBagCsv for a model", () => {
  const expected = { features: ["x", "y"], classes: ["no", "yes"] as const };

  it.each([
    ["without labels", "b1,1,2\nb2,3,4\n", [undefined, undefined]],
    ["without labels, with column names", "bag,x,y\nb1,1,2\nb2,3,4\n", [undefined, undefined]],
    ["with labels", "b1,yes,1,2\nb2,no,3,4\n", [true, false]],
    ["with some", "bag,label,x,y\nb1,,1,2\nb2,no,3,4\n", [undefined, false]],
  ])("reads a file %s", (_, text, labels) => {
    const found = read(text, { expected });
    expect(found.bags.map(({ label }) => label)).toEqual(labels);
    expect(toRows(found.instances)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it("refuses other features and other labels", () => {
    expect(() => read("bag,x,z\nb1,1,2\n", { expected })).toThrow(
      /feature 2 is called "z", the model learned from "y"/,
    );
    expect(() => read("b1,yes,1,2,3\n", { expected })).toThrow(
      /rows have 5 fields; expected .* \(or none\) and 2 features/,
    );
    expect(() => read("b1,maybe,1,2\n", { expected })).toThrow(
      /row 1: the label "maybe" is none that the model knows/,
    );
  });
});

test("a label of one kind is paired with the one that is known", () => {
  expect(read("b1,1.0,1\n").classes).toEqual(["0", "1.0"]);
  expect(read("b1,-1,1\n").classes).toEqual(["-1", "1"]);
});
