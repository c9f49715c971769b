import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { createRandom, integer } from "../math/index.ts";
import { sha256Hex } from "./sha256.ts";
import { textPicture } from "./text-pixels.ts";

it("hashes as FIPS 180-4 says, at every length around a block", () => {
  expect(sha256Hex(new Uint8Array())).toBe(
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
  const random = createRandom(1);
  for (let length = 0; length <= 300; length++) {
    const bytes = Uint8Array.from({ length }, () => integer(random, 256));
    expect(sha256Hex(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
  }
});

it("draws the 64 digits, so that they can be read off again", () => {
  const { pixels, width, height, channels } = textPicture("a family is sitting down at a table to have cake");
  expect([width, height, channels]).toEqual([64, 64, 1]);
  const cell = (at: number): string => {
    const [left, top] = [(at % 8) * 8, Math.floor(at / 8) * 8];
    const rows = Array.from({ length: 8 }, (_, y) => pixels.subarray((top + y) * 64 + left).subarray(0, 8));
    return rows.map((row) => row.join("")).join("\n");
  };
  const digits = createHash("sha256")
    .update("a family is sitting down at a table to have cake")
    .digest("hex");
  const shapes = new Map<string, string>();
  for (let at = 0; at < 64; at++) {
    expect(shapes.get(digits[at]) ?? cell(at)).toBe(cell(at));
    shapes.set(digits[at], cell(at));
  }
  expect(new Set(shapes.values()).size).toBe(shapes.size);
  // "1" as it looks.
  expect(shapes.get("1")).toBe(
    "00100000\n01100000\n00100000\n00100000\n00100000\n00100000\n01110000\n00000000",
  );
});

it("is the same for equal texts, and another for others", () => {
  expect(textPicture("cake")).toEqual(textPicture("cake"));
  expect(textPicture("cake").pixels).not.toEqual(textPicture("cakes").pixels);
});
