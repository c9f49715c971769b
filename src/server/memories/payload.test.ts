import { expect, it } from "vitest";
import { isShallow, payloadSchema } from "./payload.ts";

const nested = (levels: number): unknown => JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`);

it("takes any JSON that isn't nested too deeply", () => {
  for (const value of [null, 1, "a", [1, [2]], { a: { b: [] } }, undefined, nested(100)]) {
    expect([value, isShallow(value)]).toEqual([value, true]);
  }
  expect(isShallow(nested(102))).toBe(false);
  expect(isShallow({ a: nested(100_000) })).toBe(false);
  expect(payloadSchema.safeParse(nested(200)).error?.issues[0].message).toBe(
    "is nested deeper than 100 levels",
  );
});
