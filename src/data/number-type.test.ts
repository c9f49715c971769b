import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeNumbers, encodeFloats, sizeOf } from "./number-type.ts";

test("sizes", () => {
  expect([sizeOf("b1"), sizeOf("f2"), sizeOf("bf16"), sizeOf("i4"), sizeOf("f8")]).toEqual([1, 2, 2, 4, 8]);
});

test("bfloat16 is the upper half of a float32", () => {
  expect(Array.from(decodeNumbers(Uint8Array.of(0x80, 0x3f, 0x49, 0xc0, 0x80, 0x7f), "bf16"))).toEqual([
    1,
    -3.140625,
    Number.POSITIVE_INFINITY,
  ]);
});

test("float32 round trip, also of a part of an array; both byte orders agree", () => {
  fc.assert(
    fc.property(fc.float32Array({ minLength: 1, maxLength: 20 }), (numbers) => {
      const part = numbers.subarray(1);
      const bytes = encodeFloats(part);
      expect(decodeNumbers(bytes, "f4")).toEqual(part.slice());
      const swapped = bytes.slice();
      for (let i = 0; i < swapped.length; i += 4) swapped.subarray(i, i + 4).reverse();
      expect(decodeNumbers(swapped, "f4", { littleEndian: false })).toEqual(part.slice());
    }),
    { numRuns: 200 },
  );
});

test("a float64 beyond float32 is an error that says where", () => {
  const bytes = new Uint8Array(Float64Array.of(1, 3.4e38, 3.5e38).buffer);
  expect(() => decodeNumbers(bytes, "f8")).toThrow(/^number 2 is 3\.5e\+38, beyond float32/);
});
