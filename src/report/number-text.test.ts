import { expect, it } from "vitest";
import { countOf, countText, decimalText, percentText, ratioText } from "./number-text.ts";

it.each([
  [0.006, "0.6 %"],
  [0.42, "42 %"],
  [0.984, "98.4 %"],
  [0.05, "5 %"],
  [0, "0 %"],
  [1, "100 %"],
  [1e-4, "< 0.1 %"],
  [0.9999, "> 99.9 %"],
  [Number.NaN, "–"],
])("%f as a percentage is %s", (share, text) =>
  expect(percentText(share)).toBe(text.replace(" %", "\u00A0%")),
);

it.each([
  [0.9732, "0.973"],
  [1, "1"],
  [0, "0"],
  [-0, "0"],
  [0.99999994, "1.000"],
  [0.9997, "> 0.999"],
  [1e-9, "< 0.001"],
  [-0.1234, "−0.123"],
  [-1e-9, "0.000"],
  [Number.POSITIVE_INFINITY, "–"],
])("%f as a ratio is %s", (value, text) => expect(ratioText(value)).toBe(text));

it("counts with commas and plurals", () => {
  expect([0, 7, 999, 1000, 6000, 1234567].map(countText)).toEqual([
    "0",
    "7",
    "999",
    "1,000",
    "6,000",
    "1,234,567",
  ]);
  expect([countOf(1, "step"), countOf(2, "step")]).toEqual(["1 step", "2 steps"]);
});

it("writes decimals, and exponents where they would be long", () => {
  expect(decimalText(-0.5, 2)).toBe("−0.50");
  expect(decimalText(-1e-9, 2)).toBe("0.00");
  expect(decimalText(120, -1)).toBe("120");
  expect(decimalText(-12345678, -5)).toBe("−1.23e+7");
  expect(decimalText(2e-9, 10)).toBe("2.0e−9");
  expect(decimalText(0, 10)).toBe("0.000000");
  expect(decimalText(Number.NaN, 2)).toBe("–");
});
