import { expect, it } from "vitest";
import { axisTexts, counted, percent, threeDigits } from "./number-text.ts";

it.each([
  [0, "0 %"],
  [0.0004, "< 0.1 %"],
  [0.0123, "1.2 %"],
  [0.9, "90 %"],
  [0.9993, "> 99.9 %"],
  [1, "100 %"],
])("%d as a share is %s", (share, text) => expect(percent(share).replace("\u00a0", " ")).toBe(text));

it.each([
  [-0.5, "−0.5"],
  [0.12345, "0.123"],
  [12_345.6, "12346"],
])("%d in three digits is %s", (value, text) => expect(threeDigits(value)).toBe(text));

it("counts", () => expect([counted(1, "step"), counted(2, "step")]).toEqual(["1 step", "2 steps"]));

it.each([
  [
    [0.2341, -0.00812],
    ["0.23", "−0.01"],
  ],
  [
    [-0.5, -0.4999],
    ["−0.500000", "−0.499900"],
  ],
  [
    [1234.6, 10],
    ["1235", "10"],
  ],
  [
    [0, 0],
    ["0.0", "0.0"],
  ],
])("%j on an axis", (values, texts) => expect(axisTexts(values)).toEqual(texts));
