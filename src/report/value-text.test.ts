import { expect, it } from "vitest";
import { valueText } from "./value-text.ts";

it.each([
  [null, "–"],
  [Number.NaN, "–"],
  [0, "0"],
  [1, "1"],
  [60000, "60,000"],
  [0.5, "0.500"],
  [0.01234, "0.0123"],
  [-0.025, "−0.0250"],
  [12.345, "12.3"],
  [1234.5, "1235"],
  [-3, "−3.00"],
])("%d is %s", (value, text) => expect(valueText(value)).toBe(text));
